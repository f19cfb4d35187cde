"""How well the sample day is read: `python benchmarks/quality/sample_day.py`.

Reads every dispatch of examples/november-2015 through collect and extract, for all languages together and for
each alone, and holds the outcome against expected.toml: incidents, each dispatch's own toll, unrelated items,
official actions. The peer is a reader that takes every dispatch for an incident of its own.
"""

import argparse
import sys
import time
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from tocsin.base import Count, Incident, OfficialAction, Place, Reading, Report
from tocsin.base.xml import parse_xml
from tocsin.collect import DuplicateIndex, Origin, read_bytes
from tocsin.extract import Reader, fuse
from tocsin.extract.geocode import distance_km

DAY = Path(__file__).parents[2] / "examples" / "november-2015"
LANGUAGES = ("en", "fr", "es", "ar", "zh")
_ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Item:
    """One dispatch with what its reader should find in it."""

    report: Report
    truth: dict[str, Any]

    @property
    def about(self) -> str:
        return str(self.truth["about"])


def truth() -> dict[str, Any]:
    """The day's expected.toml."""
    return tomllib.loads((DAY / "expected.toml").read_text("utf-8"))


def load() -> list[Item]:
    """Every dispatch of the day, in order of publication."""
    day = tomllib.loads((DAY / "day.toml").read_text("utf-8"))
    expected = {item["id"]: item for item in truth()["item"]}
    found: list[Item] = []
    for feed in day["feed"]:
        if feed["kind"] in ("rss", "atom"):
            found.extend(_of_feed(feed, expected))
    outlets = {feed["id"]: feed["outlet"] for feed in day["feed"]}
    found.extend(_of_file(document, outlets[document["feed"]], expected) for document in day["document"])
    return sorted(
        found, key=lambda item: (item.report.published or datetime.max.replace(tzinfo=UTC), item.report.id)
    )


def _of_feed(feed: dict[str, Any], expected: dict[str, Any]) -> Iterable[Item]:
    data = (DAY / feed["path"]).read_bytes()
    names = _names_by_address(data)
    for report in read_bytes(data, Origin(where=feed["path"], outlet=feed["outlet"])).reports:
        yield Item(report, expected[names[report.url]])


def _names_by_address(data: bytes) -> dict[str, str]:
    """The guid or Atom id of each entry by its address."""
    root = parse_xml(data, where="feed")
    pairs = {entry.findtext("link"): entry.findtext("guid") for entry in root.iter("item")}
    for entry in root.iter(f"{_ATOM}entry"):
        link = entry.find(f"{_ATOM}link")
        pairs[link.get("href") if link is not None else None] = entry.findtext(f"{_ATOM}id")
    return {str(url): str(name or url) for url, name in pairs.items() if url}


def _of_file(document: dict[str, Any], outlet: str, expected: dict[str, Any]) -> Item:
    path = document["path"]
    origin = Origin(where=path, outlet=outlet, url=document["url"], published=document.get("published"))
    return Item(read_bytes((DAY / path).read_bytes(), origin).reports[0], expected[path])


@dataclass(frozen=True)
class Outcome:
    """What reading some dispatches came to."""

    incidents: tuple[Incident, ...]
    readings: dict[str, Reading]
    copies: dict[str, str]


def read(items: Sequence[Item], reader: Reader) -> Outcome:
    """Fold copies, read, and fuse."""
    index = DuplicateIndex()
    answers = {item.report.id: index.add(item.report) for item in items}
    copies = {one: other for one, other in answers.items() if other}
    readings = {item.report.id: reader.read(item.report) for item in items}
    reports = {item.report.id: item.report for item in items}
    return Outcome(fuse(list(readings.values()), reports, copies=copies), readings, copies)


def shortcomings(outcome: Outcome, wanted: Sequence[dict[str, Any]], claims: bool = True) -> list[str]:
    """In what the fused incidents differ from the truth; empty where they meet it. Not every language tells
    of every claim: `claims` False leaves them out."""
    found: list[str] = []
    left = list(outcome.incidents)
    for truth in wanted:
        same = [incident for incident in left if _is_it(incident, truth)]
        if len(same) != 1:
            found.append(f"{len(same)} incidents for {truth['key']}")
        for incident in same:
            left.remove(incident)
            found.extend(_differences(incident, truth, claims))
    return found + [f"also {_told(incident)}" for incident in left]


def _is_it(incident: Incident, truth: dict[str, Any]) -> bool:
    place, when = incident.place, incident.when
    if place is None or when is None or not when.first == when.last == truth["date"]:
        return False
    return _apart(place, truth) <= truth["tolerance_km"]


