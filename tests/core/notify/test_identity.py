"""Identifiers stand under the right arc and are unique by number alone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tocsin.errors import BadInput
from tocsin.notify import identifier

SENT = datetime(2015, 11, 14, 4, tzinfo=UTC)


def test_a_thousand_alerts_in_one_second_have_a_thousand_identifiers():
    assert len({identifier("2.49.0.1.156.0", number, SENT) for number in range(1, 1001)}) == 1000


def test_the_year_is_that_of_utc_wherever_the_duty_officer_sits():
    new_year_in_beijing = datetime(2016, 1, 1, 3, tzinfo=timezone(timedelta(hours=8)))
    assert identifier("2.49.0.1.156.0", 1, new_year_in_beijing).endswith(".2015.1")


@pytest.mark.parametrize(
    ("authority", "number", "sent", "message"),
    [
        ("2.49.0.0.156.0", 1, SENT, "where authorities are registered"),
        ("2.49.0.1.156", 1, SENT, "not the arc of an authority"),
        ("2.49.0.1.0156.0", 1, SENT, "not the arc of an authority"),
        ("2.49.0.1.156.0 ", 1, SENT, "not the arc of an authority"),
        ("1.2.3.4.5.6", 1, SENT, "not the arc of an authority"),
        ("2.49.0.1.156.0", 0, SENT, "numbered from 1, not 0"),
        ("2.49.0.1.156.0", 1, SENT.replace(tzinfo=None), "no zone"),
    ],
)
def test_a_wrong_arc_number_or_time_is_refused(authority, number, sent, message):
    with pytest.raises(BadInput, match=message):
        identifier(authority, number, sent)
