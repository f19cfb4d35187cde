"""How well each language is read, and whether tellings in different languages become one incident.

    python benchmarks/quality/languages.py --input tests/data/parallel [--predictions OUT] [--show de]

`incidents.toml` lists invented incidents (the oracle), `LANG.toml` beside it tells them in one language. Of
each telling the first incident that is read counts: its kind (exact, or our umbrella "attack", counted
apart), its place within 161 km, its day exact, its counts exact (not told means nobody). Odd tellings are for
development, even ones for testing; only odd failures are shown.

The merging of the eight fully told languages is scored over all pairs of tellings (pair F1) and over tellings
(B3, Bagga and Baldwin 1998). Peers on the same readings: every telling its own incident, and whatever is read
of one day in one country.
"""

import argparse
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from tocsin.base import Count, Incident, IncidentKind, Place, PlaceKind, Reading, Report
from tocsin.extract import Reader, fuse
from tocsin.extract.geocode import distance_km

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "parallel"
FULL = ("en", "fr", "es", "de", "pt", "ru", "ar", "zh")
WITHIN_KM = 161.0
WHAT = ("kind", "or attack", "place", "day", "killed", "injured", "abducted")
TOLD = ("kind", "place", "day", "killed", "injured")
"""What a telling must be read right in to be right as a whole."""


@dataclass(frozen=True)
class Truth:
    """What really happened, by the oracle."""

    id: int
    kind: IncidentKind
    place: Place
    day: date
    published: date
    counts: dict[str, int]


@dataclass(frozen=True)
class Telling:
    """One incident told in one language, and what was read of it."""

    language: str
    truth: Truth
    report: Report
    reading: Reading

    @property
    def incident(self) -> Incident | None:
        """The first incident read."""
        return next(iter(self.reading.incidents), None)


def truths(folder: Path = FOLDER) -> dict[int, Truth]:
    """The incidents of the oracle by number."""
    rows = tomllib.loads((folder / "incidents.toml").read_text("utf-8"))["incident"]
    return {row["id"]: _truth(row) for row in rows}


def _truth(row: dict[str, object]) -> Truth:
    place = Place(
        name=str(row["place"]),
        kind=PlaceKind.SETTLEMENT,
        country=str(row["country"]),
        latitude=float(str(row["latitude"])),
        longitude=float(str(row["longitude"])),
    )
    days = [date.fromisoformat(str(row[name])) for name in ("day", "published")]
    counts = {name: int(str(row.get(name, 0))) for name in ("killed", "injured", "abducted")}
    return Truth(int(str(row["id"])), IncidentKind(str(row["kind"])), place, *days, counts)


def tellings(reader: Reader, language: str, folder: Path = FOLDER) -> list[Telling]:
    """Every telling in a language, read."""
    known = truths(folder)
    rows = tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))["telling"]
    told = []
    for row in rows:
        truth = known[row["id"]]
        report = Report(
            id=f"{language}-{truth.id}",
            source=f"agency in {language}",
            title=row["title"],
            text=row["text"],
            published=datetime.combine(truth.published, time(12), UTC),
            language=language,
        )
        told.append(Telling(language, truth, report, reader.read(report)))
    return told


def told_languages(folder: Path = FOLDER) -> list[str]:
    """The languages that tellings are there for."""
    return sorted(path.stem for path in folder.glob("*.toml") if path.stem != "incidents")


def judge(telling: Telling) -> dict[str, bool]:
    """Which parts of a telling were read right; all wrong where no incident was read."""
    found, truth = telling.incident, telling.truth
    if found is None:
        return dict.fromkeys(WHAT, False)
    place, when = found.place, found.when
    return {
        "kind": found.kind == truth.kind,
        "or attack": found.kind in (truth.kind, IncidentKind.ATTACK),
        "place": place is not None and distance_km(place, truth.place) <= WITHIN_KM,
        "day": when is not None and when.first == truth.day == when.last,
        **{name: count(found, name) == number for name, number in truth.counts.items()},
    }


def count(incident: Incident, name: str) -> int:
    """How many killed, injured or abducted an incident has; none where that was not told."""
    number: Count | None = getattr(incident, name)
    return number.best if number else 0


def shares(told: Sequence[Telling]) -> dict[str, float]:
    """Per cent of tellings read right, by what is read; `all` is kind, place, day and both tolls at once."""
    judged = [judge(telling) for telling in told]
    right = {what: sum(one[what] for one in judged) for what in WHAT}
    right["all"] = sum(all(one[what] for what in TOLD) for one in judged)
    abducting = [one for one, telling in zip(judged, told, strict=True) if telling.truth.counts["abducted"]]
    result = {what: 100 * number / len(judged) for what, number in right.items()}
    result["abducted"] = 100 * sum(one["abducted"] for one in abducting) / max(1, len(abducting))
    return result


def merged(told: Sequence[Telling]) -> list[Hashable]:
    """For each telling the fused incident that its own first incident became part of."""
    readings = [replace(one.reading, incidents=one.reading.incidents[:1]) for one in told]
    fused = fuse(readings, {one.report.id: one.report for one in told})
    home = {report_id: incident.id for incident in fused for report_id in incident.report_ids}
    return [home.get(one.report.id, one.report.id) for one in told]


