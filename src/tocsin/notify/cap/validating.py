"""The verdict on a CAP document: its schema's, and every rule it breaks, each with element and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from tocsin.base import Alert
from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput
from tocsin.notify.cap import schemas, versions
from tocsin.notify.cap.places import Places, line_of
from tocsin.notify.cap.reading import Reading, reading
from tocsin.notify.cap.tree import MOST
from tocsin.notify.check import blocks, content
from tocsin.notify.problem import Level, Problem, Rule
from tocsin.notify.profiles import Profile


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one document.

    `schema_valid` is the verdict of CAP 1.2's schema; `version` is "1.0", "1.1" or "1.2", "" where the
    document is of none; `alert` is None where its head cannot be read, and holds no more than could be.
    """

    schema_valid: bool
    version: str
    problems: tuple[Problem, ...]
    alert: Alert | None

    @property
    def valid(self) -> bool:
        """Whether it keeps the schema and all rules; advice does not count."""
        return self.schema_valid and not any(each.level is Level.FORBIDS for each in self.problems)


def validate(data: bytes, *, where: str, profiles: Sequence[Profile] = ()) -> Verdict:
    """The verdict on one document, of whatever bytes: it never raises, and keeps nothing for the next.

    >>> verdict = validate(b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>", where="night.xml")
    >>> verdict.valid, str(verdict.problems[0])
    (False, 'alert/identifier (line 1): it is missing or empty; fill it in')
    """
    try:
        root = parse_xml(data, where=where)
        schema_valid = schemas.accepts(root)
        alert = versions.alert_element(root, where=where)
    except BadInput as refusal:
        return Verdict(False, "", (_refused(refusal, where),), None)
    found = reading(alert)
    problems = [*found.faults.noted, *found.faults.lost, *_content(found, profiles)]
    version = versions.version(alert)
    if not schema_valid:
        problems += _of_schema(alert, version or "1.2", found.faults.places, problems)
    return Verdict(schema_valid, version, tuple(_bounded(problems)), found.alert)


def _refused(refusal: BadInput, where: str) -> Problem:
    rule = Rule(refusal.reason.replace("_", "-"))
    return Problem("", rule, str(refusal).removeprefix(f"{where}: "), refusal.line)


def _content(found: Reading, profiles: Sequence[Profile]) -> Iterator[Problem]:
    """What the alert says wrong; where it has no readable head, what its info blocks do."""
    if found.alert is not None:
        problems = content(found.alert, profiles)
    else:
        problems = blocks(found.infos, found.sent)
    lost = {re.sub(r"\[\d+\]$", "", each.path) for each in found.faults.lost}
    for each in islice(problems, MOST + 1):
        located = found.faults.places.located(each)
        if not _is_lost(located, lost):
            yield located


def _is_lost(problem: Problem, lost: Set[str]) -> bool:
    """Whether what is said to be missing is there, and only could not be read: that has been told."""
    if problem.rule == Rule.AREA_SHAPELESS:
        return not lost.isdisjoint(f"{problem.path}/{name}" for name in ("polygon", "circle", "geocode"))
    return problem.path in lost


def _of_schema(
    root: etree._Element, version: str, places: Places, problems: Sequence[Problem]
) -> Iterator[Problem]:
    """What only the schema complains of: faults at elements beside which nothing else was found wrong.

    At the first element that is out of order it falls silent about the rest of its parent, so its faults are
    less than ours; they stand in where ours are none, as for an attribute that CAP does not have.
    """
    forbidden = [each.path for each in problems if each.level is Level.FORBIDS]
    told = {*forbidden, *(path.rpartition("/")[0] for path in forbidden)}
    for element, message in schemas.faults(root, version):
        path = places.path(element)
        if path not in told and path.rpartition("/")[0] not in told:
            text = f"the schema of CAP {version} refuses it: {message}"
            yield Problem(path, Rule.SCHEMA, text, line_of(element))


def _bounded(problems: Sequence[Problem]) -> Sequence[Problem]:
    if len(problems) <= MOST:
        return problems
    more = f"it has more than {MOST:,} problems; mend these first"
    return [*problems[:MOST], Problem("alert", Rule.MORE, more)]
