"""Every record of the core survives the way into a JSON column and back."""

import json
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.base import (
    Alert,
    Area,
    Count,
    Evidence,
    Explanation,
    Incident,
    IncidentKind,
    Info,
    OfficialAction,
    Place,
    PlaceKind,
    Reading,
    Reference,
    When,
)
from tocsin.errors import BadInput
from tocsin_server.codec import decode, encode

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
BOUNDS = (datetime(1990, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - hypothesis wants them naive
MOMENTS = st.datetimes(*BOUNDS, timezones=ZONES)
SITES = st.builds(
    Place, latitude=st.floats(-90, 90, allow_nan=False), longitude=st.floats(-180, 180, allow_nan=False)
)

st.register_type_strategy(datetime, MOMENTS)
st.register_type_strategy(Place, SITES)
st.register_type_strategy(When, st.dates().map(When.on))


@pytest.mark.parametrize("kind", [Alert, Area, Info, Reference, Evidence, OfficialAction])
@settings(max_examples=60)
@given(data=st.data())
def test_a_record_comes_back_equal(kind: type, data: st.DataObject) -> None:
    record = data.draw(st.builds(kind))
    assert decode(kind, json.loads(json.dumps(encode(record)))) == record


@settings(max_examples=60)
@given(moment=MOMENTS)
def test_a_time_keeps_its_offset(moment: datetime) -> None:
    reference = Reference("sender", "id", moment)
    back = decode(Reference, json.loads(json.dumps(encode(reference))))
    assert back.sent.utcoffset() == moment.utcoffset()


@settings(max_examples=200)
@given(
    explanation=st.builds(
        Explanation, **dict.fromkeys(("expected", "bound", "statistic", "threshold"), NUMBERS)
    )
)
def test_an_explanation_keeps_every_bit_of_its_numbers(explanation: Explanation) -> None:
    assert decode(Explanation, json.loads(json.dumps(encode(explanation)))) == explanation


def test_a_reading_keeps_nested_records() -> None:
    site = Place(name="Paris", kind=PlaceKind.SETTLEMENT, country="FR", latitude=48.9, longitude=2.3)
    span = Evidence("r", 0, 4, "many")
    told = Incident(
        id="r#0", kind=IncidentKind.ATTACK, place=site, when=None, killed=Count(120, 120, None, (span,))
    )
    reading = Reading(report_id="r", language="fr", relevant=True, reason="why", incidents=(told,))
    assert decode(Reading, json.loads(json.dumps(encode(reading)))) == reading


def test_a_damaged_record_names_its_field() -> None:
    with pytest.raises(BadInput, match=r"When\.first"):
        decode(When, {"first": "never", "last": str(date(2015, 1, 1)), "precision": "day"})
