"""Many reports become one incident, the same one in whatever order they come."""

import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.base import Count, Incident, IncidentKind, Place, PlaceKind, Reading, Report, When
from tocsin.extract.fusion import Constraints, explained, fuse, group, mention_id, mentions, reason
from tocsin.extract.fusion.grouping import Grouper
from tocsin.extract.fusion.trace import trace

NIGHT = datetime(2015, 11, 13, 22, 0, tzinfo=UTC)
PARIS = Place(name="Paris", kind=PlaceKind.SETTLEMENT, country="FR", latitude=48.853, longitude=2.349)
SAINT_DENIS = Place(
    name="Saint-Denis", kind=PlaceKind.SETTLEMENT, country="FR", latitude=48.936, longitude=2.357
)
LYON = Place(name="Lyon", kind=PlaceKind.SETTLEMENT, country="FR", latitude=45.748, longitude=4.847)
FRANCE = Place(name="France", kind=PlaceKind.COUNTRY, country="FR", latitude=46.0, longitude=2.0)
FRIDAY = When.on(date(2015, 11, 13))


class Desk:
    """Collects invented reports, each telling of at most one incident."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.reports: dict[str, Report] = {}
        self.copies: dict[str, str] = {}

    def tell(
        self,
        outlet,
        killed=None,
        *,
        hours=0.0,
        place=PARIS,
        when=FRIDAY,
        kind=IncidentKind.ATTACK,
        high=-1,
        corrects=False,
        missing=None,
    ):
        name = f"r{len(self.readings):02d}"
        published = NIGHT + timedelta(hours=hours)
        self.reports[name] = Report(id=name, source=outlet, title="", text="", published=published)
        count = (
            None
            if killed is None
            else Count(killed, killed, killed if high == -1 else high, corrects=corrects)
        )
        lost = None if missing is None else Count(missing, missing, missing)
        incident = Incident(id="", kind=kind, place=place, when=when, killed=count, missing=lost)
        self.readings.append(
            Reading(report_id=name, language="en", relevant=True, reason="", incidents=(incident,))
        )
        return name

    def fuse(self, **rulings):
        pairs = {
            key: frozenset((mention_id(a, 0), mention_id(b, 0)) for a, b in value)
            for key, value in rulings.items()
        }
        return fuse(self.readings, self.reports, Constraints(**pairs), self.copies)


def test_reports_of_one_day_and_city_become_one_incident() -> None:
    desk = Desk()
    desk.tell("wire", 18)
    desk.tell("herald", 26, hours=1, place=SAINT_DENIS, kind=IncidentKind.BOMBING)
    desk.tell("post", 120, hours=9, place=FRANCE)
    assert len(desk.fuse()) == 1


def test_another_city_or_another_day_is_another_incident() -> None:
    desk = Desk()
    desk.tell("wire", 18)
    desk.tell("wire", 2, place=LYON)
    desk.tell("wire", 5, when=When.on(date(2015, 11, 20)))
    assert len(desk.fuse()) == 3


def test_a_stray_day_joins_but_two_days_and_another_toll_are_another_attack() -> None:
    desk = Desk()
    for outlet in ("a", "b", "c"):
        desk.tell(outlet, 100)
    desk.tell("d", 100, when=When.on(date(2015, 11, 14)))
    assert len(desk.fuse()) == 1
    pair = Desk()
    pair.tell("a", 3)
    pair.tell("b", 9, hours=48, when=When.on(date(2015, 11, 15)))
    assert len(pair.fuse()) == 2


def test_the_same_grave_toll_a_day_off_is_one_attack_told_by_two_clocks() -> None:
    desk = Desk()
    desk.tell("a", 100)
    desk.tell("b", 128, hours=9)
    desk.tell("c", 120, hours=6, when=When.on(date(2015, 11, 14)))
    desk.tell("d", 128, hours=9, when=When.on(date(2015, 11, 14)))
    assert len(desk.fuse()) == 1


def test_without_a_place_or_a_day_a_mention_stays_alone() -> None:
    desk = Desk()
    desk.tell("a", 3)
    desk.tell("b", 3, place=None)
    desk.tell("c", 3, when=None)
    assert len(desk.fuse()) == 3


def test_the_toll_rises_through_the_night_and_early_figures_lapse() -> None:
    desk = Desk()
    desk.tell("wire", 18)
    desk.tell("herald", 60, hours=2)
    desk.tell("wire", 128, hours=30)
    desk.tell("post", 129, hours=31)
    desk.tell("ponant", 129, hours=32)
    (incident,) = desk.fuse()
    assert incident.killed is not None
    assert (incident.killed.low, incident.killed.best, incident.killed.high) == (128, 129, 129)
    assert any("128 (wire); 129 (ponant, post)" in note for note in incident.notes)


def test_a_late_low_figure_does_not_overwrite_what_more_outlets_say() -> None:
    desk = Desk()
    desk.tell("a", 43)
    desk.tell("b", 43, hours=1)
    desk.tell("c", 37, hours=2)
    (incident,) = desk.fuse()
    assert incident.killed is not None
    assert (incident.killed.low, incident.killed.best) == (37, 43)


def killed(desk: Desk) -> Count:
    (incident,) = desk.fuse()
    assert incident.killed is not None
    return incident.killed


def test_a_late_low_figure_alone_never_brings_the_best_down_however_old_the_others_are() -> None:
    desk = Desk()
    desk.tell("a", 43)
    desk.tell("b", 37, hours=40)
    assert (killed(desk).low, killed(desk).best, killed(desk).high) == (37, 43, 43)
    assert [step.best for step in killed(desk).steps] == [43]


def test_several_independent_outlets_bring_the_best_down_and_the_reason_names_them() -> None:
    desk = Desk()
    desk.tell("a", 43)
    desk.tell("b", 37, hours=8)
    assert killed(desk).best == 43
    desk.tell("c", 37, hours=9)
    assert killed(desk).best == 37
    assert [(step.source, step.best) for step in killed(desk).steps] == [("a", 43), ("c", 37)]
    assert killed(desk).steps[-1].reason == "2 independent sources give less since (b, c)"
    assert any("lowered from 43 to 37: 2 independent" in note for note in desk.fuse()[0].notes)


def test_a_wire_copy_is_no_second_voice_for_a_lower_figure() -> None:
    desk = Desk()
    desk.tell("a", 43)
    original = desk.tell("b", 37, hours=8)
    desk.copies[desk.tell("c", 37, hours=9)] = original
    assert killed(desk).best == 43


def test_a_report_that_takes_the_higher_figure_back_is_believed_at_once() -> None:
    desk = Desk()
    desk.tell("a", 132)
    desk.tell("b", 132, hours=1)
    desk.tell("c", 129, hours=2, corrects=True)
    assert (killed(desk).low, killed(desk).best, killed(desk).high) == (129, 129, 132)
    assert killed(desk).steps[-1].reason == "c takes the higher figure back"


def test_an_outlet_alone_with_a_higher_figure_may_come_back_to_the_others() -> None:
    desk = Desk()
    desk.tell("a", 129)
    desk.tell("b", 132, hours=8)
    desk.tell("b", 129, hours=12)
    assert [step.best for step in killed(desk).steps] == [129, 132, 129]


def test_the_missing_are_settled_like_the_dead() -> None:
    desk = Desk()
    desk.tell("a", 3, missing=30)
    desk.tell("b", 3, missing=28, hours=1)
    (incident,) = desk.fuse()
    assert incident.missing is not None
    assert (incident.missing.low, incident.missing.best, incident.missing.high) == (28, 30, 30)
    assert any(note.startswith("Sources differ on the missing") for note in incident.notes)


def test_a_wire_copy_adds_no_independent_voice() -> None:
    desk = Desk()
    original = desk.tell("wire", 100)
    for outlet in ("x", "y", "z"):
        desk.copies[desk.tell(outlet, 100, hours=1)] = original
    desk.tell("herald", 120, hours=2)
    desk.tell("post", 120, hours=2)
    (incident,) = desk.fuse()
    assert incident.killed is not None
    assert incident.killed.best == 120


def test_an_open_ended_figure_does_not_lower_an_exact_one() -> None:
    desk = Desk()
    desk.tell("a", 129)
    desk.tell("b", 120, hours=1, high=None)
    (incident,) = desk.fuse()
    assert incident.killed is not None
    assert (incident.killed.low, incident.killed.best, incident.killed.high) == (129, 129, 129)


def test_only_open_ended_figures_leave_the_high_bound_open() -> None:
    desk = Desk()
    desk.tell("a", 100, high=None)
    desk.tell("b", 120, hours=1, high=None)
    (incident,) = desk.fuse()
    assert incident.killed is not None
    assert (incident.killed.low, incident.killed.best, incident.killed.high) == (120, 120, None)


def test_a_ruling_splits_and_survives_new_arrivals() -> None:
    desk = Desk()
    first, second = desk.tell("a", 3), desk.tell("b", 4)
    assert len(desk.fuse(different=[(first, second)])) == 2
    for outlet in ("c", "d", "e"):
        desk.tell(outlet, 3, hours=1)
    incidents = desk.fuse(different=[(first, second)])
    assert len(incidents) == 2
    assert not any({first, second} <= set(incident.report_ids) for incident in incidents)


def test_a_ruling_merges_what_the_rules_keep_apart() -> None:
    desk = Desk()
    first, second = desk.tell("a", 3), desk.tell("b", 4, place=LYON)
    assert len(desk.fuse(same=[(first, second)])) == 1


def test_the_id_stays_while_later_reports_arrive() -> None:
    desk = Desk()
    desk.tell("a", 3)
    (before,) = desk.fuse()
    desk.tell("b", 8, hours=3)
    (after,) = desk.fuse()
    assert before.id == after.id


TOLD = st.tuples(
    st.sampled_from("abc"),
    st.none() | st.integers(0, 200),
    st.integers(0, 40),
    st.sampled_from([PARIS, SAINT_DENIS, LYON, FRANCE, None]),
    st.sampled_from([FRIDAY, When.on(date(2015, 11, 14)), When.on(date(2015, 11, 15)), None]),
    st.sampled_from(list(IncidentKind)),
)


@settings(max_examples=60)
@given(st.lists(TOLD, max_size=12), st.randoms(use_true_random=False), st.data())
def test_the_order_of_arrival_changes_nothing(told, rng: random.Random, data) -> None:
    desk = Desk()
    names = [
        desk.tell(outlet, killed, hours=hours, place=place, when=when, kind=kind)
        for outlet, killed, hours, place, when, kind in told
    ]
    pairs = (
        st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=3)
        if names
        else st.just([])
    )
    same, different = data.draw(pairs), data.draw(pairs)
    different = [(a, b) for a, b in different if a != b and (a, b) not in same and (b, a) not in same]
    before = desk.fuse(same=same, different=different)
    rng.shuffle(desk.readings)
    assert desk.fuse(same=same, different=different) == before
    for incident in before:
        assert not any(a in incident.report_ids and b in incident.report_ids for a, b in different)
    assert sorted(name for incident in before for name in incident.report_ids) == sorted(names)


def test_each_join_says_in_plain_words_why() -> None:
    desk = Desk()
    desk.tell("wire", 18)
    desk.tell("herald", 18, hours=1)
    told = [mention for reading in desk.readings for mention in mentions(reading, desk.reports, {})]
    _, (join,) = explained(told)
    assert "the same place (Paris)" in reason(join)
    assert "18 killed in both" in reason(join)


def test_one_at_a_time_ends_in_the_same_groups_as_all_at_once() -> None:
    desk = Desk()
    for number in range(6):
        desk.tell(f"o{number}", 10 + number, hours=number, place=[PARIS, LYON, FRANCE][number % 3])
    told = [mention for reading in desk.readings for mention in mentions(reading, desk.reports, {})]
    grouper = Grouper()
    for mention in told:
        grouper.add(trace(mention))
    together = {frozenset(member.id for member in members) for members in group(told)}
    assert set(map(frozenset, grouper.groups())) == together


def test_a_ruling_holds_against_what_the_scores_had_joined_before() -> None:
    desk = Desk()
    first, second, third = (desk.tell(outlet, 3, hours=hour) for hour, outlet in enumerate("abc"))
    incidents = desk.fuse(same=[(first, third)], different=[(second, third)])
    assert {frozenset(incident.report_ids) for incident in incidents} == {
        frozenset((first, third)),
        frozenset((second,)),
    }
