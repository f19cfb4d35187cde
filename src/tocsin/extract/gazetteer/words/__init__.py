"""What the scanners must know of each language; one TOML file a language, none of it code.

`countries` and `demonyms` map ISO 3166-1 codes to names; a demonym may take any of `demonym_endings`. `towns`
map "Name, CC" as GeoNames has it to names that GeoNames lacks.
`wrappers` are patterns for "province of ..." and the like. `never` are words that are no place however they
are written; `ambiguous` are words that are one only after a `cue` ("in", "near"). `titles` stand before
persons, `given` are first names, `modifiers` may stand before a place's name, `phrases` hold a place's name
but mean no place (newspapers, clubs). `abbreviations`, and `after_comma` behind a comma, map what is written
exactly so to a country ("US") or a place in one ("US/Ohio"). `cases` map the end of an inflected name's key
to what may stand there in the nominative; `cues_after` are words like `cues` that stand behind a name.
`capital_nouns` is true where every noun has a capital (German).
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tocsin.extract.gazetteer.key import name_key, word_key

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda tag: (tag != "en", tag)))


@dataclass(frozen=True, slots=True)
class Words:
    """One language's word lists, words as keys (see `tocsin.extract.gazetteer.key`)."""

    countries: dict[str, list[str]]
    cases: dict[str, list[str]]
    towns: dict[str, list[str]]
    demonyms: dict[str, str]
    wrapper: re.Pattern[str]
    never: frozenset[str]
    ambiguous: frozenset[str]
    cues: frozenset[str]
    cues_after: frozenset[str]
    links: frozenset[str]
    within: frozenset[str]
    titles: frozenset[str]
    given: frozenset[str]
    modifiers: frozenset[str]
    phrases: frozenset[str]
    capital_nouns: bool
    abbreviations: dict[str, str]
    abbreviation: re.Pattern[str]


@lru_cache
def words(language: str) -> Words:
    """The lists for a language; those of no language (all empty) where there is no file for it.

    >>> words("en").demonyms["lebanese"]
    'LB'
    """
    path = FOLDER / f"{language}.toml"
    data = tomllib.loads(path.read_text("utf-8")) if language in LANGUAGES else {}
    endings = data.get("demonym_endings", [""])
    return Words(
        countries=data.get("countries", {}),
        cases={end: list(bases) for end, bases in data.get("cases", {}).items()},
        towns=data.get("towns", {}),
        capital_nouns=bool(data.get("capital_nouns", False)),
        demonyms={
            word_key(form + ending): code
            for code, forms in data.get("demonyms", {}).items()
            for form in forms
            for ending in endings
        },
        abbreviations={**data.get("after_comma", {}), **data.get("abbreviations", {})},
        abbreviation=_abbreviation(data.get("abbreviations", {}), data.get("after_comma", {})),
        wrapper=re.compile("|".join(data.get("wrappers", [r"(?!)"])), re.IGNORECASE),
        **{
            field: frozenset(name_key(word) for word in data.get(field, ()))
            for field in (
                "never",
                "ambiguous",
                "cues",
                "cues_after",
                "links",
                "within",
                "titles",
                "given",
                "modifiers",
                "phrases",
            )
        },
    )


def _abbreviation(anywhere: dict[str, str], after_comma: dict[str, str]) -> re.Pattern[str]:
    def choice(forms: dict[str, str]) -> str:
        return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) or "(?!)"

    return re.compile(rf"(?<![\w.])(?:{choice(anywhere)}|(?<=, )(?:{choice(after_comma)}))(?!\w)")
