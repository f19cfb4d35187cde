"""From inputs to findings: what was read, what it tells of, and what could not be used."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.base import Incident, OfficialAction, Reading, Report
from tocsin.cli.inputs import Input
from tocsin.cli.progress import Step
from tocsin.collect import DuplicateIndex, Origin, Parsed, SetAside, read_bytes
from tocsin.errors import BadInput

if TYPE_CHECKING:
    from tocsin.extract import ReportReader

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
        parts.append(
            collect_one(each, Origin(where=each.name, outlet=outlet, received=received, published=published))
        )
        step()
    return Parsed.join("", parts)


def collect_one(each: Input, origin: Origin) -> Parsed:
    """The reports of one input; never raises: what cannot be used at all is set aside whole."""
    try:
        loaded = each.load()
        parsed = read_bytes(loaded.data, replace(origin, url=loaded.url), media_type=loaded.media_type)
    except BadInput as refusal:
        message = str(refusal).removeprefix(f"{each.name}: ")
        return Parsed("", (), (SetAside(each.name, refusal.reason, message),))
    except Exception as error:  # noqa: BLE001 - one input that defeats its parser must not lose the others
        message = f"its parser failed: {type(error).__name__}: {error}"
        return Parsed("", (), (SetAside(each.name, "parser", message),))
    if parsed.reports or parsed.set_aside:
        return parsed
    return replace(parsed, set_aside=(SetAside(each.name, "no_reports", "there is no report in it"),))


def understand(reports: Sequence[Report], step: Step, gazetteer: Path | None = None) -> Findings:
    """Fold copies, read every report, and fuse what they tell into incidents and official actions.

    `gazetteer` is the file of the places to use, by default the packaged one.
    """
    # Here, so that other commands need not wait for its word lists.
    from tocsin.extract import Reader, fuse
    from tocsin.extract.gazetteer import Gazetteer

    reader = Reader.open(Gazetteer.open(gazetteer))
    ordered = {report.id: report for report in sorted(reports, key=lambda each: each.published or _NO_DATE)}
    index = DuplicateIndex()
    answers = {identity: index.add(report) for identity, report in ordered.items()}
    copies = {identity: original for identity, original in answers.items() if original}
    readings = []
    failures = []
    for report in ordered.values():
        answer = read_one(reader, report)
        if isinstance(answer, Reading):
            readings.append(answer)
        else:
            failures.append(answer)
        step()
    return Findings(
        fuse(readings, ordered, copies=copies),
        tuple(join_actions(readings)),
        ordered,
        copies,
        tuple(dict.fromkeys(note for reading in readings for note in reading.notes)),
        tuple(failures),
    )


def read_one(reader: "ReportReader", report: Report) -> Reading | SetAside:
    """What a report tells of; never raises: a report at which the reader fails is set aside."""
    try:
        return reader.read(report)
    except Exception as error:  # noqa: BLE001 - one report that defeats the reader must not lose the others
        message = f"the reader failed: {type(error).__name__}: {error}"
        return SetAside(report.url or report.source, "reader", message, report.text[:_SAMPLE])


def join_actions(readings: Iterable[Reading]) -> list[OfficialAction]:
    """One action for all reports of the same kind of act in one place, with the evidence of all.

    Days that follow one another are one act: it is told by reports of many time zones.
    """
    told = (action for reading in readings for action in reading.actions)
    joined: list[OfficialAction] = []
    for action in sorted(told, key=_first_day):
        same = next((place for place, known in enumerate(joined) if _is_same(known, action)), None)
        if same is None:
            joined.append(action)
        else:
            evidence = dict.fromkeys((*joined[same].evidence, *action.evidence))
            joined[same] = replace(joined[same], evidence=tuple(evidence))
    return joined


def _first_day(action: OfficialAction) -> date:
    return action.when.first if action.when else date.max


def _is_same(known: OfficialAction, action: OfficialAction) -> bool:
    if (known.kind, known.place) != (action.kind, action.place):
        return False
    if known.when is None or action.when is None:
        return known.when is action.when
    return action.when.first - known.when.last <= timedelta(days=1)


def action_id(action: OfficialAction) -> str:
    """Identity of an official action: 16 hexadecimal digits of a hash of its kind, place and day."""
    place = (action.place.country, action.place.division, action.place.name) if action.place else ()
    day = (action.when.first.isoformat(), action.when.last.isoformat()) if action.when else ()
    return hashlib.sha256("\x1f".join((action.kind, *place, "", *day)).encode()).hexdigest()[:16]
