"""Which level holds where, for whom it can be seen, and when it lapses."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.server.conftest import Cast
from tests.server.level.ground import MORNING, later, raised
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Tally
from tocsin_server.units.visibility import in_or_above


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


def test_a_level_holds_for_its_unit_and_all_below_and_for_none_above(cast: Cast) -> None:
    row = raised(cast, unit_id="region")
    assert selectors.standing("locality").declaration == row
    assert selectors.standing("region").level.word == "Heightened"
    assert selectors.standing("nation").level.rank == 1


def test_a_unit_may_stand_above_its_parent(cast: Cast) -> None:
    raised(cast)
    raised(cast, key="region's own", unit_id="region", rank=4)
    assert [selectors.standing(unit).level.rank for unit in ("nation", "region", "locality")] == [3, 4, 4]


def test_a_level_raised_above_wins_over_a_lower_one_below(cast: Cast) -> None:
    raised(cast, key="region's own", unit_id="region", rank=2)
    raised(cast)
    assert [selectors.standing(unit).level.rank for unit in ("nation", "region", "locality")] == [3, 3, 3]


def test_an_exercise_and_a_level_for_one_threat_set_the_level_of_nobody(cast: Cast) -> None:
    raised(cast, key="drill", rank=4, exercise=True)
    raised(cast, key="mail", rank=4, threats=["mail"])
    assert selectors.standing("locality").level.word == "Normal"
    assert selectors.public_level().word == "Normal"


def test_a_level_lapses_by_itself_at_its_end(cast: Cast) -> None:
    raised(cast)
    assert selectors.public_level().word == "Heightened"
    with later(days=7):
        assert selectors.public_level().word == "Normal"
        assert not selectors.any_in_force()


def test_ending_a_level_restores_the_calm(cast: Cast) -> None:
    row = raised(cast)
    with later(hours=2):
        services.end_level(row.pk, cast["nation.duty_officer"], "No sign of a threat")
        assert selectors.standing("locality").level.word == "Normal"


def test_the_public_sees_word_meaning_and_end_and_no_declaration(cast: Cast) -> None:
    row = raised(cast)
    shown = selectors.public_level()
    assert (shown.word, shown.rank, shown.of, shown.ends) == ("Heightened", 3, 4, row.ends)
    assert not selectors.declarations(cast["public"]).exists()
    assert not selectors.orders(cast["public"]).exists()


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("nation.duty_officer", {"nation", "region", "locality", "neighbour"}),
        ("region.unit_officer", {"region", "locality", "neighbour"}),
        ("locality.unit_officer", {"locality"}),
        ("outsider.duty_officer", set()),
    ],
)
def test_orders_are_seen_by_their_unit_and_those_above(cast: Cast, who: str, seen: set[str]) -> None:
    row = raised(cast)
    assert set(selectors.orders(cast[who]).values_list("unit_id", flat=True)) == seen
    found = Tally.objects.filter(in_or_above(cast[who]), declaration=row)
    assert set(found.values_list("unit_id", flat=True)) == seen


def test_tallies_count_answered_and_late(cast: Cast) -> None:
    row = raised(cast)
    services.acknowledge(cast["locality.unit_officer"], "locality")
    with later(days=2):
        services.escalate(cast["nation.duty_officer"].actor)
    by_unit = {tally.unit_id: tally for tally in Tally.objects.filter(declaration=row)}
    total = row.orders.filter(unit_id="locality").count()
    assert by_unit["locality"].acknowledged == total
    assert (by_unit["neighbour"].issued, by_unit["neighbour"].unanswered_late) == (total, total)


@pytest.mark.parametrize("id", ["no number at all", "00000000-0000-0000-0000-000000000000"])
def test_what_names_no_declaration_is_refused(cast: Cast, id: str) -> None:
    with pytest.raises(BadInput, match="no such declaration"):
        selectors.declaration(id, cast["nation.duty_officer"])


def test_the_level_of_a_unit_is_found_without_reading_the_whole_tree(cast: Cast) -> None:
    raised(cast)
    assert [unit.id for unit in selectors.line("locality")] == ["nation", "region", "locality"]


def test_the_end_of_a_level_is_the_one_that_took_effect(cast: Cast) -> None:
    row = raised(cast)
    with later(hours=1):
        ended = services.end_level(row.pk, cast["nation.duty_officer"], "Over")
    assert selectors.declared(ended).ends == MORNING + timedelta(hours=1)
