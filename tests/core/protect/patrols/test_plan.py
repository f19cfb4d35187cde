"""Plans: the best shares for the people of each shift, and draws that replay."""

from datetime import timedelta

import numpy as np
import pytest
from protect.patrols.samples import SEED, THREE, days, venue

from tocsin.errors import BadInput
from tocsin.protect.draws import Seed, commitment
from tocsin.protect.patrols import Gathering, drawn, plan_patrols


def test_a_plan_leaves_the_same_people_without_a_team_wherever_it_covers() -> None:
    made = plan_patrols(THREE, days(), 1, seed=SEED)
    assert made.shares[:, 0].round(6).tolist() == [0.666667, 0.333333, 0.0]
    assert made.worst == pytest.approx(400 / 3)


def test_people_are_counted_by_the_clock_of_each_venue() -> None:
    """From 06:00 in Shanghai on Saturday it is still Friday in Paris."""
    far = venue("louvre", "Fr 20-24=900", zone="Europe/Paris")
    made = plan_patrols([far, venue("opera", "Sa 17-18=50")], days(1, 6, 18), 1, seed=SEED)
    assert made.people.tolist() == [[900.0, 0.0], [50.0, 0.0]]


def test_a_gathering_counts_in_the_shifts_it_touches() -> None:
    first, second, third = days(1, 6, 14, 22)
    match = Gathering("mill", first.start + timedelta(hours=7), second.start + timedelta(hours=2), 5000)
    quiet = Gathering("opera", third.start, third.end, 10)
    elsewhere = Gathering("museum", first.start, first.end, 900)
    made = plan_patrols(THREE, (first, second, third), 1, gatherings=[match, quiet, elsewhere], seed=SEED)
    assert made.people.tolist() == [[400.0] * 3, [200.0] * 3, [5000.0, 5000.0, 100.0]]
    assert made.shares[2].round(2).tolist() == [0.93, 0.93, 0.0]


def test_a_venue_where_nobody_is_gets_no_visit_but_its_floor() -> None:
    closed = venue("club", "Mo 20-24=900", floor=0.25)
    made = plan_patrols([*THREE, closed], days(), 1, seed=SEED)
    assert made.shares[3].tolist() == [0.25, 0.25]
    assert made.shares.sum(axis=0) == pytest.approx([1.0, 1.0])


def test_floors_from_outside_raise_a_venues_own_up_to_its_ceiling() -> None:
    some = (
        venue("opera", "400", floor=0.1),
        venue("station", "200", floor=0.6),
        venue("mill", "100", ceiling=0.2),
    )
    made = plan_patrols(some, days(), 2, floors=0.5, seed=SEED)
    assert made.floors.tolist() == [0.5, 0.6, 0.2]
    assert (made.shares >= made.floors[:, None] - 1e-12).all()


def test_more_floors_than_teams_are_refused_with_both_numbers() -> None:
    with pytest.raises(BadInput, match=r"2015-11-14 06:00: .*1\.5 > 1; the highest floor is 0\.5 at Opera"):
        plan_patrols(THREE, days(), 1, floors=0.5, seed=SEED)


def test_floors_are_too_many_even_where_nobody_is() -> None:
    with pytest.raises(BadInput, match="1 > 0"):
        plan_patrols([venue("club", "Mo 20-24=900", floor=1.0)], days(), 0, seed=SEED)


def test_each_shift_draws_as_many_venues_as_there_are_visits() -> None:
    some = [venue(f"v{at}", str(100 + at)) for at in range(30)]
    made = plan_patrols(some, days(3, 6, 14, 22), 2, visits=3, seed=SEED)
    assert {len(lot) for lot in drawn(made, SEED)} == {6}
    assert len(set(drawn(made, SEED))) > 1


def test_draws_come_as_often_as_planned() -> None:
    made = plan_patrols(THREE, days(600, 6), 1, seed=SEED)
    seen = np.bincount([at for lot in drawn(made, SEED) for at in lot], minlength=3)
    assert seen[0] == pytest.approx(400, abs=4 * np.sqrt(600 * 2 / 9))
    assert seen[2] == 0


def test_only_the_promised_seed_draws() -> None:
    made = plan_patrols(THREE, days(), 1, seed=SEED)
    assert made.commitment == commitment(SEED)
    with pytest.raises(BadInput, match="not the seed"):
        drawn(made, Seed(b"x" * 32))


@pytest.mark.parametrize(("teams", "visits"), [(-1, 1), (1, 0)])
def test_what_is_no_number_of_teams_is_refused(teams: int, visits: int) -> None:
    with pytest.raises(BadInput, match="cannot be planned"):
        plan_patrols(THREE, days(), teams, visits=visits, seed=SEED)


def test_nothing_to_plan_is_refused() -> None:
    with pytest.raises(BadInput, match="nothing to plan"):
        plan_patrols([], days(), 1, seed=SEED)
