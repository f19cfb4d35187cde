"""A table of venues is read whole, or every fault in it is told by row and column."""

import json

import pytest

from tocsin.errors import BadInput
from tocsin.protect.venues import Fault, read_venues, write_csv, write_geojson

HEADING = "id,name,kind,latitude,longitude,zone,capacity,present,district,floor,ceiling"
OPERA = "opera,Opera,culture,48.87,2.33,Europe/Paris,1900,Tu-Su 19-23=1500,Centre,0.1,0.9"


def csv_of(*rows: str, heading: str = HEADING) -> bytes:
    return "\n".join((heading, *rows, "")).encode()


def faults_of(*rows: str, heading: str = HEADING) -> list[tuple[int, str]]:
    return [
        (fault.row, fault.column) for fault in read_venues(csv_of(*rows, heading=heading), "v.csv").faults
    ]


def feature(geometry: object, **properties: object) -> dict[str, object]:
    given = {"id": "opera", "name": "Opera", "kind": "culture", "zone": "Europe/Paris", "capacity": 1900}
    return {"type": "Feature", "geometry": geometry, "properties": given | properties}


def geojson_of(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


POINT = {"type": "Point", "coordinates": [2.33, 48.87]}


def test_a_venue_is_read_with_all_its_fields() -> None:
    reading = read_venues(csv_of(OPERA), "v.csv")
    assert not reading.faults
    (venue,) = reading.venues
    assert (venue.id, venue.kind, venue.latitude, venue.capacity) == ("opera", "culture", 48.87, 1900)
    assert (venue.district, venue.floor, venue.ceiling, venue.present.peak) == ("Centre", 0.1, 0.9, 1500)


def test_what_may_be_left_out_has_a_careful_value() -> None:
    """Where nobody says who is there, a full house is assumed at every hour."""
    heading, _, _ = HEADING.partition(",present")
    (venue,) = read_venues(csv_of("o,O,culture,48.87,2.33,Europe/Paris,9", heading=heading), "v.csv").venues
    assert (set(venue.present.hours), venue.floor, venue.ceiling, venue.district) == ({9}, 0.0, 1.0, "")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_tabs_and_the_mark_of_spreadsheets_are_read(separator: str) -> None:
    text = csv_of(OPERA.replace("Tu-Su 19-23=1500", "1500")).decode().replace(",", separator)
    assert len(read_venues(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "v.csv").venues) == 1


@pytest.mark.parametrize(
    ("old", "new", "column", "told"),
    [
        ("1900", "-1900", "capacity", "negative"),
        ("1900", "", "capacity", "missing"),
        ("1900", "many", "capacity", "no whole number"),
        ("1900", "0", "capacity", "from 1"),
        ("1900", "1,900", "", "12 cells"),
        ("1900", "1400", "present", "1500 people are more than the 1400"),
        ("19-23=1500", "19-23=-1", "present", "fewer than none"),
        ("48.87", "", "latitude", "missing"),
        ("48.87", "north", "latitude", "no number"),
        ("48.87", "148.87", "latitude", "swapped"),
        ("48.87", "nan", "latitude", "no number"),
        ("2.33", "1e999", "longitude", "no number"),
        ("48.87,2.33", "0,0.0", "latitude", "unknown place"),
        ("Europe/Paris", "Europe/Pairs", "zone", "did you mean Europe/Paris"),
        ("Europe/Paris", "CEST", "zone", "not a time zone"),
        ("culture", "opera house", "kind", "not one of government"),
        (",0.1,", ",1.1,", "floor", "from 0 to 1"),
        (",0.1,", ",0.95,", "floor", "at least 0.95 and at most 0.9"),
        (",0.9", ",-0.9", "ceiling", "from 0 to 1"),
        ("opera,", "the opera,", "id", "letters"),
        ("Opera", "", "name", "missing"),
        ("Opera", "O\x00pera", "name", "does not print"),
        ("Opera", "O" * 300, "name", "longer than 200"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(old: str, new: str, column: str, told: str) -> None:
    good = OPERA.replace("opera", "theatre")
    reading = read_venues(csv_of(good, OPERA.replace(old, new, 1)), "v.csv")
    (fault,) = [fault for fault in reading.faults if fault.column == column]
    assert (fault.row, told in fault.reason) == (3, True), fault
    assert [venue.id for venue in reading.venues] == ["theatre"]


def test_every_fault_is_told_and_not_only_the_first() -> None:
    bad = OPERA.replace("1900", "-1").replace("48.87", "948").replace("culture", "x")
    assert sorted(faults_of(OPERA, bad.replace("opera", "b"))) == [
        (3, "capacity"),
        (3, "kind"),
        (3, "latitude"),
    ]


def test_two_venues_with_one_id_are_told_with_both_rows() -> None:
    (fault,) = read_venues(csv_of(OPERA, "", OPERA.replace("opera", "Opera", 1)), "v.csv").faults
    assert fault == Fault(4, "id", "'Opera' stands in row 2 already")


def test_columns_missing_strange_or_double_are_told_once() -> None:
    heading = HEADING.replace("zone", "time_zone").replace("district", "name")
    assert faults_of(OPERA, OPERA, heading=heading)[:3] == [(1, "zone"), (1, "time_zone"), (1, "name")]
    assert faults_of(OPERA, heading=HEADING.replace("zone", "")) == [(1, "zone"), (1, "")]


def test_columns_asked_for_besides_are_handed_on_with_their_row() -> None:
    reading = read_venues(csv_of("", f"{OPERA},paris", heading=f"{HEADING},unit"), "v.csv", also=("unit",))
    assert (reading.faults, reading.rows, reading.given[0]["unit"]) == ((), (3,), "paris")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b" \r\n\n", "empty"),
        (HEADING.encode(), "no venue"),
        ("﻿id".encode("utf-16"), "UTF-16"),
        (csv_of(OPERA.replace("Opera", "Op\xe9ra")).decode().encode("latin-1"), "line 2"),
        (csv_of(OPERA.replace("Opera", '"Opera')), "row 2"),
        (b"[1, 2]", "FeatureCollection"),
        (b'{"type": "Topology"}', "FeatureCollection"),
        (b'{"features": [', "not valid JSON"),
        (b"[" * 100_000, "nested"),
        (geojson_of(), "no venue"),
    ],
)
def test_a_file_that_is_no_table_of_venues_is_refused_whole(data: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_venues(data, "v.csv")


def test_geojson_points_and_polygons_are_places() -> None:
    square = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 49], [2, 48]]]}
    reading = read_venues(geojson_of(feature(POINT), feature(square, id="b")), "v.geojson")
    assert not reading.faults
    assert [(venue.latitude, venue.longitude) for venue in reading.venues] == [(48.87, 2.33), (48.5, 2.5)]


