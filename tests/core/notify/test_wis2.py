"""A notification keeps the sizes, topics and properties that the WMO asks for."""

import base64
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha512
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.notify.samples import ALERT, INFO, SQUARE, alerts, with_area, with_info
from tocsin.errors import BadInput
from tocsin.notify import cap, wis2

# An alert with every element takes long to make on a busy machine.
slowly_made = settings(suppress_health_check=[HealthCheck.too_slow])
TOPIC = wis2.topic("cn-cma")
PUBLISHED = datetime(2015, 11, 14, 4, 0, 1, tzinfo=UTC)
LINK = "https://centre.example/alerts/7.xml"


def told(alert=ALERT, xml=None, **changes):
    given = {"topic": TOPIC, "link": LINK, "published": PUBLISHED} | changes
    return json.loads(wis2.notification(alert, cap.write(alert) if xml is None else xml, **given))


def inside(feature):
    content = feature["properties"]["content"]
    value = content["value"]
    return value.encode() if content["encoding"] == "utf-8" else gzip.decompress(base64.b64decode(value))


def test_it_says_what_where_when_and_how_to_tell_it_came_whole():
    xml = cap.write(ALERT)
    feature = told()
    assert UUID(feature["id"]).version == 5
    assert feature["properties"]["data_id"].endswith(ALERT.identifier)
    assert feature["properties"]["pubtime"] == "2015-11-14T04:00:01Z"
    assert feature["properties"]["start_datetime"] == "2015-11-14T04:00:00Z"
    assert feature["properties"]["end_datetime"] == "2015-11-15T04:00:00Z"
    assert feature["properties"]["integrity"]["value"] == base64.b64encode(sha512(xml).digest()).decode()
    assert feature["links"] == [
        {"rel": "canonical", "type": "application/cap+xml", "href": LINK, "length": len(xml)}
    ]
    assert inside(feature) == xml


def test_the_same_alert_on_the_same_topic_is_the_same_message():
    assert told()["id"] == told()["id"]
    assert told()["id"] != told(topic=wis2.topic("fr-meteofrance"))["id"]
    assert told()["id"] != told(replace(ALERT, identifier="urn:oid:2.49.0.1.156.0.2015.8"))["id"]


@pytest.mark.parametrize("size", [4096, 4097, 50_000])
def test_what_does_not_fit_plainly_goes_compressed(size):
    xml = b"<alert>".ljust(size, b"x")
    content = told(xml=xml)["properties"]["content"]
    assert content["encoding"] == ("utf-8" if size <= 4096 else "gzip")
    assert content["size"] == len(content["value"].encode()) <= 4096
    assert inside(told(xml=xml)) == xml


def test_what_does_not_fit_compressed_is_a_link_alone():
    noise = base64.b64encode(b"".join(sha512(bytes([i, j])).digest() for i in range(8) for j in range(16)))
    assert "content" not in told(xml=noise)["properties"]


def test_quotes_and_line_breaks_that_would_swell_the_message_are_reckoned_with():
    xml = b'"\n\\' * 1365
    assert len(json.dumps(told(xml=xml), separators=(",", ":"))) <= wis2.MAX_BYTES
    assert inside(told(xml=xml)) == xml


def test_one_polygon_is_told_exactly_counterclockwise_and_longitude_first():
    ring = told(with_area(circles=()))["geometry"]["coordinates"][0]
    assert ring[0] == [116.2, 39.8]
    assert {tuple(point) for point in ring} == {(lon, lat) for lat, lon in SQUARE}
    backwards = told(with_area(circles=(), polygons=(SQUARE[::-1],)))
    assert backwards["geometry"]["coordinates"][0][1] == ring[1]


def test_several_shapes_are_told_by_the_rectangle_around_them():
    corners = told()["geometry"]["coordinates"][0]
    (west, south), (east, north) = corners[0], corners[2]
    assert (east, north) == (pytest.approx(121.72, abs=0.02), 40.1)
    assert (west, south) == (116.2, pytest.approx(31.02, abs=0.01))


def test_a_shape_across_the_antimeridian_is_told_by_the_whole_girth_and_none_by_null():
    ring = ((-18.0, 179.0), (-18.0, -179.0), (-16.0, -179.0), (-16.0, 179.0), (-18.0, 179.0))
    corners = told(with_area(circles=(), polygons=(ring,)))["geometry"]["coordinates"][0]
    assert [corners[0], corners[2]] == [[-180, -18], [180, -16]]
    pole = told(with_area(circles=((89.9, 0.0, 50.0),), polygons=()))["geometry"]["coordinates"][0]
    assert [pole[0][0], pole[2]] == [-180, [180, 90]]
    assert told(with_area(circles=(), polygons=()))["geometry"] is None


@pytest.mark.parametrize("topic", ["", "origin/a/wis2/#", "origin/+/wis2"])
def test_a_topic_that_nothing_can_be_published_on_is_refused(topic):
    with pytest.raises(BadInput, match="without"):
        told(topic=topic)


@pytest.mark.parametrize("centre", ["", "cma", "CN-CMA", "cn cma", "cn/cma", "cn-"])
def test_what_is_no_centre_is_refused(centre):
    with pytest.raises(BadInput, match="cn-cma"):
        wis2.topic(centre)


def test_a_message_that_fits_in_no_way_is_refused():
    with pytest.raises(BadInput, match="8,192") as caught:
        told(link="https://centre.example/" + "x" * 9000)
    assert caught.value.where == ALERT.identifier


def test_an_alert_without_an_end_is_told_by_its_time():
    assert told(with_info(expires=None), xml=b"<alert/>")["properties"]["datetime"] == "2015-11-14T04:00:00Z"
    assert INFO.expires is not None


@slowly_made
@given(alerts(), st.integers(0, 6000))
def test_no_alert_makes_a_message_too_large(alert, size):
    message = wis2.notification(alert, b"\xc3\xa9\n" * size, topic=TOPIC, link=LINK, published=PUBLISHED)
    assert len(message) <= wis2.MAX_BYTES
    content = json.loads(message)["properties"].get("content")
    assert content is None or len(content["value"].encode()) <= wis2.MAX_INLINE
