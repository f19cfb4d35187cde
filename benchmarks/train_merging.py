"""Fit the scorer that tells whether two reports are of one incident: `python -m benchmarks.train_merging
--stream FILE`.

Writes `towns.npz` (which names are towns), `rarity.npz` (how rare words are, by hash) and `scorer.toml` of
`src/tocsin/extract/fusion`. Worded pairs are learned from the first lines of the stream (`--lines`) and the
sample day, wordless ones from the odd incidents of tests/data/parallel, the sample day and the stream without
its words. The fit is a convex one (logistic regression with a ridge), started at zero, so it has one outcome
and needs no seed.
"""

import argparse
import gzip
import json
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.quality import languages, sample_day
from tocsin.base import Report
from tocsin.extract import Reader
from tocsin.extract.fusion import trace as traces
from tocsin.extract.fusion.candidates import filed, sought
from tocsin.extract.fusion.likeness import comparable, likeness
from tocsin.extract.fusion.mention import mentions
from tocsin.extract.fusion.scorer import bin_of
from tocsin.extract.fusion.towns import BITS, positions, towns
from tocsin.extract.fusion.trace import BUCKETS, STEP, Trace, bucket, trace, trace_of
from tocsin.extract.fusion.wording import streets, times, words
from tocsin.extract.gazetteer.store import ALIAS_BIT, HASH_SHIFT, Tables

FUSION = Path(__file__).parents[1] / "src" / "tocsin" / "extract" / "fusion"
RIDGE = {"worded": (1.2, 6.0), "wordless": (0.3, 0.6)}
"""How much a weight costs, of one number and of two together; the first chosen on lines 1,500 to 2,200 of the
stream, the second by hand: its pairs are few and plain."""

OWN_SHARE = 3.0
"""A pair of the sample day counts so many times: the stream knows no attack whose toll rises through a
night."""

FAR_SHARE = 0.1
"""A pair that shares no key counts so much of one that does: it is met only where groups are compared."""

AGAIN = 2
"""Days after which a second attack in one place is invented, for the tellings in parallel hold hardly any."""

_DAYS = (0.5, 1.5, 2.5, 4.5, 7.5, 14.5, 30.5, 90.5)
_RATIO = (-2.2, -1.3, -0.9, -0.5, 0.01, 0.5, 0.75, 1.2)
_RARITY = (-0.5, 2.0, 4.0, 5.5, 7.0, 9.0, 12.0, 16.0)
STEPS: dict[str, tuple[float, ...]] = {
    "distance": (-0.5, 1, 5, 15, 40, 100, 300),
    "days": _DAYS,
    "vague": (0.5, 1.5),
    "published": _DAYS,
    "killed": _RATIO,
    "injured": _RATIO,
    "kind": (0.5, 1.5),
    "means": (0.5,),
    "targets": (0.5,),
    "words": (0.04, 0.07, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8),
    "streets": _RARITY,
    "towns": _RARITY,
    "times": (-0.5, 3.0, 4.5, 6.0, 9.0),
}
_WORDLESS = ("distance", "days", "vague", "published", "killed", "injured", "kind", "means", "targets")
TERMS: dict[str, list[tuple[str, ...]]] = {
    "worded": [
        *((name,) for name in STEPS),
        *[("words", "published"), ("words", "distance"), ("words", "streets"), ("words", "towns")],
        *[("distance", "days"), ("days", "vague"), ("towns", "published"), ("towns", "streets")],
    ],
    "wordless": [*((name,) for name in _WORDLESS), ("distance", "days"), ("days", "killed")],
}


@dataclass(frozen=True)
class Told:
    """One telling and the incident it tells of."""

    trace: Trace
    incident: str


def stream(path: Path, lines: int | None = None) -> list[dict[str, str]]:
    """The lines of a stream (JSON, gzip or not): `date`, `title`, `text`, `incident`."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        return [json.loads(line) for line, _ in zip(file, range(lines or 10**9), strict=False)]


def report(number: int, row: dict[str, str]) -> Report:
    """A line of a stream as a report of noon UTC; its number keeps its place among those of one day."""
    published = datetime.fromisoformat(row["date"]).replace(hour=12, tzinfo=UTC)
    return Report(
        id=f"{number:07d}",
        source="stream",
        title=row["title"],
        text=row["text"],
        published=published,
        language="en",
    )


def told_of(reader: Reader, reports: Iterable[Report]) -> Iterator[Trace]:
    """Each report's trace with the first incident read of it, or by its words alone where none was."""
    for one in reports:
        reading = reader.read(one)
        yield trace_of(one.id, one, next(iter(reading.incidents), None), reading.language)


