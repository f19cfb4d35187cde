"""The words of `words.toml`, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("tocsin.collect").joinpath("words.toml").read_text("utf-8"))


@cache
def months() -> MappingProxyType[str, int]:
    """Number of each month's name, in lower case.

    >>> months()["noviembre"], months()["juil"]
    (11, 7)
    """
    lists = enumerate(_words()["months"], 1)
    return MappingProxyType({name: number for number, names in lists for name in names})


@cache
def figure_words() -> frozenset[str]:
    """Words that are a figure, in lower case.

    >>> "vingt" in figure_words()
    True
    """
    return frozenset(word for line in _words()["figures"] for word in line.split())


@cache
def correction_words() -> tuple[str, ...]:
    """Words by which a report says that it corrects another, in lower case.

    >>> "更正" in correction_words()
    True
    """
    return tuple(_words()["corrections"])


@cache
def unit_words() -> tuple[str, ...]:
    """Words for what a figure measures, in lower case.

    >>> "公里" in unit_words()
    True
    """
    return tuple(_words()["units"])