def alone(told: Sequence[Telling]) -> list[Hashable]:
    """The first peer: every telling its own incident."""
    return [one.report.id for one in told]


def by_day_and_country(told: Sequence[Telling]) -> list[Hashable]:
    """The second peer: whatever is read of one day in one country."""
    return [
        (one.incident.when.first, one.incident.place.country)
        if one.incident and one.incident.when and one.incident.place
        else one.report.id
        for one in told
    ]


def pair_f1(labels: Sequence[Hashable], truth: Sequence[Hashable]) -> float:
    """F1 over pairs that share a label.

    >>> pair_f1(["a", "a", "b"], [1, 1, 1]) == 2 * 1 / (1 + 3)
    True
    """
    both = _pairs(zip(labels, truth, strict=True))
    found, true = _pairs(labels), _pairs(truth)
    return 2 * both / (found + true) if found + true else 1.0


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())


def b3(labels: Sequence[Hashable], truth: Sequence[Hashable]) -> float:
    """B3 F1.

    >>> b3(["a", "b"], [1, 2])
    1.0
    """
    both, found, true = Counter(zip(labels, truth, strict=True)), Counter(labels), Counter(truth)
    pairs = list(zip(labels, truth, strict=True))
    precision = sum(both[pair] / found[pair[0]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / true[pair[1]] for pair in pairs) / len(pairs)
    return 2 * precision * recall / (precision + recall)


def parts(told: Sequence[Telling]) -> dict[str, list[Telling]]:
    """The tellings for development and for testing."""
    halves: dict[str, list[Telling]] = defaultdict(list)
    for one in told:
        halves["odd" if one.truth.id % 2 else "even"].append(one)
    return dict(sorted(halves.items(), reverse=True))


def print_languages(told: dict[str, list[Telling]]) -> None:
    """One line for each language and part."""
    columns = [*WHAT, "all"]
    print(f"{'':<8}{'n':>4}  " + "".join(f"{what:>10}" for what in columns) + f"{'missed':>8}{'extra':>7}")
    for language, some in told.items():
        for part, half in parts(some).items():
            share = shares(half)
            missed = sum(one.incident is None for one in half)
            extra = sum(max(0, len(one.reading.incidents) - 1) for one in half)
            figures = "".join(f"{share[what]:>10.0f}" for what in columns)
            print(f"{language:<3}{part:<5}{len(half):>4}  {figures}{missed:>8}{extra:>7}")


def print_merging(told: Sequence[Telling]) -> None:
    """B3 and pair F1 of ours and of the peers, over all tellings and over each part."""
    ways: dict[str, Callable[[Sequence[Telling]], list[Hashable]]] = {
        "ours": merged,
        "every telling alone": alone,
        "one day, one country": by_day_and_country,
    }
    print(f"\nmerging {len(told)} tellings in {', '.join(sorted({one.language for one in told}))}")
    print(f"{'':<22}" + "".join(f"{part + ' B3':>10}{'pair F1':>9}" for part in ("all", "odd", "even")))
    for name, way in ways.items():
        labels = dict(zip((one.report.id for one in told), way(told), strict=True))
        figures = ""
        for some in (told, *parts(told).values()):
            found, truth = [labels[one.report.id] for one in some], [one.truth.id for one in some]
            figures += f"{b3(found, truth):>10.3f}{pair_f1(found, truth):>9.3f}"
        print(f"{name:<22}{figures}")


def print_failures(told: Iterable[Telling]) -> None:
    """What was misread in the tellings for development."""
    for one in told:
        wrong = [what for what, right in judge(one).items() if not right and what != "or attack"]
        if one.truth.id % 2 and wrong:
            print(f"\n{one.report.id}: {', '.join(wrong)}\n  {one.report.title}\n  {one.report.text}")
            print(f"  read: {_prediction(one)}")


def _prediction(one: Telling) -> dict[str, object]:
    """What was read, as plain values."""
    found = one.incident
    base: dict[str, object] = {
        "id": one.truth.id,
        "language": one.language,
        "incidents": len(one.reading.incidents),
    }
    if found is None:
        return {**base, "reason": one.reading.reason}
    place, when = found.place, found.when
    return {
        **base,
        "kind": found.kind.value,
        "place": [place.name, place.country, place.latitude, place.longitude] if place else None,
        "day": [when.first.isoformat(), when.last.isoformat()] if when else None,
        **{name: count(found, name) for name in ("killed", "injured", "abducted")},
        "notes": list(found.notes),
    }


def main() -> None:
    """Read, compare, merge, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", type=Path, default=FOLDER, help="folder of incidents.toml and LANG.toml")
    parser.add_argument("--predictions", type=Path, help="write what was read, one JSON line a telling")
    parser.add_argument("--show", nargs="*", default=[], help="languages whose odd failures to show")
    options = parser.parse_args()
    reader = Reader.open()
    told = {language: tellings(reader, language, options.input) for language in told_languages(options.input)}
    everything = [one for some in told.values() for one in some]
    if options.predictions:
        lines = (json.dumps(_prediction(one), ensure_ascii=False) for one in everything)
        options.predictions.write_text("\n".join(lines) + "\n", "utf-8")
    for language in options.show:
        print_failures(told[language])
    print_languages(told)
    full = [one for one in everything if one.language in FULL]
    if full:
        print_merging(full)


if __name__ == "__main__":
    main()
