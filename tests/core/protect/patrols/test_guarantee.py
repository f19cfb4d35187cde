"""What a plan guarantees, and what would change it."""

import pytest
from protect.patrols.samples import SEED, THREE, days, venue

from tocsin.errors import BadInput
from tocsin.protect.patrols import compare, cost_of_floors, curve, guarantee, plan_patrols


def test_the_guarantee_is_one_sentence_with_where_and_when() -> None:
    made = plan_patrols(THREE[:2], days(), 1, seed=SEED)
    assert guarantee(made).text == (
        "Any venue is covered with probability at least 33 % (Station, 2015-11-14 06:00); at worst 133 "
        "people can be expected to be at a venue without a team (Opera, 2015-11-14 06:00)."
    )


def test_venues_without_any_visit_are_told_with_how_many_people_they_have() -> None:
    told = guarantee(plan_patrols(THREE, days(), 1, seed=SEED))
    assert (told.uncovered, told.small, told.least) == (1, 100.0, 0.0)
    assert "1 venue gets no visit in some shift, none of them with more than 100 people" in told.text


def test_a_plan_for_empty_venues_guarantees_nothing() -> None:
    made = plan_patrols([venue("club", "Mo 20-24=900")], days(), 1, seed=SEED)
    with pytest.raises(BadInput, match="nobody is at any venue"):
        guarantee(made)


def test_each_further_team_buys_no_more_than_the_one_before() -> None:
    made = plan_patrols([venue(f"v{at}", str(50 * at + 50)) for at in range(12)], days(), 3, seed=SEED)
    steps = curve(made, range(13))
    gains = [one.gain for one in steps[1:]]
    assert gains == pytest.approx(sorted(gains, reverse=True))
    assert steps[3].worst == pytest.approx(made.worst)
    assert (steps[0].worst, steps[-1].worst) == (600.0, 0.0)


def test_the_curve_begins_where_the_floors_are_met() -> None:
    made = plan_patrols(THREE, days(), 3, floors=0.5, seed=SEED)
    assert [one.teams for one in curve(made, range(4))] == [2, 3]


def test_floors_cost_the_difference_to_a_plan_without_them() -> None:
    made, free = (plan_patrols(THREE, days(), 2, floors=floors, seed=SEED) for floors in (0.5, 0.0))
    cost = cost_of_floors(made)
    assert cost.visits == 1.5
    assert (cost.worst, cost.without) == pytest.approx((made.worst, free.worst))
    assert cost.worst > cost.without


def test_two_plans_are_compared_venue_by_venue() -> None:
    before = plan_patrols(THREE, days(), 1, seed=SEED)
    after = plan_patrols([*THREE[:2], venue("club", "50")], days(), 2, seed=SEED)
    told = compare(before, after)
    assert (told.gone, told.new) == (("mill",), ("club",))
    assert [one[0] for one in told.changes] == ["station", "opera"]
    assert told.after.worst < told.before.worst
