"""The tree, its people and its tokens."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.conftest import TESTER, Cast
from tocsin.errors import BadInput, Conflict, TocsinError
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.models import Entry
from tocsin_server.units import selectors, services
from tocsin_server.units.models import ApiToken, Unit
from tocsin_server.units.viewer import PUBLIC, viewer_of

NOON = datetime(2015, 11, 14, 12, tzinfo=UTC)


def paths() -> dict[str, str]:
    return dict(Unit.objects.values_list("pk", "path"))


def test_a_path_is_the_ids_from_the_root_down(cast: Cast) -> None:
    assert paths()["locality"] == "/nation/region/locality/"
    assert [unit.pk for unit in selectors.ancestors(cast.units["locality"])] == ["nation", "region"]
    assert {unit.pk for unit in selectors.subtree(cast.units["region"])} == {
        "region",
        "locality",
        "neighbour",
    }


def test_the_tree_lists_each_unit_after_the_one_above(cast: Cast) -> None:
    services.add_unit(TESTER, id="region-2", name="Region 2", kind="region", parent_id="nation")
    order = [unit.pk for unit in selectors.tree()]
    assert order == ["nation", "region", "locality", "neighbour", "region-2", "outsider"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"id": "Upper"}, "id"),
        ({"id": "a/b"}, "id"),
        ({"id": "x" * 101}, "id"),
        ({"kind": "kingdom"}, "kind"),
        ({"parent_id": "nowhere"}, "unit"),
    ],
)
def test_a_bad_unit_is_refused_by_field(cast: Cast, fields: dict[str, str], where: str) -> None:
    with pytest.raises(BadInput) as refused:
        services.add_unit(TESTER, **{"id": "new", "name": "New", "kind": "region"} | fields)
    assert refused.value.where == where
    assert "new" not in paths()


def test_a_unit_is_added_once(cast: Cast) -> None:
    with pytest.raises(Conflict, match="unit 'region' already"):
        services.add_unit(TESTER, id="region", name="Region", kind="region")


def test_a_moved_unit_takes_everything_below_along(cast: Cast) -> None:
    services.move_unit(TESTER, "region", "outsider")
    assert paths()["locality"] == "/outsider/region/locality/"
    assert viewer_of(selectors.person("locality.unit_officer")).memberships[0].path == paths()["locality"]


@pytest.mark.parametrize("target", ["region", "locality"])
def test_a_unit_is_not_put_under_itself(cast: Cast, target: str) -> None:
    with pytest.raises(Conflict, match="under itself"):
        services.move_unit(TESTER, "region", target)


def test_moving_to_the_same_place_writes_nothing(cast: Cast) -> None:
    before = ledger.head()
    services.move_unit(TESTER, "region", "nation")
    assert ledger.head() == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["nation", "region", "locality", "outsider"]),
                          st.sampled_from(["", "nation", "region", "neighbour", "outsider"]))))  # fmt: skip
def test_after_any_moves_every_path_is_its_parents_path_and_its_id(
    cast: Cast, moves: list[tuple[str, str]]
) -> None:
    for unit_id, parent_id in moves:
        try:
            services.move_unit(TESTER, unit_id, parent_id)
        except TocsinError:
            continue
    for unit in Unit.objects.select_related("parent"):
        above = unit.parent.path if unit.parent else "/"
        assert unit.path == f"{above}{unit.pk}/"


def test_a_person_is_added_once_whatever_the_case(cast: Cast) -> None:
    services.add_person(TESTER, username="duty", display="Duty officer")
    with pytest.raises(Conflict, match="'DUTY' already"):
        services.add_person(TESTER, username="DUTY", display="Duty officer")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"password": "short"}, "password"),
        ({"password": "duty-officer-1"}, "password"),
        ({"username": "a b"}, "username"),
        ({"display": ""}, "display"),
        ({"email": "nowhere"}, "email"),
    ],
)
def test_a_bad_person_is_refused_by_field(fields: dict[str, str], where: str) -> None:
    with pytest.raises(BadInput) as refused:
        services.add_person(TESTER, **{"username": "duty-officer", "display": "Duty officer"} | fields)
    assert refused.value.where == where


def test_a_role_is_given_and_taken_away_once(cast: Cast) -> None:
    role = {"username": "locality.unit_officer", "unit_id": "region", "role": "analyst"}
    before = ledger.head()
    for _ in range(2):
        services.grant(TESTER, **role)
    assert viewer_of(selectors.person("locality.unit_officer")).memberships[0].role == "analyst"
    for _ in range(2):
        services.revoke(TESTER, **role)
    assert ledger.head() == before + 2
    assert len(viewer_of(selectors.person("locality.unit_officer")).memberships) == 1


def test_a_role_that_does_not_exist_is_refused(cast: Cast) -> None:
    with pytest.raises(BadInput, match="'king' is not a role; there are duty_officer"):
        services.grant(TESTER, username="locality.unit_officer", unit_id="region", role="king")


def test_a_closed_account_is_the_public(cast: Cast) -> None:
    services.set_active(TESTER, "region.duty_officer", False)
    assert viewer_of(selectors.person("region.duty_officer")) is PUBLIC
    services.set_active(TESTER, "region.duty_officer", True)
    assert viewer_of(selectors.person("region.duty_officer")) == cast["region.duty_officer"]


def test_a_new_password_replaces_the_old(cast: Cast) -> None:
    services.set_password(TESTER, "region.duty_officer", "a-long-new-password")
    assert selectors.person("region.duty_officer").check_password("a-long-new-password")


def test_a_token_is_in_force_until_it_expires_or_is_revoked(cast: Cast) -> None:
    with clock.standing_at(NOON):
        token, secret = services.issue_token(TESTER, unit_id="region", name="Desk", role="analyst", days=2)
        assert selectors.token_of(secret) == token
    with clock.standing_at(NOON + timedelta(days=2)):
        assert selectors.token_of(secret) is None
    with clock.standing_at(NOON + timedelta(days=1)):
        services.revoke_token(TESTER, token.pk)
        assert selectors.token_of(secret) is None


def test_the_secret_of_a_token_is_kept_nowhere(cast: Cast) -> None:
    _, secret = services.issue_token(TESTER, unit_id="region", name="Desk", role="analyst")
    kept = [*ApiToken.objects.values(), *Entry.objects.values()]
    assert secret not in str(kept)
    assert selectors.token_of(secret.upper()) is None


def test_a_token_lasts_at_most_a_year(cast: Cast) -> None:
    with pytest.raises(BadInput, match="days: 4000 days"):
        services.issue_token(TESTER, unit_id="region", name="Desk", role="analyst", days=4000)


def test_every_write_is_in_the_ledger_with_its_actor(cast: Cast) -> None:
    written = set(Entry.objects.values_list("action", "actor"))
    made = {"units.unit_added", "units.person_added", "units.role_granted", "units.token_issued"}
    assert written == {(action, "system:test") for action in made}
