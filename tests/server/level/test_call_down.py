"""Whoever no channel has brought to answer is on the list of those somebody must call, with the reason."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.level.reach import MORNING, Post, mail_server, raised, reached, work
from tocsin.errors import BadInput
from tocsin.level import Answer, AnswerKind
from tocsin_server import clock
from tocsin_server.level import selectors, services


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with mail_server(settings) as handler:
        yield handler


def listed(cast: Cast, level: Any, who: str = "nation.duty_officer") -> dict[str, str]:
    return {each.unit.pk: each.why for each in selectors.call_down(cast[who], level.pk)}


def test_a_unit_without_an_address_is_listed_at_once_and_one_that_was_mailed_is_not(
    cast: Cast, post: Post
) -> None:
    reached(cast)
    level = raised(cast)
    work()
    found = listed(cast, level)
    assert set(found) == {"nation", "region", "neighbour"}
    assert "no address" in found["neighbour"]


def test_a_unit_whose_messages_were_all_refused_is_listed_with_the_reason(cast: Cast, post: Post) -> None:
    reached(cast)
    post.answers["desk@locality.example"] = "550 no such desk"
    level = raised(cast)
    work()
    assert "550 no such desk" in listed(cast, level)["locality"]


def test_one_message_that_went_out_is_enough_until_half_of_the_time_has_passed_in_silence(
    cast: Cast, post: Post
) -> None:
    reached(cast)
    reached(cast, address="deputy@locality.example")
    post.answers["deputy@locality.example"] = "550 no such desk"
    level = raised(cast)
    work()
    first = min(level.orders.filter(unit_id="locality").values_list("acknowledge_by", flat=True))
    half = (first - MORNING) / 2
    with clock.standing_at(MORNING + half - timedelta(seconds=1)):
        assert "locality" not in listed(cast, level)
    with clock.standing_at(MORNING + half):
        assert "half of its time" in listed(cast, level)["locality"]


def test_who_was_called_and_answered_is_ticked_off(cast: Cast) -> None:
    level = raised(cast)
    said = Answer(kind=AnswerKind.ACKNOWLEDGED)
    services.answer_for(cast["region.duty_officer"], "neighbour", None, said, "by telephone, code K7Q4-92F")
    assert "neighbour" not in listed(cast, level)


def test_telephones_are_listed_in_their_order_and_the_most_pressing_unit_first(cast: Cast) -> None:
    for position, last in ((2, "2"), (1, "1"), (3, "3")):
        reached(cast, "telephone", f"+86 10 8888 000{last}", office=f"Office {last}", position=position)
    level = raised(cast)
    found = selectors.call_down(cast["nation.duty_officer"], level.pk)
    assert [each.acknowledge_by for each in found] == sorted(each.acknowledge_by for each in found)
    (locality,) = [each for each in found if each.unit.pk == "locality"]
    assert [each.office for each in locality.contacts] == ["Office 1", "Office 2", "Office 3"]
    assert locality.orders == level.orders.filter(unit_id="locality").count()


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("region.duty_officer", {"region", "locality", "neighbour"}),
        ("locality.unit_officer", {"locality"}),
    ],
)
def test_the_list_shows_a_unit_to_itself_and_to_those_above(cast: Cast, who: str, seen: set[str]) -> None:
    assert set(listed(cast, raised(cast), who)) == seen


def test_who_may_not_see_the_level_gets_no_list(cast: Cast) -> None:
    with pytest.raises(BadInput, match="no such declaration"):
        listed(cast, raised(cast), "outsider.duty_officer")


def test_in_an_exercise_only_silence_puts_a_unit_on_the_list(cast: Cast) -> None:
    level = raised(cast, exercise=True)
    assert listed(cast, level) == {}
    with clock.standing_at(MORNING + timedelta(days=1)):
        assert set(listed(cast, level)) == {"nation", "region", "locality", "neighbour"}


def test_a_code_said_on_the_telephone_is_known_however_it_is_spaced(cast: Cast) -> None:
    level = raised(cast)
    code = selectors.answer_code(level, cast.units["locality"])
    for said in (code, code.lower(), f" {code.replace('-', ' ')} "):
        assert selectors.is_answer_code(level, cast.units["locality"], said)
    for said in ("", "no idea", selectors.answer_code(level, cast.units["neighbour"])):
        assert not selectors.is_answer_code(level, cast.units["locality"], said)


def test_a_message_that_waits_because_it_could_not_be_sent_does_not_count_as_arrived(
    cast: Cast, post: Post
) -> None:
    reached(cast)
    post.answers["desk@locality.example"] = "451 come back later"
    level = raised(cast)
    work()
    assert "451 come back later" in listed(cast, level)["locality"]