def day(reader: Reader) -> list[Told]:
    """The tellings of the sample day's incidents."""
    found = []
    for item in sample_day.load():
        reading = reader.read(item.report)
        about = item.about
        for mention in list(mentions(reading, {item.report.id: item.report}, {}))[:1]:
            if about not in ("unrelated", "action"):
                found.append(Told(trace(mention), about))
    return found


def parallel(reader: Reader) -> list[Told]:
    """The first incidents of the tellings for development in every language."""
    found = []
    for language in languages.told_languages():
        for one in languages.tellings(reader, language):
            if one.truth.id % 2:
                told = list(mentions(one.reading, {one.report.id: one.report}, {}))[:1]
                found.extend(Told(trace(mention), str(one.truth.id)) for mention in told)
    return found


def wordless(told: Iterable[Told]) -> list[Told]:
    """Tellings with nothing but what was read of them, as if each were in a language of its own."""
    return [
        replace(one, trace=replace(one.trace, words={}, streets={}, towns={}, times={}))
        for one in told
        if one.trace.kind
    ]


def again(told: Iterable[Told]) -> Iterator[Told]:
    """The same tellings as of a second incident, two days later in the same place, with another toll."""
    for one in told:
        there = one.trace
        later = replace(
            there,
            id=f"{there.id} again",
            report_id=f"{there.report_id} again",
            days=(there.days[0] + AGAIN, there.days[1] + AGAIN) if there.days else None,
            published=there.published + AGAIN if there.published else None,
            killed=None if there.killed is None else 2 * there.killed + 3,
            injured=None if there.injured is None else 2 * there.injured + 3,
        )
        yield Told(later, f"{one.incident} again")


def rarities(reports: Sequence[Report], own: Iterable[Sequence[str]]) -> NDArray[np.uint8]:
    """How rare each hash is: by the stream, and by the texts of each other language where it is commoner
    there."""
    seen = np.zeros(BUCKETS)
    for one in reports:
        names = {f"street {name}" for name in streets(one.text, "en")} | {
            f"time {name}" for name in times(one.text)
        }
        names |= {f"town {name}" for name in towns(one.text)} | set(words(f"{one.title}\n{one.text}"))
        seen[list({bucket(name) for name in names})] += 1
    share = (seen + 1) / (len(reports) + 1)
    for texts in own:
        counted = Counter(at for text in texts for at in {bucket(word) for word in words(text)})
        for at, count in counted.items():
            share[at] = max(share[at], count / len(texts) if count > 1 else 0)
    return np.asarray(np.round(STEP * -np.log(share)), np.uint8)


def town_bits() -> NDArray[np.uint8]:
    """The Bloom filter over the main names of the gazetteer."""
    entries = Tables.load().entries
    main = entries[(entries & np.uint64(ALIAS_BIT)) == 0] >> np.uint64(HASH_SHIFT)
    bits = np.zeros(BITS, bool)
    bits[positions(np.unique(main)).ravel()] = True
    return np.packbits(bits, bitorder="little")


