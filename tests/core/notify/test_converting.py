"""Alerts of any version become CAP 1.2, records and maps, or are refused; nothing is left out unsaid."""

import json
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from notify.samples import ALERT, AREA, alerts, with_area
from shapely.geometry import Point, shape
from shared_data import shared_data

from tocsin.errors import BadInput
from tocsin.notify import cap, problems
from tocsin.notify.vocabulary import NAMESPACES

TEXT = cap.write(ALERT).decode()
OLD = """<alert xmlns="http://www.incident.com/cap/1.0"><identifier>7</identifier><sender>a@b.example</sender>
<sent>2003-06-17T14:57:00-07:00</sent><status>Actual</status><msgType>Alert</msgType><password>x</password>
<scope>Public</scope><info><event>Storm</event><urgency>Immediate</urgency><severity>Severe</severity>
<certainty>Very Likely</certainty><eventCode>SAME=SVR</eventCode><expires>2003-06-17T16:00:00-07:00</expires>
<resource><resourceDesc>map</resourceDesc></resource>
<area><areaDesc>County</areaDesc><geocode>FIPS6=006109</geocode></area></info></alert>"""


@given(alerts())
@settings(max_examples=40)
def test_an_alert_of_cap_1_1_becomes_one_of_1_2_with_all_it_said(alert):
    document = cap.write(alert)
    earlier = document.replace(NAMESPACES["1.2"].encode(), NAMESPACES["1.1"].encode())
    assert cap.convert(earlier) == document


def test_an_alert_of_cap_1_0_becomes_one_of_1_2():
    verdict = cap.validate(cap.convert(OLD.encode()), where="new.xml")
    assert verdict.valid
    info = verdict.alert.infos[0]
    assert (info.category, info.certainty) == (("Other",), "Likely")
    assert (info.event_codes, info.areas[0].geocodes) == ((("SAME", "SVR"),), (("FIPS6", "006109"),))
    assert info.resources[0].mime_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("<event>", "<colour>red</colour><event>", "alert/info[1]/colour"),
        ("<identifier>urn:", "<identifier>urn ", "alert/identifier"),
        ("<scope>Public</scope>", "", "alert/scope"),
    ],
)
def test_what_cannot_be_carried_over_is_refused_by_its_element(old, new, why):
    with pytest.raises(BadInput, match=re.escape(why)):
        cap.convert(TEXT.replace(old, new).encode())


def test_every_valid_alert_of_the_collection_converts_to_itself():
    count = 0
    for path in sorted(shared_data("cap", "cap12").iterdir()):
        parsed = cap.parse(path.read_bytes(), where=path.name)
        if parsed.alert and not parsed.lost and not problems(parsed.alert, profiles=()):
            assert cap.read(cap.convert(path.read_bytes())) == parsed.alert
            json.dumps(cap.record(parsed.alert), allow_nan=False)
            count += 1
    assert count > 100


def test_a_record_has_caps_names_and_only_what_is_there():
    record = cap.record(ALERT)
    assert list(record) == ["identifier", "sender", "sent", "status", "msgType", "scope", "info"]
    area = record["info"][0]["area"][0]
    assert area["circle"] == [{"latitude": 31.2, "longitude": 121.5, "radius_km": 20.0}]
    assert area["geocode"] == [{"valueName": "GB/T 2260", "value": "11"}]


@given(alerts())
@settings(max_examples=40)
def test_each_area_of_each_info_is_a_feature_with_longitude_first(alert):
    found = cap.geojson(alert)
    assert len(found["features"]) == sum(len(info.areas) for info in alert.infos)
    for feature in found["features"]:
        assert feature["properties"]["identifier"] == alert.identifier
        if feature["geometry"] is not None:
            west, south, east, north = shape(feature["geometry"]).bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90
    json.dumps(found, allow_nan=False)


def test_outer_rings_run_counter_clockwise():
    for ring in (AREA.polygons[0], AREA.polygons[0][::-1]):
        feature = cap.geojson(with_area(polygons=(ring,), circles=()))["features"][0]
        assert shape(feature["geometry"]).exterior.is_ccw


@pytest.mark.parametrize("circle", [(48.86, 2.35, 10.0), (0.0, 0.0, 500.0), (-70.0, 100.0, 300.0)])
def test_a_circle_becomes_a_polygon_that_covers_it(circle):
    latitude, longitude, radius = circle
    feature = cap.geojson(with_area(polygons=(), circles=(circle,)))["features"][0]
    polygon = shape(feature["geometry"])
    out = math.degrees(radius / 6371)
    for turn in range(0, 360, 7):
        north = math.radians(latitude)
        far, bearing = math.radians(out), math.radians(turn)
        there = math.asin(
            math.sin(north) * math.cos(far) + math.cos(north) * math.sin(far) * math.cos(bearing)
        )
        east = math.atan2(
            math.sin(bearing) * math.sin(far) * math.cos(north),
            math.cos(far) - math.sin(north) * math.sin(there),
        )
        assert polygon.buffer(out / 100).covers(Point(longitude + math.degrees(east), math.degrees(there)))


@pytest.mark.parametrize("circle", [(89.5, 0.0, 200.0), (0.0, 179.9, 50.0), (10.0, 20.0, 0.0)])
def test_a_circle_that_no_plain_polygon_can_hold_becomes_its_centre(circle):
    feature = cap.geojson(with_area(polygons=(), circles=(circle,)))["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [circle[1], circle[0]]}
    assert feature["properties"]["circle"][0]["radius_km"] == circle[2]


def test_an_area_of_words_has_no_geometry():
    area = replace(AREA, polygons=(), circles=(), geocodes=())
    bare = replace(ALERT, infos=(replace(ALERT.infos[0], areas=(area,)),))
    assert cap.geojson(bare)["features"][0]["geometry"] is None
