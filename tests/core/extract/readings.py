"""One reader for all tests, and invented reports for it."""

from datetime import UTC, datetime
from functools import cache

from tocsin.base import Reading, Report
from tocsin.extract import Reader
from tocsin.extract.lexicon import load
from tocsin.extract.numbers import quantities
from tocsin.extract.passage import Passage
from tocsin.extract.toll import Figure, figures

WEDNESDAY = datetime(2019, 3, 20, 9, 0, tzinfo=UTC)


@cache
def reader() -> Reader:
    return Reader.open()


def report(
    text: str, language: str = "en", published: datetime | None = WEDNESDAY, title: str = ""
) -> Report:
    return Report(id="r", source="wire", title=title, text=text, published=published, language=language)


def read(text: str, language: str = "en", published: datetime | None = WEDNESDAY, title: str = "") -> Reading:
    return reader().read(report(text, language, published, title))


def passage(text: str, language: str) -> Passage:
    return Passage.of(report(text, language), language, load(language))


def tolls(text: str, language: str) -> list[tuple[str, int, int, int | None]]:
    """The standing figures of a text as (fate, low, best, high)."""
    return [(str(f.fate), f.low, f.best, f.high) for f in all_figures(text, language) if f.standing]


def all_figures(text: str, language: str) -> list[Figure]:
    prepared = passage(text, language)
    numbers = quantities(prepared.text, prepared.tokens, prepared.tags)
    return [figure for s in prepared.sentences for figure in figures(prepared, s, numbers)]
