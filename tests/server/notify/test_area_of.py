"""The area of a unit is drawn by its outline where there is one."""

import pytest

from tocsin.base import UnitKind
from tocsin.notify.audience import matches
from tocsin_server.notify.drafting import area_of
from tocsin_server.units.models import Unit

CHEYENNE, DENVER = (41.14, -104.82), (39.74, -104.98)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "outlined"), [(UnitKind.REGION, True), (UnitKind.LOCALITY, False)])
def test_a_state_is_drawn_by_its_outline_and_a_town_around_itself(kind: UnitKind, outlined: bool) -> None:
    latitude, longitude = CHEYENNE
    Unit.objects.create(
        id="us-wy", name="Wyoming", kind=kind, path="/us-wy/", country="US", geonames_id=5843591,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip
    area = area_of("us-wy")
    assert area.geocodes == (("GeoNames", "5843591"),)
    assert (bool(area.polygons), bool(area.circles)) == (outlined, not outlined)
    assert matches([area], *zip(CHEYENNE, DENVER, strict=True)).tolist() == [True, False]
