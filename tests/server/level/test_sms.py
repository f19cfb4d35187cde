"""A text message from a unit's own telephone, with the code of its own orders, is its answer; nothing else
is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.level.reach import MOBILE, MORNING, raised, reached, work
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.level import codes, selectors, services
from tocsin_server.level.models import Answer, Declaration, Escalation, Order


@pytest.fixture(autouse=True)
def _a_morning(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME, settings.TOCSIN_SMS = tmp_path, "folder"
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def level(cast: Cast) -> Declaration:
    reached(cast, "sms", MOBILE)
    return raised(cast)


def code(cast: Cast, level: Declaration, unit: str = "locality") -> str:
    return selectors.answer_code(level, cast.units[unit])


def states(unit: str = "locality") -> set[str]:
    return set(Order.objects.filter(unit_id=unit).values_list("state", flat=True))


def test_the_message_that_goes_out_has_the_code_that_comes_back(
    cast: Cast, level: Declaration, tmp_path: Path
) -> None:
    work()
    (sent,) = (tmp_path / "sms").glob("*.txt")
    to, _, text = sent.read_text().partition("\n\n")
    assert to == MOBILE
    assert f"Reply OK {code(cast, level)}" in text
    assert len(text) <= 459, "three SMS at most"


@pytest.mark.parametrize("form", ["OK {}", "ok {}", "  Ok   {} ", "OK {} understood"])
def test_ok_and_the_code_acknowledge_the_units_orders(cast: Cast, level: Declaration, form: str) -> None:
    count = level.orders.filter(unit_id="locality").count()
    reply = services.take_sms("0086 10 1234-5678", form.format(code(cast, level)))
    assert reply == f"Locality: orders acknowledged: {count}. Thank you."
    assert states() == {"acknowledged"}
    assert states("neighbour") == {"issued"}
    assert set(Answer.objects.values_list("via", flat=True)) == {"sms"}


@pytest.mark.parametrize(
    "change", [str.lower, lambda text: text.replace("-", ""), lambda text: text.replace("-", " ")]
)
def test_a_code_may_be_typed_carelessly(cast: Cast, level: Declaration, change: Any) -> None:
    services.take_sms(MOBILE, "OK " + change(code(cast, level)))
    assert states() == {"acknowledged"}


def test_marks_that_nobody_sees_do_no_harm(cast: Cast, level: Declaration) -> None:
    services.take_sms(MOBILE, f"\u2068OK \u2068{code(cast, level)}\u2069\u2069")
    assert states() == {"acknowledged"}


def test_saying_it_twice_changes_nothing(cast: Cast, level: Declaration) -> None:
    services.take_sms(MOBILE, f"OK {code(cast, level)}")
    head = ledger.head()
    assert (
        services.take_sms(MOBILE, f"OK {code(cast, level)}")
        == "Locality: no order waits for an answer. Thank you."
    )
    assert ledger.head() == head


def test_no_takes_a_reason_that_goes_up(cast: Cast, level: Declaration) -> None:
    assert "say why" in services.take_sms(MOBILE, f"NO {code(cast, level)}")
    assert states() == {"issued"}
    reply = services.take_sms(MOBILE, f"NO {code(cast, level)} The road is closed.")
    assert "The reason goes up" in reply
    assert states() == {"cannot"}
    assert set(Answer.objects.values_list("text", flat=True)) == {"The road is closed."}
    assert set(Escalation.objects.values_list("to_id", flat=True)) == {"region"}


@pytest.mark.parametrize("sender", ["+861012345679", "Police", "", "+86 10 12345678 9"])
def test_a_number_that_is_no_contact_is_refused_and_told_nothing(
    cast: Cast, level: Declaration, sender: str
) -> None:
    reply = services.take_sms(sender, f"OK {code(cast, level)}")
    assert reply == "This number is not known here. Nothing was taken down."
    assert states() == {"issued"}


def test_the_code_of_another_unit_is_refused(cast: Cast, level: Declaration) -> None:
    assert "has this code" in services.take_sms(MOBILE, f"OK {code(cast, level, 'neighbour')}")
    assert states() == states("neighbour") == {"issued"}


def test_the_code_of_an_earlier_level_is_refused(cast: Cast, level: Declaration) -> None:
    old = code(cast, level)
    with clock.standing_at(MORNING + timedelta(minutes=5)):
        raised(cast, rank=4, key="decision-2")
        assert "newest message" in services.take_sms(MOBILE, f"OK {old}")
    assert "acknowledged" not in states()


def test_a_level_that_has_ended_takes_no_answers(cast: Cast, level: Declaration) -> None:
    with clock.standing_at(MORNING + timedelta(days=8)):
        assert "No order in force" in services.take_sms(MOBILE, f"OK {code(cast, level)}")


@pytest.mark.parametrize("text", ["", "hello", "OK", "NO", "STOP", "OK!", "x" * 5000, "\x00"])
def test_anything_else_is_answered_with_how_to_answer(cast: Cast, level: Declaration, text: str) -> None:
    assert services.take_sms(MOBILE, text) == "Please reply OK and the code, or NO, the code and the reason."


def test_a_reply_is_in_the_language_of_the_contact(cast: Cast) -> None:
    reached(cast, "sms", MOBILE, language="fr")
    level = raised(cast)
    assert "Merci" in services.take_sms(MOBILE, f"OK {code(cast, level)}")


def test_a_telephone_shared_by_two_units_answers_for_the_one_whose_code_it_gives(
    cast: Cast, level: Declaration
) -> None:
    reached(cast, "sms", MOBILE, unit="neighbour")
    services.take_sms(MOBILE, f"OK {code(cast, level, 'neighbour')}")
    assert (states(), states("neighbour")) == ({"issued"}, {"acknowledged"})


def test_every_single_slip_in_a_code_shows() -> None:
    right = codes.make("key", "declaration", "unit")
    for place, letter in enumerate(right):
        for other in codes.ALPHABET:
            if letter not in ("-", other):
                assert codes.found_in(right[:place] + other + right[place + 1 :])[0] == ""


def test_codes_of_many_units_differ() -> None:
    made = {codes.make("key", "declaration", f"unit-{number}") for number in range(10_000)}
    assert len(made) >= 9_998
    assert codes.make("another key", "declaration", "unit-1") not in made
