"""The words around orders, in the languages of the units: of mails, SMS, replies and printed pages.

One file for each language. A language without a file, or a phrase that a file lacks, is told in English.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})
APART, TOGETHER = "\u2068", "\u2069"
"""Around a name or time in another direction, so that a date is not read backwards (UAX #9, isolates)."""

LANGUAGES = tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.toml")))


def phrase(language: str, name: str, /, **values: object) -> str:
    """A phrase in a language, with its blanks filled in.

    >>> phrase("fr", "code", code="K7Q4-92F")
    'Code de réponse : K7Q4-92F'
    """
    if language.partition("-")[0] in RIGHT_TO_LEFT:
        values = {key: _apart(value) for key, value in values.items()}
    return phrases(language)[name].format(**values)


@cache
def phrases(language: str) -> Mapping[str, str]:
    """All phrases in a language; "fr-CA" is read as "fr"."""
    chosen = language.partition("-")[0].lower()
    return _file(FALLBACK) | (_file(chosen) if chosen in LANGUAGES else {})


def moment(at: datetime) -> str:
    """An instant in the site's time zone, the zone told, in a form that no language reads differently.

    >>> from datetime import UTC
    >>> moment(datetime(2015, 11, 14, 1, 25, tzinfo=UTC))[:16]
    '2015-11-14 01:25'
    """
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:]})"


def _apart(value: object) -> object:
    """Anything but an address, which would no longer lead anywhere."""
    return value if str(value).startswith("http") else f"{APART}{value}{TOGETHER}"


def _file(language: str) -> dict[str, str]:
    text = Path(__file__).with_name(f"{language}.toml").read_text("utf-8")
    return {name: str(words) for name, words in tomllib.loads(text).items()}
