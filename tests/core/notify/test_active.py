"""One set of alerts in force, whatever order the messages came in."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from notify.samples import ALERT, INFO, SENT

from tocsin.base import AlertStatus, MessageType
from tocsin.notify import active

HOUR = timedelta(hours=1)


def message(id, hours, kind=MessageType.ALERT, references=(), **changes):
    refers = tuple(old.reference for old in references)
    changes = {
        "identifier": id,
        "sent": SENT + hours * HOUR,
        "message_type": kind,
        "references": refers,
        **changes,
    }
    return replace(ALERT, **changes)


FIRST = message("first", 0)
OTHER = message("other", 1)
UPDATE = message("update", 2, MessageType.UPDATE, [FIRST])
CANCEL = message("cancel", 3, MessageType.CANCEL, [UPDATE])
STORY = [FIRST, OTHER, UPDATE, CANCEL]


def ids(alerts, hours, **settings):
    return [alert.identifier for alert in active(alerts, SENT + hours * HOUR, **settings)]


@given(st.permutations(STORY))
def test_the_order_of_arrival_does_not_matter(story):
    found = [ids(story, hours) for hours in (-1, 0, 1, 2, 3, 24)]
    assert found == [[], ["first"], ["first", "other"], ["other", "update"], ["other"], []]


@given(st.lists(st.sampled_from(STORY), max_size=8))
def test_a_message_that_comes_again_changes_nothing(story):
    assert ids(story, 2.5) == ids(dict.fromkeys(story), 2.5)


def test_a_cancel_of_the_update_does_not_bring_the_first_alert_back():
    assert "first" not in ids([FIRST, UPDATE, CANCEL], 4)
    assert ids([FIRST, CANCEL, UPDATE], 4) == []


def test_an_update_that_came_before_the_alert_it_replaces_still_replaces_it():
    assert ids([UPDATE], 2.5) == ["update"]
    assert ids([UPDATE, FIRST], 2.5) == ["update"]


def test_another_sender_cannot_end_an_alert():
    forged = message("forged", 1, MessageType.CANCEL, [FIRST], sender="someone@else.example")
    assert ids([FIRST, forged], 2) == ["first"]


def test_a_loop_of_references_hides_no_alert():
    early = message("early", 0, MessageType.UPDATE)
    late = message("late", 1, MessageType.UPDATE, [early])
    looped = replace(early, references=(late.reference, early.reference))
    assert ids([looped, late], 2) == ["late"]


def test_an_acknowledgement_is_no_alert_and_ends_none():
    acknowledged = message("ack", 1, MessageType.ACK, [FIRST])
    assert ids([FIRST, acknowledged], 2) == ["first"]


def test_an_exercise_is_not_in_force_and_cannot_end_the_real_thing():
    exercise = message("exercise", 1, MessageType.CANCEL, [FIRST], status=AlertStatus.EXERCISE)
    drill = message("drill", 1, status=AlertStatus.EXERCISE)
    assert ids([FIRST, exercise, drill], 2) == ["first"]
    assert ids([FIRST, drill], 2, statuses=[AlertStatus.EXERCISE]) == ["drill"]


def test_an_alert_holds_as_long_as_any_of_its_languages():
    short, long = replace(INFO, expires=SENT + HOUR), replace(INFO, language="zh", expires=SENT + 3 * HOUR)
    assert ids([message("both", 0, infos=(short, long))], 2) == ["both"]


def test_an_alert_without_an_end_counts_for_a_day():
    endless = message("endless", 0, infos=(replace(INFO, expires=None),))
    assert [ids([endless], hours) for hours in (23, 24)] == [["endless"], []]