@pytest.mark.parametrize(
    ("given", "column"),
    [
        (feature(None), "geometry"),
        (feature({"type": "LineString", "coordinates": [[2, 48], [3, 48]]}), "geometry"),
        (feature({"type": "Point", "coordinates": ["2", "48"]}), "geometry"),
        (feature({"type": "Polygon", "coordinates": [[2, 48]]}), "geometry"),
        (feature({"type": "Polygon", "coordinates": []}), "geometry"),
        (feature(POINT, latitude=48), "latitude"),
        (feature(POINT, colour="red"), "colour"),
        (feature(POINT, capacity=True), "capacity"),
        (feature(POINT, capacity={"a": 1}), "capacity"),
        (feature(POINT, name="\ud800"), "name"),
        ("feature", ""),
        ({"type": "Feature", "properties": [], "geometry": POINT}, "id"),
        ({"type": "Feature", "properties": "x", "geometry": POINT}, ""),
    ],
)
def test_features_are_refused_by_number_and_property(given: object, column: str) -> None:
    faults = read_venues(geojson_of(feature(POINT, id="a"), given), "v.geojson").faults
    assert {fault.row for fault in faults} == {2}
    assert column in {fault.column for fault in faults}


def test_what_is_written_is_read_as_the_same() -> None:
    odd = '"=cmd()",place_of_worship,-0.1234567,-179.99999,America/Lima,7,"Fr,Sa 22-04=7","-x",0.3,1'
    venues = read_venues(csv_of(OPERA, f"b,{odd}"), "v.csv").venues
    assert len(venues) == 2
    assert read_venues(write_csv(venues), "v.csv").venues == venues
    assert read_venues(write_geojson(venues), "v.geojson").venues == venues
    assert b",=cmd" not in write_csv(venues)