def pairs(told: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """The pairs that share a key, the earlier first."""
    filed_under: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(told):
        near = {other for key in sought(one.trace) for other in filed_under.get(key, ())}
        yield from ((told[other], one) for other in sorted(near))
        for key in filed(one.trace):
            filed_under[key].append(at)


@dataclass(frozen=True)
class Lesson:
    """Pairs to learn from: the bins of each term (one row a pair), whether they are one, how much they
    count."""

    bins: NDArray[np.int64]
    same: NDArray[np.float64]
    share: NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """Tellings to learn from. Each pair counts `share`; `every` takes those without a shared key too."""

    told: Sequence[Told]
    share: float = 1.0
    every: bool = False

    def pairs(self) -> Iterator[tuple[Told, Told, float]]:
        """The pairs, each with how much it counts."""
        near = {(one.trace.id, other.trace.id) for one, other in pairs(self.told)}
        for one, other in combinations(self.told, 2) if self.every else pairs(self.told):
            apart = (one.trace.id, other.trace.id) not in near
            yield one, other, self.share * (FAR_SHARE if apart else 1.0)


def lesson(sort: str, sources: Iterable[Source]) -> Lesson:
    """The pairs of each source that are of this sort."""
    rows: list[list[int]] = []
    same: list[bool] = []
    share: list[float] = []
    for one, other, weight in (pair for source in sources for pair in source.pairs()):
        if comparable(one.trace, other.trace) == (sort == "worded"):
            found = likeness(one.trace, other.trace)
            rows.append([bin_of(names, [STEPS[name] for name in names], found) for names in TERMS[sort]])
            same.append(one.incident == other.incident)
            share.append(weight)
    return Lesson(np.array(rows), np.array(same, float), np.array(share))


def fit(sort: str, given: Lesson) -> list[NDArray[np.float64]]:
    """The weights of each term; what is the same for all pairs is spread over the terms' first numbers."""
    sizes = [int(np.prod([len(STEPS[name]) + 2 for name in names])) for names in TERMS[sort]]
    starts = np.cumsum([0, *sizes])
    at = given.bins + starts[:-1]
    cost = np.concatenate(
        [np.full(size, RIDGE[sort][len(names) - 1]) for names, size in zip(TERMS[sort], sizes, strict=True)]
    )

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = weights[at].sum(axis=1) + weights[-1]
        gap = (1 / (1 + np.exp(-odds)) - given.same) * given.share
        slope = np.bincount(at.ravel(), np.repeat(gap, at.shape[1]), minlength=len(weights))
        slope[-1] = gap.sum()
        slope[:-1] += cost * weights[:-1]
        missed = (given.share * (np.logaddexp(0, odds) - given.same * odds)).sum()
        return float(missed + (cost * weights[:-1] ** 2).sum() / 2), slope

    best = minimize(loss, np.zeros(starts[-1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return [best[a:b] + best[-1] / len(sizes) for a, b in pairwise(starts)]


def written(sort: str, weights: Iterable[NDArray[np.float64]]) -> Iterator[str]:
    """The terms of one sort as TOML."""
    for names, numbers in zip(TERMS[sort], weights, strict=True):
        yield f"[[{sort}]]"
        yield f"names = {json.dumps(names)}"
        yield f"steps = {json.dumps([STEPS[name] for name in names])}"
        yield f"weights = {json.dumps([round(float(number), 3) for number in numbers])}\n"


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--stream", type=Path, required=True, help="JSON lines of date, title, text, incident"
    )
    parser.add_argument("--lines", type=int, help="learn from so many of the first lines only")
    options = parser.parse_args()
    rows = stream(options.stream, options.lines)
    reports = [report(number, row) for number, row in enumerate(rows)]
    texts = [
        [f"{row['title']}\n{row['text']}" for row in tomllib.loads(path.read_text("utf-8"))["telling"]]
        for path in sorted(languages.FOLDER.glob("*.toml"))
        if path.stem not in ("incidents", "en")
    ]
    np.savez_compressed(FUSION / "towns.npz", towns=town_bits())
    np.savez_compressed(FUSION / "rarity.npz", rarity=rarities(reports, texts))
    traces._rarities.cache_clear()
    reader = Reader.open()
    labels = (row["incident"] for row in rows)
    streamed = [Told(*pair) for pair in zip(told_of(reader, reports), labels, strict=True)]
    own = Source(day(reader), OWN_SHARE, every=True)
    apart = parallel(reader)
    sources = {
        "worded": [Source(streamed), own],
        "wordless": [Source(wordless(streamed)), Source([*apart, *again(apart)], every=True), own],
    }
    lines = [f"# Written by `python -m benchmarks.train_merging` from {len(rows)} lines; see there.\n"]
    for sort, some in sources.items():
        given = lesson(sort, some)
        weights = fit(sort, given)
        lines.extend(written(sort, weights))
        print(f"{sort}: {len(given.same)} pairs, {int(given.same.sum())} of one incident")
    (FUSION / "scorer.toml").write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
