"""What a centre gets says all there is to broadcast, keeps its schema, and is read back as it was."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notify.cells.flood import flood
from notify.samples import alerts

from tocsin.base import AlertStatus, Area, MessageType
from tocsin.errors import BadInput, NotAllowed
from tocsin.notify.cells import SCHEMA, Handling, broadcast, hand_off, read
from tocsin.notify.cells.coordinates import Coordinates, decode, encode, size

FIRST = flood()
CANCEL = replace(FIRST, identifier="b", message_type=MessageType.CANCEL, references=(FIRST.reference,))
NOWHERE = flood(info={"areas": (Area(description="Somewhere"),)})
KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def faults(value, schema, whole, path=""):
    """Where a value breaks a schema of the few words that ours uses."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        tried = [list(faults(value, each, whole, path)) for each in schema["anyOf"]]
        yield from min(tried, key=len)
        return
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        yield path
    if "type" in schema and not isinstance(value, KINDS[schema["type"]]):
        yield path
        return
    if isinstance(value, dict):
        known = schema["properties"]
        yield from (f"{path}/{name}" for name in {*schema["required"]} ^ {*value} | {*value} - {*known})
        for name in {*value} & {*known}:
            yield from faults(value[name], known[name], whole, f"{path}/{name}")
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield path
        for place, each in enumerate(value):
            yield from faults(each, schema["items"], whole, f"{path}[{place}]")
    elif isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value):
            yield path
    elif value is not None and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield path


def keeps_the_schema(data):
    schema = json.loads(SCHEMA.read_text())
    assert list(faults(json.loads(data), schema, schema)) == []


def rounded(made):
    """As the file tells it: metres to a decimal, shares to a millionth."""
    messages = tuple(
        replace(
            message,
            outline=message.outline
            and replace(
                message.outline,
                overshoot_m=round(message.outline.overshoot_m, 1),
                extra_share=round(message.outline.extra_share, 6),
            ),
        )
        for message in made.messages
    )
    return replace(made, messages=messages)


@pytest.mark.parametrize(
    "alert", [FIRST, CANCEL, NOWHERE], ids=["four languages", "cancel", "no coordinates"]
)
def test_it_comes_back_and_keeps_the_schema(alert):
    made = broadcast(alert)
    data = hand_off(made)
    keeps_the_schema(data)
    assert read(data) == rounded(made)
    assert hand_off(read(data)) == data


@given(alerts())
@settings(max_examples=60)
def test_every_alert_that_may_be_broadcast_comes_back(alert):
    try:
        made = broadcast(alert, handling=Handling.SAFETY)
    except (BadInput, NotAllowed):
        return
    data = hand_off(made)
    keeps_the_schema(data)
    assert read(data) == rounded(made)


def test_the_coordinates_in_it_are_the_rings_in_it():
    message = read(hand_off(broadcast(FIRST))).messages[0]
    assert decode(message.coordinates) == Coordinates(message.outline.rings)


def change(data, *path, to):
    record = json.loads(data)
    inner = record
    for step in path[:-1]:
        inner = inner[step]
    if to is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return json.dumps(record).encode()


@pytest.mark.parametrize(
    ("path", "to", "words"),
    [
        (["form"], "other/1", "hand-off/form: it is not of the form"),
        (["alert"], None, "hand-off/alert: it is missing"),
        (["update"], "1", "hand-off/update: '1' is not of the kind int"),
        (["update"], True, "hand-off/update: True is not of the kind int"),
        (["sent"], "yesterday", "hand-off/sent: 'yesterday' is not"),
        (["messages"], {}, "hand-off/messages: {} is not of the kind list"),
        (["messages", 0], 7, r"hand-off/messages\[1\]: it is not an object"),
        (["messages", 0, "pages", 0, "content"], "zz", r"pages\[1\]/content: it is not hexadecimal"),
        (["messages", 0, "pages", 0, "content"], "00", r"pages\[1\]/content: it has 1 octets; a page has 82"),
        (
            ["messages", 0, "text", "text"],
            "All is well",
            r"messages\[1\]/pages: its pages do not say its text",
        ),
        (["messages", 0, "outline", "rings", 0, 0], [1], r"rings\[1\]/ring: it is not a list of pairs"),
        (
            ["status"],
            "Exercise",
            r"messages\[1\]/message_identifier: 4371 is the identifier of a live warning",
        ),
        (["status"], "Urgent", "hand-off/status: 'Urgent' is not a valid"),
    ],
)
def test_what_is_wrong_is_refused_by_name(path, to, words):
    with pytest.raises(BadInput, match=words):
        read(change(hand_off(broadcast(FIRST)), *path, to=to))


@given(st.binary(max_size=300) | st.sampled_from([b"[]", b"null", b"1", b"[" * 5000, b'{"form": "x"}']))
def test_whatever_comes_is_read_or_refused(data):
    with pytest.raises(BadInput):
        read(data)


def test_an_exercise_stays_one_on_the_way():
    exercise = broadcast(replace(FIRST, status=AlertStatus.EXERCISE))
    assert {message.key.identifier for message in read(hand_off(exercise)).messages} == {4381, 4394}


steps = st.tuples(st.integers(0, 2**22 - 1), st.integers(0, 2**22 - 1)).map(
    lambda at: (at[0] * 180 / 2**22 - 90, at[1] * 360 / 2**22 - 180)
)


@given(
    st.lists(st.lists(steps, min_size=4, max_size=20).map(tuple), max_size=4),
    st.lists(st.tuples(steps, st.integers(0, 2**20 - 1)), max_size=5),
    st.none() | st.integers(0, 255),
)
def test_coordinates_come_back_to_the_bit(rings, discs, wait):
    circles = tuple((*middle, radius / 64) for middle, radius in discs)
    octets = encode(rings, circles=circles, wait_s=wait)
    assert decode(octets) == Coordinates(tuple(rings), circles, wait)
    assert len(octets) == sum(size(len(ring)) for ring in rings) + 10 * len(circles) + 3 * (wait is not None)


def test_coordinates_have_the_octets_that_telephones_read():
    """Worked by hand: tag 2, 24 octets; 0 is the middle of each scale, 2^21; then tag 3, 10 octets."""
    ring = ((0.0, 0.0), (0.0, 90.0), (45.0, 90.0), (0.0, 0.0))
    octets = encode([ring], circles=[(0.0, 0.0, 2.0)])
    assert octets[:2] == bytes([0x20, 0x60])
    bits = "".join(f"{octet:08b}" for octet in octets[2:24])
    halves = [int(bits[at : at + 22], 2) for at in range(0, 176, 22)]
    assert halves == [2**21, 2**21, 2**21, 3 * 2**20, 3 * 2**20, 3 * 2**20, 2**21, 2**21]
    assert octets[24:26] == bytes([0x30, 0x28])
    assert int.from_bytes(octets[26:34], "big") & 0xFFFFF == 128


def test_more_than_1024_octets_of_coordinates_are_refused():
    ring = tuple((0.0, 0.0) for _ in range(100))
    assert size(100) == 552
    with pytest.raises(BadInput, match="1104 octets; at most 1024"):
        encode([ring, ring])


@pytest.mark.parametrize("octets", ["20", "2004", "2000", "4008000000", "30080000", "100c", "ffff"])
def test_coordinates_that_cannot_be_are_refused(octets):
    with pytest.raises(BadInput):
        decode(bytes.fromhex(octets))


@given(st.binary(max_size=80))
def test_whatever_octets_come_as_coordinates_are_read_or_refused(octets):
    try:
        decode(octets)
    except BadInput:
        return
