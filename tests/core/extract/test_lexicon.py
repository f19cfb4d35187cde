"""Word lists are complete and find what they should."""

import pytest

from tocsin.base import IncidentKind
from tocsin.extract.lexicon import LANGUAGES, load, organisations
from tocsin.extract.tokens import tokenise
from tocsin.extract.vocabulary import TARGETS, WEAPONS


def categories(text: str, language: str) -> set[str]:
    return {tag.category for tag in load(language).match(tokenise(text))}


def known(language: str) -> set[str]:
    """Every category that a language's list can give."""
    nodes, found = [load(language)._root], set()
    while nodes:
        node = nodes.pop()
        found.update(category for category, _ in node.entries)
        nodes.extend([*node.words.values(), *node.stems.values()])
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_weapons_and_targets_are_of_the_closed_vocabularies(language) -> None:
    allowed = {"kind": set(IncidentKind), "weak": set(IncidentKind), "weapon": WEAPONS, "target": TARGETS}
    for section, names in allowed.items():
        listed = {c.partition(".")[2] for c in known(language) if c.startswith(f"{section}.")}
        assert listed <= set(names), section


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_every_kind_of_violence_and_every_genre(language) -> None:
    listed = known(language)
    assert {f"kind.{kind}" for kind in IncidentKind} <= listed
    assert {category for category in known("en") if category.startswith("genre.")} <= listed


def test_a_figure_of_speech_hides_the_word_in_it() -> None:
    assert "weak.attack" in categories("an attack", "en")
    assert "weak.attack" not in categories("a heart attack", "en")


def test_arabic_words_are_found_with_what_is_written_onto_them() -> None:
    assert "toll.killed" in categories("والقتلى", "ar")


def test_organisations_are_known_by_their_names_in_every_language() -> None:
    for text in (
        "Islamic State",
        "l'État islamique",
        "el Estado Islámico",
        "تنظيم الدولة الإسلامية",
        "伊斯兰国",
    ):
        assert {tag.value for tag in organisations().match(tokenise(text))} == {"Islamic State"}
