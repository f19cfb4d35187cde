"""Identifiers stand under the right arc, tell the second in UTC and are unique by their serial."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.notify import identifier
from tocsin.notify.identity import SERIALS, check_authority

SENT = datetime(2015, 11, 14, 4, tzinfo=UTC)
serials = st.integers(0, SERIALS - 1)
OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")


@given(st.sets(serials))
def test_as_many_serials_in_one_second_as_many_identifiers(given_serials):
    made = {identifier("2.49.0.1.156.0", serial, SENT) for serial in given_serials}
    assert len(made) == len(given_serials)


@given(serials, st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_every_identifier_is_an_object_identifier(serial, sent):
    assert OID.fullmatch(identifier("2.49.0.1.156.0", serial, sent))


def test_the_second_is_that_of_utc_wherever_the_duty_officer_sits():
    new_year_in_beijing = datetime(2016, 1, 1, 3, 9, 5, tzinfo=timezone(timedelta(hours=8)))
    made = identifier("2.49.0.1.156.0", 1, new_year_in_beijing)
    assert made == "urn:oid:2.49.0.1.156.0.2015.12.31.19.9.5.1"


ARCS = {
    "2.49.0.0.156.0": "authorities are registered",
    "2.49.0.1.156": "not the arc of an authority",
    "2.49.0.1.0156.0": "not the arc of an authority",
    "2.49.0.1.156.0 ": "not the arc of an authority",
    "2.49.0.1.156.٣": "not the arc of an authority",
    "1.2.3.4.5.6": "not the arc of an authority",
    "": "not the arc of an authority",
}


@pytest.mark.parametrize(("arc", "message"), ARCS.items())
def test_another_arc_is_refused(arc, message):
    with pytest.raises(BadInput, match=message):
        check_authority(arc)
    with pytest.raises(BadInput, match=message):
        identifier(arc, 1, SENT)


@pytest.mark.parametrize(
    ("serial", "sent", "message"),
    [
        (-1, SENT, "-1 is not from 0"),
        (SERIALS, SENT, "is not from 0"),
        (1, SENT.replace(tzinfo=None), "no zone"),
    ],
)
def test_a_serial_out_of_range_and_a_time_without_a_zone_are_refused(serial, sent, message):
    with pytest.raises(BadInput, match=message):
        identifier("2.49.0.1.156.0", serial, sent)
