"""Who may do what, where."""

import logging

import pytest

from tests.server.conftest import Cast
from tocsin.errors import NotAllowed
from tocsin_server.units import selectors
from tocsin_server.units.permissions import Permission, allowed, allowed_somewhere, require, require_somewhere

MAY_IN_THE_REGION = {
    Permission.RAISE_LEVEL: {"nation.duty_officer", "region.duty_officer"},
    Permission.MANAGE_PLAN: {
        *("nation.duty_officer", "nation.administrator"),
        *("region.duty_officer", "region.administrator"),
    },
    Permission.CONVENE: {"nation.duty_officer", "region.duty_officer"},
    Permission.ATTEND: {"region.duty_officer", "region.unit_officer"},
    Permission.PUBLISH_ALERT: {"nation.duty_officer", "region.duty_officer"},
    Permission.DRAFT_ALERT: {"nation.duty_officer", "nation.analyst", "region.duty_officer"},
    Permission.ACKNOWLEDGE: {"region.duty_officer", "region.unit_officer"},
    Permission.ANSWER_FOR: {"nation.duty_officer", "region.duty_officer"},
    Permission.MANAGE_VENUES: {
        *("nation.duty_officer", "nation.administrator"),
        *("region.duty_officer", "region.administrator", "region.unit_officer"),
    },
    Permission.MANAGE_REGIMES: {
        *("nation.duty_officer", "nation.administrator"),
        *("region.duty_officer", "region.administrator"),
    },
    Permission.PLAN_PATROLS: {"nation.duty_officer", "region.duty_officer", "region.unit_officer"},
    Permission.PATROL: {"nation.duty_officer", "region.duty_officer", "region.unit_officer"},
    Permission.RULE_INCIDENT: {"nation.duty_officer", "nation.analyst", "region.duty_officer"},
    Permission.OVERRULE_GRADE: {"nation.duty_officer", "nation.analyst", "region.duty_officer"},
    Permission.JUDGE_WARNING: {"nation.duty_officer", "nation.analyst", "region.duty_officer"},
    Permission.MANAGE_FEEDS: {"nation.analyst", "nation.administrator", "region.administrator"},
    Permission.MANAGE_AUTHORITIES: {"nation.administrator"},
    Permission.MANAGE_UNITS: {"nation.administrator", "region.administrator"},
    Permission.RETRY_JOBS: {"nation.duty_officer", "nation.administrator"},
    Permission.READ_LEDGER: {
        *("nation.administrator", "nation.auditor"),
        *("region.administrator", "region.auditor"),
    },
}


@pytest.mark.parametrize("permission", Permission)
def test_in_the_region_exactly_these_persons_may(cast: Cast, permission: Permission) -> None:
    region = cast.units["region"]
    may = {name for name, viewer in cast.viewers.items() if allowed(viewer, permission, region)}
    assert {name for name in may if "token" not in name} == MAY_IN_THE_REGION[permission]


@pytest.mark.parametrize("permission", Permission)
def test_a_token_may_what_its_role_may_in_its_unit_and_never_above_or_beside(
    cast: Cast, permission: Permission
) -> None:
    for unit_id, unit in cast.units.items():
        by_role = allowed(cast["locality.duty_officer"], permission, unit)
        assert allowed(cast["locality token"], permission, unit) == by_role
        assert not by_role or unit_id == "locality"


def test_a_refusal_names_the_act_the_roles_and_the_unit(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "tocsin.security"), pytest.raises(NotAllowed) as refused:
        require(cast["locality.unit_officer"], Permission.DRAFT_ALERT, cast.units["region"])
    assert str(refused.value) == (
        "You may not draft an alert here: "
        "it takes the analyst or the duty officer of Region or a unit above it."
    )
    assert "person:locality.unit_officer was refused DRAFT_ALERT in region" in caplog.text


def test_orders_are_acknowledged_by_the_unit_itself_alone(cast: Cast) -> None:
    require(cast["locality.unit_officer"], Permission.ACKNOWLEDGE, cast.units["locality"])
    with pytest.raises(NotAllowed, match=r"of Locality\.$"):
        require(cast["region.unit_officer"], Permission.ACKNOWLEDGE, cast.units["locality"])


def test_the_public_may_do_nothing(cast: Cast) -> None:
    for permission in Permission:
        assert not allowed_somewhere(cast["public"], permission)
        with pytest.raises(NotAllowed):
            require_somewhere(cast["public"], permission)


@pytest.mark.parametrize("permission", Permission)
def test_the_choices_of_a_form_are_the_units_where_it_is_allowed(cast: Cast, permission: Permission) -> None:
    for viewer in cast.viewers.values():
        offered = {unit.pk for unit in selectors.units_where(viewer, permission)}
        assert offered == {name for name, unit in cast.units.items() if allowed(viewer, permission, unit)}
        assert bool(offered) == allowed_somewhere(viewer, permission)
