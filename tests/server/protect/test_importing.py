"""A table of venues is taken whole or not at all, after a look at what it does; again, it does nothing."""

import json

import pytest

from tests.server.conftest import Cast
from tests.server.protect.places import HEADING, ROW, opera, table
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin_server.ledger import selectors as ledger
from tocsin_server.protect import selectors, services
from tocsin_server.protect.models import Venue, VenueImport
from tocsin_server.protect.services import Preview, TableFaults

STATION = "station,Station,station,48.88,2.36,Europe/Paris,9000,5000"


def handed_in(cast: Cast, data: bytes, by: str = "locality.unit_officer", unit: str = "locality") -> Preview:
    return services.hand_in(cast[by], unit, "venues.csv", data)[1]


def taken(cast: Cast, data: bytes, by: str = "locality.unit_officer", unit: str = "locality") -> Preview:
    row, _ = services.hand_in(cast[by], unit, "venues.csv", data)
    return services.take_table(cast[by], row.pk)


def told(preview: Preview) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in preview.faults]


def test_looking_saves_no_venue_and_taking_saves_all(cast: Cast) -> None:
    row, preview = services.hand_in(cast["locality.unit_officer"], "locality", "v.csv", table(ROW, STATION))
    assert (len(preview.new), preview.changed, preview.unchanged, preview.faults) == (2, [], [], [])
    assert not Venue.objects.exists()
    services.take_table(cast["locality.unit_officer"], row.pk)
    assert list(Venue.objects.order_by("slug").values_list("slug", "unit_id", "tlp")) == [
        ("opera", "locality", "amber"),
        ("station", "locality", "amber"),
    ]
    with pytest.raises(Conflict, match="already"):
        services.take_table(cast["locality.unit_officer"], row.pk)


def test_the_same_table_again_changes_nothing(cast: Cast) -> None:
    taken(cast, table(ROW, STATION))
    before = list(Venue.objects.order_by("pk").values())
    again = taken(cast, table(ROW, STATION))
    assert (again.new, again.changed, again.unchanged) == ([], [], ["opera", "station"])
    assert list(Venue.objects.order_by("pk").values()) == before


def test_what_was_written_out_comes_in_again_unchanged(cast: Cast) -> None:
    officer = cast["region.duty_officer"]
    opera(
        cast, name="=Opera", notes='\'+two\nlines, "quoted"', place="-1, Rue", district="Centre", floor="0.3"
    )
    opera(cast, unit="neighbour", by="neighbour.unit_officer", id="b", tlp="GREEN", latitude="-0.1234567")
    for data in (services.export_csv(officer), services.export_geojson(officer)):
        again = taken(cast, data, by="region.duty_officer", unit="region")
        assert (again.new, [change.differs for change in again.changed]) == ([], [])
        assert sorted(again.unchanged) == ["b", "opera"]


def test_a_column_that_is_not_there_leaves_what_stands(cast: Cast) -> None:
    opera(cast, district="Centre", floor="0.3", notes="Two doors")
    heading, row = HEADING.removesuffix(",present"), ROW.rpartition(",")[0]
    assert taken(cast, table(row, heading=heading)).unchanged == ["opera"]
    smaller = handed_in(cast, table(row.replace("1900", "900"), heading=heading))
    assert told(smaller) == [(2, "capacity")]


def test_a_change_is_told_with_before_and_after(cast: Cast) -> None:
    opera(cast)
    (change,) = taken(cast, table(ROW.replace("1900", "2100"))).changed
    assert change.differs == {"capacity": [1900, 2100]}
    assert Venue.objects.get().capacity == 2100


def test_one_bad_row_and_nothing_is_taken(cast: Cast) -> None:
    data = table(ROW, STATION.replace("9000", "-9"), f"{ROW}")
    row, preview = services.hand_in(cast["locality.unit_officer"], "locality", "v.csv", data)
    assert told(preview) == [(3, "capacity"), (4, "id")]
    head = ledger.head()
    with pytest.raises(TableFaults) as refused:
        services.take_table(cast["locality.unit_officer"], row.pk)
    assert [place for place, _ in refused.value.faults] == ["row 3, capacity", "row 4, id"]
    assert (Venue.objects.count(), ledger.head()) == (0, head)


def test_a_row_may_name_its_unit_where_that_is_allowed(cast: Cast) -> None:
    heading = f"{HEADING},unit"
    rows = (f"{ROW},neighbour", f"{STATION},", f"{STATION.replace('station,', 'x,', 1)},outsider")
    preview = handed_in(cast, table(*rows, heading=heading), "region.duty_officer", "region")
    assert told(preview) == [(4, "unit")]
    assert [unit for _, unit in preview.new] == ["neighbour", "region"]
    preview = handed_in(cast, table(f"{ROW},nowhere", heading=heading))
    assert "no unit 'nowhere'" in preview.faults[0].reason


def test_a_venue_of_others_is_not_changed_by_a_table(cast: Cast) -> None:
    opera(cast, unit="neighbour", by="neighbour.unit_officer")
    preview = handed_in(cast, table(ROW))
    assert told(preview) == [(2, "unit"), (2, "id")]


def test_a_table_is_taken_only_by_those_who_may(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        handed_in(cast, table(ROW), by="region.auditor")
    row, _ = services.hand_in(cast["locality.unit_officer"], "locality", "v.csv", table(ROW))
    with pytest.raises(BadInput, match="no such table"):
        services.take_table(cast["neighbour.unit_officer"], row.pk)
    assert VenueImport.objects.get().taken is None


def test_a_file_that_is_no_table_is_refused_at_once(cast: Cast) -> None:
    with pytest.raises(BadInput, match="no venue"):
        handed_in(cast, table())
    with pytest.raises(BadInput, match="FeatureCollection"):
        handed_in(cast, json.dumps({"a": 1}).encode())
    assert not VenueImport.objects.exists()


def test_the_register_may_have_changed_between_looking_and_taking(cast: Cast) -> None:
    row, preview = services.hand_in(cast["locality.unit_officer"], "locality", "v.csv", table(ROW))
    assert len(preview.new) == 1
    opera(cast, unit="neighbour", by="neighbour.unit_officer")
    with pytest.raises(TableFaults, match="taken by a venue"):
        services.take_table(cast["locality.unit_officer"], row.pk)
    assert selectors.venues(cast["neighbour.unit_officer"]).count() == 1
