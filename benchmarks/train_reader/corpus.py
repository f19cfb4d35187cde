"""The articles the network learns from: MUC-4 in the processed form of Du, Rush and Cardie (2021), in lower
case."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tocsin.extract.encoder.heads import KINDS, ROLES
from tocsin.extract.lexicon import load
from tocsin.extract.sentences import split

_ROLE = {
    "PerpInd": "perpetrator_individual",
    "PerpOrg": "perpetrator_organisation",
    "Target": "physical_target",
    "Victim": "victim",
    "Weapon": "weapon",
}
_KIND = {"bombing / attack": ("attack", "bombing")}


@dataclass(frozen=True)
class Article:
    """One article with what a person found in it.

    `spans` are (start, end, role); `kinds` the kinds each sentence tells of; `incidents` the numbers of the
    templates that each sentence has a filler of.
    """

    id: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int, int], ...]
    kinds: tuple[frozenset[int], ...]
    incidents: tuple[frozenset[int], ...]

    @property
    def relevant(self) -> bool:
        """Whether it tells of any incident."""
        return any(self.incidents)


def articles(path: Path) -> list[Article]:
    """The articles of a file of templates, a JSON list or one object a line."""
    text = path.read_text("utf-8")
    rows = (
        json.loads(text)
        if text.lstrip().startswith("[")
        else [json.loads(line) for line in text.splitlines()]
    )
    return [_article(row) for row in rows]


def _article(row: dict) -> Article:
    text = row["doctext"]
    # The splitter looks for capitals behind a full stop.
    sentences = tuple((span.start, span.end) for span in split(text.upper(), load("en").abbreviations))
    kinds: list[set[int]] = [set() for _ in sentences]
    incidents: list[set[int]] = [set() for _ in sentences]
    spans: set[tuple[int, int, int]] = set()
    for number, template in enumerate(row["templates"]):
        told = _kinds(template["incident_type"])
        for role, mention, offset in _fillers(template):
            spans.update((start, end, role) for start, end in _occurrences(text, mention))
            for at, (start, end) in enumerate(sentences):
                if start <= offset < end:
                    kinds[at] |= told
                    incidents[at].add(number)
    return Article(
        row["docid"], text, sentences, tuple(sorted(spans)),
        tuple(map(frozenset, kinds)), tuple(map(frozenset, incidents)),
    )  # fmt: skip


def _kinds(name: str) -> set[int]:
    return {KINDS.index(kind.replace(" ", "_")) for kind in _KIND.get(name, (name,))}


def _fillers(template: dict) -> Iterator[tuple[int, str, int]]:
    for name, role in _ROLE.items():
        for entity in template[name]:
            for mention, offset in entity:
                yield ROLES.index(role), mention, offset


def _occurrences(text: str, mention: str) -> Iterator[tuple[int, int]]:
    """Everywhere the words stand; a person marks the first alone, but the others mean the same."""
    for match in re.finditer(rf"(?<!\w){re.escape(mention)}(?!\w)", text):
        yield match.span()
