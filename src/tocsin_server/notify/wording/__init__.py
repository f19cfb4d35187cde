"""The words around an alert, in the languages of alerts: what is read aloud, and what stands in short texts.

One file for each language. What is missing, a language or a phrase, is told in English.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

FALLBACK = "en"


def phrase(language: str, name: str, /, **values: object) -> str:
    """A phrase in a language, with its blanks filled in.

    >>> phrase("fr-CA", "where", areas="Lyon")
    'Elle concerne : Lyon.'
    """
    text: str = _words(language)[name]
    return text.format(**values)


def has(language: str) -> bool:
    """Whether there are words of this language's own.

    >>> has("zh-CN"), has("de")
    (True, False)
    """
    return _path(_base(language)).exists()


def listed(language: str, things: Sequence[str]) -> str:
    """
    >>> listed("en", ["Lyon", "Givors", "Vienne"])
    'Lyon, Givors and Vienne'
    """
    words = _words(language)
    if len(things) < 2:
        return "".join(things)
    return str(words["list_comma"]).join(things[:-1]) + str(words["list_and"]) + things[-1]


def spoken(language: str, moment: datetime) -> str:
    """A moment, in whatever zone it is given, as it is read aloud.

    >>> spoken("en", datetime(2015, 11, 14, 14, 30))
    'two thirty in the afternoon, on Saturday the fourteenth of November'
    >>> spoken("fr", datetime(2015, 11, 14, 21))
    'vingt et une heures, le samedi quatorze novembre'
    """
    words = _words(language)
    date = words["date"].format(
        weekday=words["weekdays"][moment.weekday()],
        day=words["days"][moment.day - 1],
        month=words["months"][moment.month - 1],
    )
    form: str = words["time" if moment.minute else "whole"]
    part = next(name for hour, name in reversed(words["parts"]) if hour <= moment.hour)
    hour = words["hours"][moment.hour % len(words["hours"])]
    return " ".join(
        form.format(hour=hour, minute=words["minutes"][moment.minute], part=part, date=date).split()
    )


@cache
def _words(language: str) -> Mapping[str, Any]:
    own = _path(_base(language))
    return _file(_path(FALLBACK)) | (_file(own) if own.exists() else {})


def _file(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _path(language: str) -> Path:
    return Path(__file__).with_name(f"{language}.toml")


def _base(tag: str) -> str:
    return tag.partition("-")[0].lower()
