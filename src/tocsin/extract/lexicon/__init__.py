"""The words that the reader knows, one TOML file per language, and the matcher that finds them.

A file holds sections of named lists of phrases (`[kind] bombing = ["car bomb*", ...]`, tagged
`kind.bombing`) and sections of phrases with a value (`[number] "twelve" = 12`, tagged `number` with the
value 12); `[[compound]]` makes numbers written in one word, its `pattern` with each `ten` and each `unit`.
`*` stands for any ending of a word, `{name}` for any of the words of the table `choice`, and `{v}` at the
front of a word for any of the beginnings of a verb in the table `verb`: each of `before` with each of
`after`, and the `whole` ones. Phrases of the list `ignore` hide every shorter match inside them ("heart
attack").
"""

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.extract.tags import Tag
from tocsin.extract.tokens import Token, forms, tokenise

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "hi", "id", "it", "nl", "pt", "ru", "sw", "tr", "uk", "zh")
IGNORE = "ignore"
VERB = "{v}"
LONGEST_BEGINNING = 10


@dataclass(slots=True)
class _Node:
    words: dict[str, "_Node"] = field(default_factory=dict)
    stems: dict[str, "_Node"] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()
    entries: list[tuple[str, Any]] = field(default_factory=list)

    def child(self, word: str, stem: bool) -> "_Node":
        table = self.stems if stem else self.words
        node = table.setdefault(word, _Node())
        if stem and len(word) not in self.lengths:
            self.lengths = (*self.lengths, len(word))
        return node

    def follow(self, token_forms: Iterable[str]) -> Iterator["_Node"]:
        for form in token_forms:
            if form in self.words:
                yield self.words[form]
            for length in self.lengths:
                if form[:length] in self.stems and len(form) >= length:
                    yield self.stems[form[:length]]


class Lexicon:
    """The phrases of one language (or of a list of names), ready to be found in a text."""

    def __init__(self, language: str, tables: dict[str, Any]) -> None:
        self.language = language
        self.abbreviations = frozenset(tables.pop("abbreviations", ()))
        for rule in tables.pop("compound", ()):
            tables.setdefault("number", {}).update(_compounds(rule))
        self._choices: dict[str, list[str]] = tables.pop("choice", {})
        self._beginnings = _beginnings(tables.pop("verb", {"before": [], "after": []}))
        self._verbs: dict[str, tuple[str, ...]] = {}
        self._root = _Node()
        self._starts: dict[tuple[str, ...], tuple[_Node, ...]] = {}
        for section, table in tables.items():
            self._add_section(section, table)

    def _add_section(self, section: str, table: Any) -> None:
        if isinstance(table, list):
            self._add(table, section, None)
            return
        for key, value in table.items():
            if isinstance(value, list):
                self._add(value, f"{section}.{key}", None)
            else:
                self._add([key], section, value)

    def _add(self, phrases: Iterable[str], category: str, value: Any) -> None:
        for phrase in itertools.chain.from_iterable(map(self._spelt_out, phrases)):
            node = self._root
            for word, stem in _pattern(phrase):
                node = node.child(word, stem)
            node.entries.append((category, value))

    def _spelt_out(self, phrase: str) -> Iterator[str]:
        """A phrase with each word that it leaves the choice of."""
        if "{" not in phrase:
            yield phrase
            return
        head, _, rest = phrase.partition("{")
        name, _, tail = rest.partition("}")
        if f"{{{name}}}" == VERB:
            yield phrase
            return
        for word in self._choices[name]:
            yield f"{head}{word}{tail}"

    def match(self, tokens: Sequence[Token]) -> tuple[Tag, ...]:
        """Every phrase in a text, in order of its first word; of one category the longest at each place.

        >>> en = load("en")
        >>> [tag.category for tag in en.match(tokenise("a heart attack"))]
        ['mark.article']
        """
        found: list[Tag] = []
        hidden: set[int] = set()
        for index, first in enumerate(map(self._first, map(self._forms, tokens))):
            for tag in self._at(tokens, index, first) if first else ():
                if tag.category == IGNORE:
                    hidden.update(range(tag.first, tag.last))
                else:
                    found.append(tag)
        return tuple(
            tag
            for tag in _longest(found)
            if tag.section == "genre" or hidden.isdisjoint(range(tag.first, tag.last))
        )

    def _at(self, tokens: Sequence[Token], index: int, first: Iterable[_Node]) -> Iterator[Tag]:
        nodes = [(node, index + 1) for node in first]
        while nodes:
            node, position = nodes.pop()
            for category, value in node.entries:
                yield Tag(index, position, category, value)
            if position < len(tokens) and (node.words or node.stems):
                nodes.extend((after, position + 1) for after in node.follow(self._forms(tokens[position])))

    def _forms(self, token: Token) -> tuple[str, ...]:
        """What a word may be looked up as; a verb also without its beginning."""
        if not self._beginnings:
            return token.forms
        word = token.forms[0]
        if word not in self._verbs:
            if len(self._verbs) > 50_000:
                self._verbs.clear()
            ends = (
                end
                for end in range(1, min(len(word), LONGEST_BEGINNING + 1))
                if word[:end] in self._beginnings
            )
            self._verbs[word] = (*token.forms, *(VERB + word[end:] for end in ends))
        return self._verbs[word]

    def _first(self, token_forms: tuple[str, ...]) -> tuple[_Node, ...]:
        known = self._starts.get(token_forms)
        if known is None:
            if len(self._starts) > 50_000:
                self._starts.clear()
            known = self._starts[token_forms] = tuple(self._root.follow(token_forms))
        return known


def _beginnings(rule: dict[str, list[str]]) -> frozenset[str]:
    """Each beginning of a verb: Swahili "wa" or "a" with "li" or "me", and those given whole."""
    joined = (first + second for first in rule["before"] for second in rule["after"])
    return frozenset((*joined, *rule.get("whole", ())))


def _compounds(rule: dict[str, Any]) -> dict[str, int]:
    """Numbers written in one word, worth the sum of their two: "eenentwintig", "ventuno"."""
    return {
        rule["pattern"].format(ten=ten, unit=unit): tens + units
        for ten, tens in rule["ten"].items()
        for unit, units in rule["unit"].items()
    }


def _pattern(phrase: str) -> Iterator[tuple[str, bool]]:
    """Words of a phrase as they are looked up, each with whether it stands for a stem."""
    for piece in re.findall(r"[^\s*]+\*?", phrase):
        verb = VERB if piece.startswith(VERB) else ""
        words = tokenise(piece.removeprefix(VERB))
        for word in words:
            yield verb + forms(word.surface)[0], piece.endswith("*") and word is words[-1]


def _longest(tags: Iterable[Tag]) -> list[Tag]:
    """Drop a tag that lies inside another of the same category."""
    kept: list[Tag] = []
    furthest: dict[str, int] = {}
    for tag in sorted(tags, key=lambda tag: (tag.first, -tag.last, tag.category)):
        if tag.last > furthest.get(tag.category, 0):
            furthest[tag.category] = tag.last
            kept.append(tag)
    return kept


@cache
def load(language: str) -> Lexicon:
    """The lexicon of a language by its primary tag; `KeyError` for one that has none (see `LANGUAGES`)."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Lexicon(language, _read(f"{language}.toml"))


@cache
def organisations() -> Lexicon:
    """Publicly listed organisations by their names in every language; each tag's value is the plain name."""
    table = _read("organisations.toml")
    names = {name: entry["name"] for entry in table["organisation"] for name in entry["names"]}
    return Lexicon("", {"organisation": names, IGNORE: table[IGNORE]})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
