"""The highest general level above a unit holds, and nobody may be raised below what is above them."""

from datetime import timedelta

import pytest
from level.cast import HOUR, SCHEME, START, TREE, declaration

from tocsin.base import ThreatKind, VenueKind
from tocsin.errors import BadInput
from tocsin.level import floor, get_scheme, in_force, refuse_below_floor, refuse_unraisable

MAIL, BLADE = frozenset({ThreatKind.MAIL}), frozenset({ThreatKind.BLADE})
STATIONS = frozenset({VenueKind.STATION})


def holds(declarations, unit="cn", hours=0, scheme=SCHEME.id):
    """The id of the declaration that holds some hours after the start."""
    found = in_force(declarations, TREE, unit, START + hours * HOUR, scheme=scheme)
    return found and found.id


class TestWhichLevelHolds:
    def test_one_holds_from_its_start_until_just_before_its_end(self):
        assert [holds([declaration(hours=48)], hours=h) for h in (-1, 0, 47, 48)] == [None, "d1", "d1", None]

    def test_a_unit_stands_above_its_parent_and_falls_back_to_it(self):
        levels = [declaration(rank=2), declaration("cn-gd", rank=3, id="d2", hours=24)]
        assert [holds(levels, "cn-gd-gz", h) for h in (0, 23, 24)] == ["d2", "d2", "d1"]
        assert holds(levels, "cn") == holds(levels, "cn-sc") == "d1"

    def test_a_lower_level_below_takes_nothing_away(self):
        assert holds([declaration(rank=3), declaration("cn-gd", rank=2, id="d2")], "cn-gd") == "d1"

    def test_of_equals_the_one_that_lasts_longest_holds(self):
        levels = [declaration(id="short", hours=2), declaration(id="long", hours=9)]
        assert holds(levels) == holds(levels[::-1]) == "long"

    @pytest.mark.parametrize("limit", [{"threats": MAIL}, {"venues": STATIONS}, {"exercise": True}])
    def test_one_limited_to_threats_or_venues_and_an_exercise_set_no_unit_s_level(self, limit):
        assert holds([declaration(rank=4, **limit)]) is None

    def test_another_scheme_s_does_not_count(self):
        assert holds([declaration()], scheme="generic") is None

    def test_an_unknown_unit_is_refused(self):
        with pytest.raises(BadInput, match="nowhere: there is no such unit"):
            holds([declaration()], "nowhere")


class TestTheFloor:
    def test_it_is_the_highest_rank_in_force_above(self):
        levels = [declaration(rank=2), declaration("cn-gd", rank=3, id="d2")]
        wanted = declaration("cn-gd-gz", rank=1, id="new")
        assert floor(levels, TREE, wanted) == 3

    def test_a_unit_s_own_level_and_those_below_and_beside_are_none(self):
        levels = [declaration("cn-gd", 4), declaration("cn-gd-gz", 4), declaration("cn-sc", 4)]
        assert floor(levels, TREE, declaration("cn-gd", id="new")) == 1

    def test_what_is_over_or_has_not_begun_at_the_start_does_not_bind(self):
        wanted = declaration("cn-gd", id="new", starts=START + 5 * HOUR)
        over, later = declaration(hours=5), declaration(starts=START + 6 * HOUR)
        assert floor([over, later], TREE, wanted) == 1
        assert floor([declaration(hours=6)], TREE, wanted) == 3

    def test_what_is_about_less_does_not_bind_what_is_about_more(self):
        assert floor([declaration(threats=MAIL)], TREE, declaration("cn-gd", id="new")) == 1
        assert floor([declaration(venues=STATIONS)], TREE, declaration("cn-gd", id="new", threats=MAIL)) == 1

    @pytest.mark.parametrize("above", [{}, {"threats": MAIL}, {"threats": MAIL | BLADE}])
    def test_what_is_about_as_much_or_more_does(self, above):
        assert floor([declaration(**above)], TREE, declaration("cn-gd", id="new", threats=MAIL)) == 3

    def test_exercises_and_the_real_thing_bind_each_other_in_no_way(self):
        drill = declaration("cn-gd", id="new", exercise=True)
        assert floor([declaration()], TREE, drill) == 1
        assert floor([declaration(exercise=True)], TREE, declaration("cn-gd", id="new")) == 1
        assert floor([declaration(exercise=True)], TREE, drill) == 3

    def test_below_it_is_refused_with_what_stands_above_and_at_it_is_not(self):
        above = [declaration(rank=3)]
        refuse_below_floor(above, TREE, declaration("cn-gd", rank=3, id="new"))
        with pytest.raises(BadInput, match="rank: level 2 over CN-GD would be below level 3") as refusal:
            refuse_below_floor(above, TREE, declaration("cn-gd", rank=2, id="new"))
        assert refusal.value.reason == "below_floor"


class TestWhatMayBeDeclared:
    def test_the_level_at_rest_may_not_for_it_holds_by_itself(self):
        with pytest.raises(
            BadInput, match="rank: Normal holds when nothing is declared; to go back to it, end"
        ):
            refuse_unraisable(SCHEME, declaration(rank=1))

    def test_the_permanent_posture_of_vigipirate_may(self):
        refuse_unraisable(get_scheme("fr-vigipirate"), declaration(rank=1, hours=8_000))

    def test_none_for_longer_than_its_level_allows(self):
        scheme = get_scheme("us-ntas")
        refuse_unraisable(scheme, declaration(rank=4, hours=7 * 24))
        with pytest.raises(BadInput, match="ends: Imminent threat alert may be declared for 7 d at most"):
            refuse_unraisable(scheme, declaration(rank=4, hours=7 * 24 + 1))

    def test_whoever_extends_it_has_the_same_time_again(self):
        level, decided = declaration(rank=4, hours=13 * 24), START + timedelta(days=6)
        refuse_unraisable(get_scheme("us-ntas"), level, decided=decided)

    def test_a_rank_that_the_scheme_lacks_may_not(self):
        with pytest.raises(BadInput, match="four: level 9 does not exist"):
            refuse_unraisable(SCHEME, declaration(rank=9))


class TestADeclaration:
    @pytest.mark.parametrize("field", ["basis", "owner", "reason"])
    def test_it_names_its_basis_its_owner_and_its_reason(self, field):
        with pytest.raises(BadInput, match=f"{field}: may not be empty"):
            declaration(**{field: " \n"})

    @pytest.mark.parametrize("hours", [0, -1])
    def test_it_ends_after_it_starts(self, hours):
        with pytest.raises(BadInput, match=r"ends: it would end at 2015-11-14T0.*, before it starts"):
            declaration(hours=hours)

    def test_it_covers_what_is_about_no_more_than_itself(self):
        general, mail, both = (
            declaration(),
            declaration(threats=MAIL),
            declaration(threats=MAIL, venues=STATIONS),
        )
        assert general.general
        assert not mail.general
        levels = (general, mail, both)
        assert [[one.covers(other) for other in levels] for one in levels] == [
            [True, True, True],
            [False, True, True],
            [False, False, True],
        ]
