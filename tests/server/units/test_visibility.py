"""Who sees what: one table of every label and every member of the cast."""

from datetime import UTC, datetime

import pytest

from tests.server.conftest import TESTER, Cast
from tocsin.base import TLP
from tocsin_server.collect.models import Feed
from tocsin_server.units import selectors, services
from tocsin_server.units.viewer import viewer_of
from tocsin_server.units.visibility import visible

WRITTEN = datetime(2015, 11, 14, tzinfo=UTC)

MEMBERS = {"clear", "green"}
BELOW = MEMBERS | {"amber"}
ABOVE = BELOW | {"amber+strict"}
ALL = ABOVE | {"red"}

ROWS_OF_THE_REGION = {
    "public": {"clear"},
    "nation.duty_officer": ABOVE,
    "nation.analyst": ABOVE,
    "nation.administrator": ABOVE,
    "nation.auditor": ABOVE,
    "nation token": ABOVE,
    "region.duty_officer": ALL,
    "region.administrator": ALL,
    "region.unit_officer": ABOVE,
    "region.auditor": ABOVE,
    "region token": ABOVE,
    "locality.unit_officer": BELOW,
    "locality.duty_officer": BELOW,
    "locality token": BELOW,
    "neighbour.unit_officer": BELOW,
    "neighbour token": BELOW,
    "outsider.duty_officer": MEMBERS,
    "outsider token": MEMBERS,
}
ROWS_OF_THE_LOCALITY = {
    "public": {"clear"},
    "nation.auditor": ABOVE,
    "nation token": ABOVE,
    "region.duty_officer": ABOVE,
    "region token": ABOVE,
    "locality.duty_officer": ALL,
    "locality.unit_officer": ABOVE,
    "locality token": ABOVE,
    "neighbour.unit_officer": MEMBERS,
    "neighbour token": MEMBERS,
    "outsider.duty_officer": MEMBERS,
    "outsider token": MEMBERS,
}


def seen_labels(cast: Cast, owner: str, name: str) -> set[str]:
    """The labels of the rows of `owner` that a member of the cast sees, one row made for each label."""
    for label in TLP:
        Feed.objects.create(id=f"{owner}-{label.name.lower()}", unit=cast.units[owner], tlp=label)
    return set(visible(Feed.objects.filter(unit_id=owner), cast[name]).values_list("tlp", flat=True))


def test_the_table_names_the_whole_cast(cast: Cast) -> None:
    assert set(ROWS_OF_THE_REGION) == set(cast.viewers)


@pytest.mark.parametrize("name", ROWS_OF_THE_REGION)
def test_rows_of_the_region_are_seen_by(cast: Cast, name: str) -> None:
    assert seen_labels(cast, "region", name) == ROWS_OF_THE_REGION[name]


@pytest.mark.parametrize("name", ROWS_OF_THE_LOCALITY)
def test_rows_of_the_locality_are_seen_by(cast: Cast, name: str) -> None:
    assert seen_labels(cast, "locality", name) == ROWS_OF_THE_LOCALITY[name]


def test_a_unit_whose_id_begins_like_another_is_not_below_it(cast: Cast) -> None:
    """ "/nation/" is no prefix of "/nation-2/": the closing slash counts."""
    twin = services.add_unit(TESTER, id="nation-2", name="Twin", kind="national")
    Feed.objects.create(id="twin", unit=twin, tlp=TLP.AMBER)
    assert not visible(Feed.objects.all(), cast["nation.duty_officer"]).exists()


def test_several_roles_show_a_row_once(cast: Cast) -> None:
    """No join multiplies rows: counting and paging would go wrong."""
    for role in ("analyst", "auditor"):
        services.grant(TESTER, username="region.duty_officer", unit_id="nation", role=role)
    Feed.objects.create(id="feed", unit=cast.units["region"], tlp=TLP.AMBER)
    viewer = viewer_of(selectors.person("region.duty_officer"))
    assert len(viewer.memberships) == 3
    assert visible(Feed.objects.all(), viewer).count() == 1


def test_whoever_has_no_role_sees_what_the_public_sees(cast: Cast) -> None:
    viewer = viewer_of(services.add_person(TESTER, username="guest", display="Guest"))
    for label in TLP:
        Feed.objects.create(id=label.name.lower(), unit=cast.units["nation"], tlp=label)
    assert list(visible(Feed.objects.all(), viewer).values_list("tlp", flat=True)) == ["clear"]
