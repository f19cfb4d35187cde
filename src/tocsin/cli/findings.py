"""From inputs to findings: what was read, what it tells of, and what could not be used."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tocsin.base import Incident, OfficialAction, Reading, Report
from tocsin.cli.inputs import Input
from tocsin.collect import DuplicateIndex, Origin, Parsed, SetAside, read_bytes
from tocsin.errors import BadInput

Step = Callable[[], None]
"""Called after each input or report, to move a progress bar."""

_SAMPLE = 200
_NO_DATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the inputs yield. `copies` gives for each wire copy the report it repeats;
    `set_aside` are reports at which the reader itself failed."""

    incidents: tuple[Incident, ...]
    actions: tuple[OfficialAction, ...]
    reports: dict[str, Report]
    copies: dict[str, str]
    notes: tuple[str, ...]
    set_aside: tuple[SetAside, ...]


def collect(
    inputs: Iterable[Input], outlet: str, published: datetime | None, received: datetime, step: Step
) -> Parsed:
    """Every report of every input; an input that cannot be used at all is set aside whole."""
    parts = []
    for each in inputs:
        try:
            loaded = each.load()
            origin = Origin(
                where=each.name, outlet=outlet, url=loaded.url, received=received, published=published
            )
            parts.append(read_bytes(loaded.data, origin, media_type=loaded.media_type))
        except BadInput as refusal:
            message = str(refusal).removeprefix(f"{each.name}: ")
            parts.append(Parsed("", (), (SetAside(each.name, refusal.reason, message),)))
        step()
    return Parsed.join("", parts)


def understand(reports: Sequence[Report], step: Step) -> Findings:
    """Fold copies, read every report, and fuse what they tell into incidents and official actions."""
    from tocsin.extract import Reader, fuse  # here, so that other commands need not wait for its word lists

    reader = Reader.open()
    ordered = {report.id: report for report in sorted(reports, key=lambda each: each.published or _NO_DATE)}
    index = DuplicateIndex()
    answers = {identity: index.add(report) for identity, report in ordered.items()}
    copies = {identity: original for identity, original in answers.items() if original}
    readings = []
    failures = []
    for report in ordered.values():
        try:
            readings.append(reader.read(report))
        except Exception as error:  # noqa: BLE001 - one report that defeats the reader must not lose the others
            message = f"the reader failed: {type(error).__name__}: {error}"
            failures.append(SetAside(report.url or report.source, "reader", message, report.text[:_SAMPLE]))
        step()
    return Findings(
        fuse(readings, ordered, copies=copies),
        tuple(join_actions(readings)),
        ordered,
        copies,
        tuple(dict.fromkeys(note for reading in readings for note in reading.notes)),
        tuple(failures),
    )


def join_actions(readings: Iterable[Reading]) -> list[OfficialAction]:
    """One action for all reports of the same kind of act, place and day, with the evidence of all."""
    joined: dict[str, OfficialAction] = {}
    for action in (action for reading in readings for action in reading.actions):
        key = action_id(action)
        known = joined.get(key)
        evidence = (*known.evidence, *action.evidence) if known else action.evidence
        joined[key] = replace(known or action, evidence=evidence)
    return list(joined.values())


def action_id(action: OfficialAction) -> str:
    """Identity of an official action: 16 hexadecimal digits of a hash of its kind, place and day."""
    place = (action.place.country, action.place.division, action.place.name) if action.place else ()
    day = (action.when.first.isoformat(), action.when.last.isoformat()) if action.when else ()
    return hashlib.sha256("\x1f".join((action.kind, *place, "", *day)).encode()).hexdigest()[:16]
