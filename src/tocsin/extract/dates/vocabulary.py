"""One language's words for dates, and the patterns made of them.

A file holds `months`, `weekdays` (Monday is 1), `numbers`, `units` as word = value; `relative` phrases as
phrase = "unit offset" ("day -1"), counted from the publication, and `anchored` ones from the day last
named; `parts` of the day that may follow or lead a day; `patterns`, written with {month}, {weekday}, {day},
{year} (1900 to 2099), {any_year} (from 1000, where nothing else can be meant), {number}, {unit}, {relative},
{part} and, for words that must stand before but are not part of the date, (?P<lead>...); `not_dates`, phrases
that only look like one; `capital_months`, true where a month's name in small letters is another word ("may",
"march"), and `capital_weekdays` (Indonesian "minggu", week);
`weekday_endings`, parts of the day that are written as one word with a weekday ("Dienstagabend").
`solar_months` are those of the Solar Hijri calendar, written {solar_month} and {solar_year}.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
TABLES = ("months", "solar_months", "weekdays", "units", "relative", "anchored")
ALIKE = ("اأإآ", "ىيی", "ةهۀ", "كک")
_ARABIC_ALIKE = {ord(letter): f"[{alike}]" for alike in ALIKE for letter in alike}
# A pattern that takes no notice of case takes the Turkish i with and without a dot for one.
_PLAIN = str.maketrans("أإآىةیکۀı", "ااايهيكهi", "\u0307")
# Signs of vowels are part of a Devanagari word, though not letters.
_IN_WORD = r"[\w\u0900-\u0963]"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Compiled patterns, and what each word in their slots is worth.

    `triggers` are words one of which every date has; `spaces` says whether spaces part words.
    """

    triggers: frozenset[str]
    spaces: bool
    patterns: tuple[re.Pattern[str], ...]
    months: dict[str, int]
    solar_months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    units: dict[str, str]
    relative: dict[str, tuple[str, int]]
    anchored: dict[str, tuple[str, int]]
    not_dates: re.Pattern[str]
    day_first: bool
    capital_months: bool
    capital_weekdays: bool


@lru_cache
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language; that of all numbers and no words where there is no file for it."""
    path = FOLDER / f"{language}.toml"
    data = tomllib.loads(path.read_text("utf-8")) if language in LANGUAGES else {}
    endings = ["", *data.get("weekday_endings", [])]
    data["weekdays"] = {day + end: n for day, n in data.get("weekdays", {}).items() for end in endings}
    relative, anchored = _offsets(data.get("relative", {})), _offsets(data.get("anchored", {}))
    tables = {
        name: {plain(word): value for word, value in data.get(name, {}).items()}
        for name in ("months", "solar_months", "weekdays", "numbers", "units")
    }
    slots = {
        "month": tables["months"], "solar_month": tables["solar_months"], "weekday": tables["weekdays"],
        "number": tables["numbers"], "unit": tables["units"], "relative": relative, "anchored": anchored,
        "part": data.get("parts", []), "last": data.get("last", []), "next": data.get("next", []),
    }  # fmt: skip
    return Vocabulary(
        triggers=_triggers(data),
        spaces=bool(data.get("spaces", True)),
        patterns=tuple(
            _compile(pattern, slots, data) for pattern in [*data.get("patterns", []), "{anchored}", *NUMERIC]
        ),
        **tables,
        relative=relative,
        anchored=anchored,
        not_dates=re.compile("|".join(map(_word, data.get("not_dates", []))) or r"(?!)", re.IGNORECASE),
        day_first=bool(data.get("day_first", True)),
        capital_months=bool(data.get("capital_months", False)),
        capital_weekdays=bool(data.get("capital_weekdays", False)),
    )


# ISO 8601 and the slashed or dotted forms; language and calendar decide which number is the day.
NUMERIC = (
    r"(?P<year>(?:19|20)\d\d)-(?P<month_number>\d{1,2})-(?P<day>\d{1,2})(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
    r"(?P<year>(?:19|20)\d\d)(?P<mark>[/.])(?P<month_number>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
    r"(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)",
)


def _offsets(phrases: dict[str, str]) -> dict[str, tuple[str, int]]:
    """What each phrase is worth: "day -1" is the day before."""
    return {plain(phrase): (worth.split()[0], int(worth.split()[1])) for phrase, worth in phrases.items()}


def _triggers(data: dict[str, Any]) -> frozenset[str]:
    """The last word of every name and phrase, in every spelling that a pattern takes for it."""
    phrases = [phrase for table in TABLES for phrase in data.get(table, {})]
    last = {re.split(r"[\s'’-]", phrase.lower())[-1] for phrase in phrases}
    return frozenset(spelling for word in last for spelling in _spellings(word))


def _spellings(word: str) -> set[str]:
    choices = [next((alike for alike in ALIKE if letter in alike), letter) for letter in word]
    return {"".join(letters) for letters in product(*choices)}


def plain(word: str) -> str:
    """The form in which words are compared: lower case, single spaces, Arabic without hamza or dots, Turkish
    with one i."""
    folded = " ".join(word.lower().split())
    return folded.translate(_PLAIN)


def _word(word: str) -> str:
    return r"\s+".join(re.escape(part).translate(_ARABIC_ALIKE) for part in word.split())


def _choice(words: object) -> str:
    ordered = sorted((str(word) for word in words), key=len, reverse=True)  # type: ignore[attr-defined]
    return "|".join(map(_word, ordered)) or "(?!)"


def _compile(pattern: str, slots: dict[str, object], data: dict[str, object]) -> re.Pattern[str]:
    for slot, words in slots.items():
        named = f"(?P<{slot}>{_choice(words)})" if slot != "part" else f"(?:{_choice(words)})"
        pattern = pattern.replace("{" + slot + "}", named)
    pattern = pattern.replace("{day}", r"(?P<day>\d{1,2})").replace("{year}", r"(?P<year>(?:19|20)\d\d)")
    pattern = pattern.replace("{solar_year}", r"(?P<solar_year>1[34]\d\d)")
    pattern = pattern.replace("{any_year}", r"(?P<year>(?:1[0-9]|20)\d\d)")
    pattern = pattern.replace("{day_word}", r"(?P<day_word>" + _choice(slots["number"]) + ")")
    pattern = pattern.replace("{digits}", r"(?P<digits>\d{1,3})")
    if data.get("spaces", True):
        prefix = str(data.get("prefix", ""))
        pattern = rf"(?<!{_IN_WORD}){prefix}(?P<date>{pattern})(?!{_IN_WORD})"
    else:
        pattern = rf"(?P<date>{pattern})"
    return re.compile(pattern, re.IGNORECASE)
