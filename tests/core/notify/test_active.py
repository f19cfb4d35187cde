"""One set of alerts in force, whatever order the messages came in."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notify import active_oracle
from notify.samples import ALERT, INFO, SENT

from tocsin.base import AlertStatus, MessageType, Reference
from tocsin.notify import active
from tocsin.notify.active import situation

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


UPDATE_KIND, CANCEL_KIND = MessageType.UPDATE, MessageType.CANCEL
SECOND = message("second", 3, UPDATE_KIND, [UPDATE])


@pytest.mark.parametrize("named", [[FIRST], [UPDATE], [FIRST, UPDATE]], ids=["first", "last", "all"])
@pytest.mark.parametrize("kind", [UPDATE_KIND, CANCEL_KIND])
def test_whichever_of_a_line_a_message_names_it_ends_the_whole_line_before_it(kind, named):
    last = message("last", 3, kind, named)
    for order in permutations([FIRST, UPDATE, last]):
        assert ids(order, 4) == (["last"] if kind is UPDATE_KIND else [])


def test_what_came_later_than_the_message_that_names_the_first_stays():
    late = message("late", 5, UPDATE_KIND, [FIRST])
    assert ids([FIRST, UPDATE, CANCEL, late], 6) == ["late"]


ONE, TWO = message("one", 2, UPDATE_KIND, [FIRST]), message("two", 2, UPDATE_KIND, [FIRST])


def test_branches_of_one_second_stand_side_by_side_and_end_one_by_one():
    assert ids([FIRST, ONE, TWO], 2) == ["one", "two"]
    listed = message("listed", 3, CANCEL_KIND, [FIRST, ONE])
    assert ids([FIRST, ONE, TWO, listed], 3) == ["two"]
    only = message("only", 3, CANCEL_KIND, [ONE])
    assert ids([FIRST, ONE, TWO, only], 3) == ["two"]


def test_a_cancel_of_the_first_ends_every_branch():
    both = message("both", 3, CANCEL_KIND, [FIRST])
    assert ids([FIRST, ONE, TWO, both], 3) == []


def test_a_message_may_join_two_lines():
    joined = message("joined", 3, UPDATE_KIND, [UPDATE, OTHER])
    assert ids([joined, OTHER, UPDATE, FIRST], 3) == ["joined"]


def test_a_cancel_that_comes_before_its_alert_waits_for_it():
    cancel = message("cancel", 1, CANCEL_KIND, [FIRST])
    assert [ids(known, 2) for known in ([cancel], [cancel, FIRST])] == [[], []]


def test_a_cancel_of_the_same_second_counts():
    cancel = message("cancel", 0, CANCEL_KIND, [FIRST])
    assert ids([FIRST, cancel], 0) == []


def test_other_words_under_one_name_are_all_shown_and_end_what_all_of_them_end():
    again = replace(UPDATE, note="other words")
    for order in permutations([FIRST, UPDATE, again]):
        told = situation(order, SENT + 2 * HOUR)
        assert {each.note for each in told.active} == {"", "other words"}
        assert told.contradicted == (UPDATE.reference,)
    disguised = replace(OTHER, message_type=CANCEL_KIND, references=(FIRST.reference,))
    for order in permutations([FIRST, OTHER, disguised]):
        assert ids(order, 2) == ["first", "other"]


def why(alert, *others):
    return [each.why for each in situation([alert, *others], SENT + 9 * HOUR).ignored]


def test_what_counts_for_nothing_is_told_with_its_reason():
    itself = replace(UPDATE, references=(UPDATE.reference,))
    assert why(itself) == ["it refers to itself"]
    assert why(message("late", 1, UPDATE_KIND, [UPDATE])) == ["it was sent later than this message"]
    foreign = message("foreign", 3, CANCEL_KIND, [FIRST], sender="someone@else.example")
    assert why(foreign) == ["only its own sender, duty@centre.example, can end it"]
    here, there = message("here", 1, UPDATE_KIND), message("there", 1, UPDATE_KIND)
    here, there = (
        replace(one, references=(other.reference,)) for one, other in ((here, there), (there, here))
    )
    assert why(here, there) == ["it refers back to this message, in a circle"] * 2
    assert ids([here, there], 2) == ["here", "there"]


def test_it_is_told_what_ended_a_message_first():
    told = situation([CANCEL, SECOND, UPDATE, FIRST], SENT + 4 * HOUR).ended
    assert {name.identifier: ender.identifier for name, ender in told.items()} == {
        "first": "update",
        "update": "cancel",
    }


@pytest.mark.parametrize("kind", [MessageType.ACK, MessageType.ERROR])
@given(st.permutations(STORY))
def test_acks_and_errors_change_nothing(kind, story):
    noise = message("noise", 2.5, kind, [FIRST, UPDATE, OTHER])
    for hours in (1, 2, 3, 4):
        assert ids([*story, noise], hours) == ids(story, hours)


NAMES = [
    Reference(sender, identifier, SENT + hour * HOUR)
    for sender in ("ours", "theirs")
    for identifier in ("a", "b", "c")
    for hour in range(3)
]
messages = st.builds(
    lambda name, kind, status, references, note, expires: replace(
        ALERT,
        sender=name.sender,
        identifier=name.identifier,
        sent=name.sent,
        message_type=kind,
        status=status,
        references=tuple(references),
        note=note,
        infos=(replace(INFO, expires=SENT + expires * HOUR),),
    ),
    st.sampled_from(NAMES),
    st.sampled_from([MessageType.ALERT, UPDATE_KIND, UPDATE_KIND, CANCEL_KIND, MessageType.ACK]),
    st.sampled_from([AlertStatus.ACTUAL, AlertStatus.ACTUAL, AlertStatus.EXERCISE]),
    st.lists(st.sampled_from(NAMES), max_size=3),
    st.sampled_from(["", "other words"]),
    st.integers(1, 6),
)


@given(st.lists(messages, max_size=8), st.integers(0, 6))
@settings(max_examples=400)
def test_what_is_in_force_is_what_the_rules_say(known, hour):
    now = SENT + hour * HOUR
    told = situation(known, now, statuses=tuple(AlertStatus))
    assert set(told.active) == active_oracle.in_force(known, now)
    actual = [each for each in known if each.status is AlertStatus.ACTUAL]
    assert set(active(known, now)) == active_oracle.in_force(actual, now)


@given(st.lists(messages, max_size=4), st.integers(0, 6))
@settings(max_examples=60)
def test_every_order_of_arrival_gives_the_same(known, hour):
    now = SENT + hour * HOUR
    expected = situation(known, now)
    assert all(situation(order, now) == expected for order in permutations(known))
