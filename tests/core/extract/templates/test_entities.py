"""Mentions of one thing become one entity."""

import pytest

from tocsin.extract.encoder.heads import RoleSpan
from tocsin.extract.templates import Entity, Limits, entities

ORGANISATION, VICTIM = "perpetrator_organisation", "victim"
PLAIN = Limits()


def spans(text: str, *mentions: str, role: str = ORGANISATION, score: float = 0.9) -> list[RoleSpan]:
    """Each mention where it stands behind the one before."""
    found, at = [], 0
    for mention in mentions:
        start = text.index(mention, at)
        at = start + len(mention)
        found.append(RoleSpan(role, start, at, score))
    return found


def grouped(text: str, some: list[RoleSpan], limits: Limits = PLAIN) -> tuple[Entity, ...]:
    """The entities by plain limits, whatever the package's are fitted to."""
    return entities(text, some, limits)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("The River Front (RF) said the River Front did it.", ("River Front", "RF", "River Front")),
        ("The People's Free Army met; the PFA left.", ("People's Free Army", "PFA")),
        ("Mayor Ana Ruiz fell. Ruiz was 50.", ("Ana Ruiz", "Ruiz")),
        ("the rebel, one of the rebels", ("rebel", "rebels")),
    ],
)
def test_names_of_one_thing_are_one_entity(text: str, mentions: tuple[str, ...]) -> None:
    (found,) = grouped(text, spans(text, *mentions))
    assert len(found.mentions) == len(mentions)


def test_different_names_are_different_entities() -> None:
    text = "A bridge and a bank burned."
    assert len(grouped(text, spans(text, "bridge", "bank", role="physical_target"))) == 2


def test_one_name_in_two_roles_is_two_entities() -> None:
    text = "The army struck the army."
    some = [*spans(text, "army"), RoleSpan(VICTIM, 20, 24, 0.9)]
    assert [found.role for found in grouped(text, some)] == [ORGANISATION, VICTIM]


def test_a_mention_within_another_is_of_the_same_thing() -> None:
    text = "members of the front"
    some = [RoleSpan(ORGANISATION, 0, 20, 0.9), RoleSpan(ORGANISATION, 0, 7, 0.6)]
    assert len(grouped(text, some)) == 1


def test_a_span_that_breaks_off_within_a_word_is_widened_to_it() -> None:
    text = "The guerrillas of the River Front left."
    some = [RoleSpan(ORGANISATION, 24, 27, 0.6), RoleSpan(ORGANISATION, 29, 31, 0.8)]
    assert [(text[one.best.start : one.best.end], one.best.score) for one in grouped(text, some)] == [
        ("River", 0.6),
        ("Front", 0.8),
    ]
    pieces = [RoleSpan(VICTIM, 4, 8, 0.6), RoleSpan(VICTIM, 8, 14, 0.8)]
    (found,) = grouped(text, pieces)
    assert [(text[one.start : one.end], one.score) for one in found.mentions] == [("guerrillas", 0.8)]


def test_entities_stand_in_the_order_of_the_text() -> None:
    text = "A bridge and a bank burned."
    found = grouped(text, reversed(spans(text, "bridge", "bank", role="physical_target")))
    assert [text[one.first :][:4] for one in found] == ["brid", "bank"]


def test_a_weak_mention_is_left_out() -> None:
    text = "A bridge burned."
    weak = spans(text, "bridge", role="physical_target", score=0.3)
    assert grouped(text, weak) == ()
    assert len(grouped(text, weak, Limits(roles={"physical_target": 0.2}))) == 1


def test_a_mention_of_no_telling_word_is_left_out() -> None:
    text = "of the"
    assert grouped(text, spans(text, "of the")) == ()


def test_the_likeliest_mention_names_the_entity_best() -> None:
    text = "Ana Ruiz fell. Ruiz was 50."
    (found,) = grouped(text, [RoleSpan(VICTIM, 0, 8, 0.6), RoleSpan(VICTIM, 15, 19, 0.9)])
    assert found.best.start == 15
    assert found.first == 0
