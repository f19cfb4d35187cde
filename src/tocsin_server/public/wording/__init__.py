"""The words of the public pages, in the languages of its readers: one file for each."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FALLBACK = "en"
LANGUAGES = {"en": "en", "fr": "fr", "es": "es", "ar": "ar", "zh": "zh-hans"}
"""The languages of the pages, and what Django calls each, which gives the names of months."""


def phrase(language: str, name: str, /, **values: object) -> str:
    """A phrase in a language, its blanks filled in.

    >>> phrase("fr", "page_of", page=2, pages=5)
    'Page 2 sur 5'
    """
    text: str = words(language)[name]
    return text.format(**values)


def has(language: str, name: str) -> bool:
    """Whether there is such a phrase.

    >>> has("en", "severity_Extreme"), has("en", "severity_Enormous")
    (True, False)
    """
    return name in words(language)


@cache
def words(language: str) -> Mapping[str, str]:
    """All phrases in a language."""
    found: dict[str, Any] = tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))
    return {name: str(text) for name, text in found.items()}


def of_level(language: str, scheme: str, rank: int, part: str) -> str:
    """The word or meaning of a level in a language; "" where the scheme's own is what people know.

    >>> of_level("fr", "generic", 4, "word"), of_level("fr", "fr-vigipirate", 2, "word")
    ('Critique', '')
    """
    return str(_schemes().get(scheme, {}).get(str(rank), {}).get(part, {}).get(language, ""))


@cache
def _schemes() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("schemes.toml").read_text("utf-8"))
