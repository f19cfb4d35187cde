"""Sentences become one record for each incident."""

from collections.abc import Sequence

import numpy as np

from tocsin.extract.encoder.heads import KINDS, RoleSpan, Seen
from tocsin.extract.templates import Limits, Template, templates

TEXT = "Men blew up a bank. Nobody slept. Others took the mayor. It rained."
SENTENCES = [(0, 19), (20, 33), (34, 56), (57, 67)]
BOMBING, KIDNAPPING, ATTACK, ARSON = (
    KINDS.index(name) for name in ("bombing", "kidnapping", "attack", "arson")
)
BANK = RoleSpan("physical_target", 14, 18, 0.9)
MAYOR = RoleSpan("victim", 46, 55, 0.9)
PLAIN = Limits()


def seen(*told: tuple[int, int, float], roles=(BANK, MAYOR), relevant: float = 0.9, links=None) -> Seen:
    """What a network could have seen: (sentence, kind, probability)."""
    kinds = np.zeros((len(SENTENCES), len(KINDS)), np.float32)
    for row, kind, probability in told:
        kinds[row, kind] = probability
    if links is None:
        links = np.ones((len(SENTENCES), len(SENTENCES)), np.float32)
    return Seen(roles, kinds, relevant, links)


def parted(
    text: str, sentences: Sequence[tuple[int, int]], found: Seen, limits: Limits = PLAIN
) -> tuple[Template, ...]:
    """The templates by plain limits, whatever the package's are fitted to."""
    return templates(text, sentences, found, limits)


def test_a_text_that_is_not_relevant_has_no_template() -> None:
    assert parted(TEXT, SENTENCES, seen((0, BOMBING, 0.9), relevant=0.1)) == ()


def test_a_text_without_sentences_has_no_template() -> None:
    nothing = Seen((), np.zeros((0, 6), np.float32), 0.9, np.zeros((0, 0), np.float32))
    assert parted("", [], nothing) == ()


def test_each_kind_is_an_incident_of_its_own_with_what_its_sentences_name() -> None:
    bombing, kidnapping = parted(TEXT, SENTENCES, seen((0, BOMBING, 0.9), (2, KIDNAPPING, 0.8)))
    assert (bombing.kind, bombing.sentences) == ("bombing", (0,))
    assert [entity.best for entity in bombing.entities] == [BANK]
    assert (kidnapping.kind, kidnapping.sentences) == ("kidnapping", (2,))
    assert [entity.best for entity in kidnapping.entities] == [MAYOR]


def test_incidents_stand_in_the_order_in_which_they_are_told() -> None:
    found = parted(TEXT, SENTENCES, seen((0, KIDNAPPING, 0.9), (2, BOMBING, 0.8)))
    assert [one.kind for one in found] == ["kidnapping", "bombing"]


def test_a_kind_much_less_likely_than_another_of_its_sentence_is_not_told() -> None:
    (found,) = parted(TEXT, SENTENCES, seen((0, BOMBING, 0.9), (0, ATTACK, 0.4)))
    assert found.kind == "bombing"


def test_a_relevant_text_without_a_sure_kind_has_the_likeliest() -> None:
    (found,) = parted(TEXT, SENTENCES, seen((0, BOMBING, 0.04), (2, ATTACK, 0.05)))
    assert (found.kind, found.sentences) == ("attack", (2,))


def test_what_stands_elsewhere_belongs_to_the_nearest_incident() -> None:
    extra = RoleSpan("weapon", 20, 26, 0.9)
    bombing, attack = parted(TEXT, SENTENCES, seen((0, BOMBING, 0.9), (3, ATTACK, 0.8), roles=(BANK, extra)))
    assert [entity.role for entity in bombing.entities] == ["physical_target", "weapon"]
    assert attack.entities == ()


def test_sentences_of_one_kind_that_are_not_linked_tell_of_two_incidents() -> None:
    links = np.full((4, 4), 0.01, np.float32)
    found = parted(TEXT, SENTENCES, seen((0, ATTACK, 0.9), (2, ATTACK, 0.8), links=links), Limits(link=0.1))
    assert [one.sentences for one in found] == [(0,), (2,)]


def test_a_link_holds_over_a_sentence_between() -> None:
    links = np.full((4, 4), 0.01, np.float32)
    links[0, 2] = links[2, 0] = links[2, 3] = links[3, 2] = 0.9
    told = seen((0, ATTACK, 0.9), (2, ATTACK, 0.8), (3, ATTACK, 0.8), links=links)
    (found,) = parted(TEXT, SENTENCES, told, Limits(link=0.1))
    assert found.sentences == (0, 2, 3)


def test_sentences_that_were_never_looked_at_together_tell_of_one_incident() -> None:
    told = seen((0, ATTACK, 0.9), (2, ATTACK, 0.8), links=np.zeros((4, 4), np.float32))
    (found,) = parted(TEXT, SENTENCES, told, Limits(link=0.1))
    assert found.sentences == (0, 2)


def test_an_abduction_has_no_physical_target_and_no_weapon() -> None:
    gun = RoleSpan("weapon", 34, 40, 0.9)
    (found,) = parted(TEXT, SENTENCES, seen((2, KIDNAPPING, 0.9), roles=(BANK, gun, MAYOR)))
    assert [entity.role for entity in found.entities] == ["victim"]


def test_an_arson_has_no_weapon() -> None:
    match = RoleSpan("weapon", 0, 3, 0.9)
    (found,) = parted(TEXT, SENTENCES, seen((0, ARSON, 0.9), roles=(match, BANK)))
    assert [entity.role for entity in found.entities] == ["physical_target"]
