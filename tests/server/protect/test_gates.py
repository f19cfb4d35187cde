"""Gates: the draw knows the seed and the count, and nothing of who comes."""

import inspect
import uuid
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.server.conftest import Cast
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.protect.draws import Gate as CoreGate
from tocsin.protect.draws import Seed, commitment
from tocsin_server.ledger.selectors import entries
from tocsin_server.protect.models import Gate
from tocsin_server.protect.services import gates

pytestmark = pytest.mark.django_db
OFFICER = "locality.unit_officer"


def opened(cast: Cast, percent: str = "50", name: str = "Main entrance") -> Gate:
    return gates.open_gate(cast[OFFICER], "locality", name, Decimal(percent))


def tap(cast: Cast, row: Gate, key: str = "") -> gates.Drawn:
    return gates.next_at_gate(cast[OFFICER], row.pk, key or str(uuid.uuid4()))


def test_nothing_about_a_person_can_be_told_to_the_draw() -> None:
    assert list(inspect.signature(gates.next_at_gate).parameters) == ["viewer", "gate_id", "key"]
    assert {field.name for field in Gate._meta.get_fields()} == {
        "id", "unit", "name", "percent", "seed", "commitment", "opened", "opened_by", "closed", "came",
        "stopped", "last_key", "last_stops",
    }  # fmt: skip


def test_the_fingerprint_is_told_before_anybody_comes_and_the_seed_when_the_gate_closes(cast: Cast) -> None:
    row = opened(cast)
    assert entries(action="protect.gate_opened").get().data["commitment"] == row.commitment
    gates.close_gate(cast[OFFICER], row.pk)
    told = entries(action="protect.gate_closed").get().data["seed"]
    assert commitment(Seed.parse(told)) == row.commitment


def test_anybody_repeats_every_draw_from_the_seed(cast: Cast) -> None:
    row = opened(cast)
    drawn = [tap(cast, row).stops for _ in range(30)]
    gate = CoreGate(row.name, Fraction(1, 2), Seed.parse(row.seed))
    assert drawn == [gate.stops(count) for count in range(30)]
    told = [entry.data["stops"] for entry in entries(action="protect.gate_drew").order_by("sequence")]
    assert told == drawn


def test_a_tap_that_is_sent_again_gets_the_same_answer_and_counts_once(cast: Cast) -> None:
    row = opened(cast)
    first, again = tap(cast, row, "one"), tap(cast, row, "one")
    assert first == again
    assert again.came == 1


@pytest.mark.parametrize(("percent", "stops"), [("0", 0), ("100", 25)])
def test_nobody_and_everybody_are_rates_too(cast: Cast, percent: str, stops: int) -> None:
    row = opened(cast, percent)
    assert sum(tap(cast, row).stops for _ in range(25)) == stops


@pytest.mark.parametrize(
    ("name", "percent"), [("", "10"), ("x" * 101, "10"), ("Main", "-1"), ("Main", "101")]
)
def test_a_gate_without_a_name_or_with_a_rate_that_is_none_is_refused(
    cast: Cast, name: str, percent: str
) -> None:
    with pytest.raises(BadInput):
        opened(cast, percent, name)
    assert not Gate.objects.exists()


def test_one_gate_is_open_once(cast: Cast) -> None:
    row = opened(cast)
    with pytest.raises(Conflict):
        opened(cast)
    gates.close_gate(cast[OFFICER], row.pk)
    opened(cast)


def test_a_closed_gate_draws_no_more(cast: Cast) -> None:
    row = opened(cast)
    gates.close_gate(cast[OFFICER], row.pk)
    with pytest.raises(Conflict):
        tap(cast, row)


def test_only_those_who_patrol_for_the_unit_work_its_gates(cast: Cast) -> None:
    row = opened(cast)
    for name in ("neighbour.unit_officer", "nation.auditor", "outsider.duty_officer"):
        with pytest.raises(NotAllowed):
            gates.next_at_gate(cast[name], row.pk, "one")
