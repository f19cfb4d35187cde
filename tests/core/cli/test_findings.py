"""Official actions told by several reports become one."""

from dataclasses import replace
from datetime import date

from cli.samples import ACTION, TYRE, WHOLE

from tocsin.base import ActionKind, Evidence, OfficialAction, Reading, When
from tocsin.cli.findings import action_id, join_actions

FRIDAY = replace(ACTION, when=When.on(date(2015, 11, 13)))
SATURDAY = replace(ACTION, when=When.on(date(2015, 11, 14)), evidence=(Evidence("bb", 0, 3, "the"), WHOLE))


def joined(*actions: OfficialAction) -> list[OfficialAction]:
    return join_actions(
        Reading(report_id=str(number), language="en", relevant=True, reason="", actions=(action,))
        for number, action in enumerate(actions)
    )


def test_the_same_act_told_for_two_days_running_is_one_with_all_evidence() -> None:
    (action,) = joined(SATURDAY, FRIDAY)
    assert action.when == FRIDAY.when
    assert [each.report_id for each in action.evidence] == ["aa", "bb"]


def test_another_kind_place_or_week_is_another_act() -> None:
    kind = replace(FRIDAY, kind=ActionKind.BORDER_CLOSED)
    place = replace(FRIDAY, place=replace(TYRE, country="FR"))
    week = replace(FRIDAY, when=When.on(date(2015, 11, 20)))
    undated = replace(FRIDAY, when=None)
    actions = joined(FRIDAY, kind, place, week, undated)
    assert len(actions) == 5
    assert len({action_id(action) for action in actions}) == 5