def _apart(place: Place, truth: dict[str, Any]) -> float:
    aim = Place(
        name="", kind=place.kind, country="", latitude=truth["latitude"], longitude=truth["longitude"]
    )
    return distance_km(place, aim)


def _differences(incident: Incident, truth: dict[str, Any], claims: bool) -> Iterable[str]:
    for fate in ("killed", "injured"):
        count: Count | None = getattr(incident, fate)
        low, high = truth[f"{fate}_low"], truth[f"{fate}_high"]
        if count is None or not low <= count.best <= high:
            yield f"{truth['key']}: {fate} {count.best if count else None}, not {low} to {high}"
    if claims and truth["claimed_by"] not in {claim.organisation for claim in incident.claims}:
        yield f"{truth['key']}: no claim by {truth['claimed_by']}"


def _told(incident: Incident) -> str:
    where = incident.place.name if incident.place else "nowhere"
    day = incident.when.first if incident.when else "?"
    return f"{incident.kind} in {where} on {day} ({len(incident.report_ids)})"


def toll_errors(items: Sequence[Item], outcome: Outcome) -> tuple[int, list[str]]:
    """How many tolls the dispatches give, and the ones read otherwise."""
    given, wrong = 0, []
    for item in items:
        if item.about in ("unrelated", "action"):
            continue
        incidents = outcome.readings[item.report.id].incidents
        for fate in ("killed", "injured"):
            wanted = item.truth.get(f"{fate}_low", item.truth.get(f"{fate}_about"))
            if wanted is None:
                continue
            given += 1
            counts = [getattr(incident, fate) for incident in incidents]
            if not any(count is not None and wanted in (count.low, count.best) for count in counts):
                said = [count and (count.low, count.best, count.high) for count in counts]
                wrong.append(f"{item.truth['id']}: {fate} {wanted}, read {said}")
    return given, wrong


def action_score(
    items: Sequence[Item], outcome: Outcome, wanted: Sequence[dict[str, Any]]
) -> tuple[int, int, list[str]]:
    """Actions found of those wanted, and the found ones that are not wanted."""
    kinds = {(action["country"], action["kind"]): action for action in wanted}
    met: set[tuple[str, str]] = set()
    extra: list[str] = []
    for item in items:
        for action in outcome.readings[item.report.id].actions:
            key = (action.place.country if action.place else "", str(action.kind))
            if key in kinds and _in_days(action, kinds[key]):
                met.add(key)
            else:
                extra.append(
                    f"{key[0]} {key[1]} {action.when.first if action.when else '?'} in {item.truth['id']}"
                )
    return len(met), len(kinds), extra


def _in_days(action: OfficialAction, truth: dict[str, Any]) -> bool:
    first: date = truth["date"]
    last: date = truth.get("date_latest", first)
    return action.when is not None and first <= action.when.first <= last


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="also list what each dispatch got wrong")
    full = parser.parse_args().all
    items, expected, reader = load(), truth(), Reader.open()
    started = time.perf_counter()
    outcome = read(items, reader)
    print(f"{len(items)} dispatches in {time.perf_counter() - started:.2f} s")
    for language in ("all", *LANGUAGES):
        some = [item for item in items if language in ("all", item.truth["language"])]
        _print(language, some, outcome if language == "all" else read(some, reader), expected, full)


def _print(
    language: str, items: Sequence[Item], outcome: Outcome, expected: dict[str, Any], full: bool
) -> None:
    wrong = shortcomings(outcome, expected["incident"], claims=language == "all")
    unrelated = [i for i in items if i.about == "unrelated" and outcome.readings[i.report.id].incidents]
    given, tolls = toll_errors(items, outcome)
    print(
        f"{language:>3}: {len(outcome.incidents)} incidents, 3 wanted (peer: {len(items)}); "
        f"{len(outcome.copies)} copies; tolls {given - len(tolls)}/{given}; "
        f"unrelated read as incidents {len(unrelated)}"
    )
    for line in wrong:
        print(f"     wrong: {line}")
    for item in unrelated:
        print(f"     unrelated: {item.truth['id']}: {item.report.title}")
    for line in tolls if full else ():
        print(f"     toll: {line}")
    if language == "all":
        met, all_, extra = action_score(items, outcome, expected["action"])
        print(f"     official actions: {met}/{all_} found, {len(extra)} tellings of others")
        for line in extra if full else ():
            print(f"     action: {line}")


if __name__ == "__main__":
    main()
