"""Alerts become the right messages: under the right identifiers, in their chain, in every language."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notify.cells.flood import INFO, INFOS, flood
from notify.samples import SENT, alerts

from tocsin.base import AlertStatus, Area, MessageType, Scope
from tocsin.errors import BadInput, NotAllowed
from tocsin.notify import vocabulary
from tocsin.notify.cells import Action, Alphabet, Handling, broadcast, preview
from tocsin.notify.cells.identifiers import NOT_LIVE, additional, identifier
from tocsin.notify.cells.pages import text_of

LIVE = {4370, *range(4371, 4380), 4382, 4396}
NEVER_LIVE = [status for status in AlertStatus if status is not AlertStatus.ACTUAL]

# TS 23.041, 9.4.1.2.2.
TABLE = {
    ("Extreme", "Immediate", "Observed"): 4371,
    ("Extreme", "Immediate", "Likely"): 4372,
    ("Extreme", "Expected", "Observed"): 4373,
    ("Extreme", "Expected", "Likely"): 4374,
    ("Severe", "Immediate", "Observed"): 4375,
    ("Severe", "Immediate", "Likely"): 4376,
    ("Severe", "Expected", "Observed"): 4377,
    ("Severe", "Expected", "Likely"): 4378,
}


@pytest.mark.parametrize(
    "words", list(product(vocabulary.SEVERITIES, vocabulary.URGENCIES, vocabulary.CERTAINTIES))
)
def test_severity_urgency_and_certainty_choose_the_identifier(words):
    severity, urgency, certainty = words
    info = replace(INFO, severity=severity, urgency=urgency, certainty=certainty)
    if words in TABLE:
        assert identifier(flood(), info, primary="en") == TABLE[words]
        assert identifier(flood(), info, primary="es") == TABLE[words] + 13
    else:
        with pytest.raises(NotAllowed, match="it is not broadcast: "):
            identifier(flood(), info, primary="en")


@given(
    st.sampled_from(NEVER_LIVE),
    st.sampled_from([None, *Handling]),
    st.sampled_from([None, *Handling]),
    st.sampled_from(vocabulary.SEVERITIES),
    st.sampled_from(["en", "fr"]),
    st.sampled_from(MessageType),
)
def test_what_is_not_actual_never_gets_a_live_identifier(status, handling, asked, severity, primary, kind):
    parameters = (("WEAHandling", asked.value),) if asked else ()
    trial = flood(info={"parameters": parameters, "severity": severity}, status=status, message_type=kind)
    try:
        found = identifier(trial, trial.infos[0], primary=primary, handling=handling)
    except NotAllowed:
        return
    assert found in NOT_LIVE
    assert found not in LIVE | {additional(each) for each in LIVE}


@given(alerts(), st.sampled_from([None, *Handling]))
@settings(max_examples=60)
def test_of_any_alert_only_what_is_actual_and_public_is_broadcast_live(alert, handling):
    try:
        made = broadcast(alert, handling=handling)
    except (BadInput, NotAllowed):
        return
    assert alert.scope is Scope.PUBLIC
    live = {message.key.identifier for message in made.messages} - NOT_LIVE
    assert not live or alert.status is AlertStatus.ACTUAL
    for message in made.messages:
        assert text_of(message.pages, message.coding) == message.text.text


def test_exercises_and_tests_have_their_own_identifiers():
    exercise, test = (replace(flood(), status=status) for status in (AlertStatus.EXERCISE, AlertStatus.TEST))
    assert [message.key.identifier for message in broadcast(exercise).messages] == [4381, 4394, 4394, 4394]
    assert [message.key.identifier for message in broadcast(test).messages] == [4380, 4393, 4393, 4393]
    local = broadcast(test, handling=Handling.LOCAL_TEST)
    assert [message.key.identifier for message in local.messages] == [4398, 4399, 4399, 4399]


def test_the_gravest_and_the_mildest_are_a_persons_choice():
    national = broadcast(flood(), handling=Handling.NATIONAL).messages
    assert [message.key.identifier for message in national] == [4370, 4383, 4383, 4383]
    mild = {"severity": "Minor", "parameters": (("WEAHandling", "Public Safety"),)}
    assert broadcast(flood(info=mild)).messages[0].key.identifier == 4396


def test_each_language_is_a_message_with_a_key_of_its_own():
    made = broadcast(flood())
    assert [message.language for message in made.messages] == ["en-US", "es", "zh", "sw"]
    assert [message.key.identifier for message in made.messages] == [4371, 4384, 4384, 4384]
    assert len({message.key for message in made.messages}) == 4
    codings = [(message.coding.alphabet, message.coding.scheme) for message in made.messages]
    assert codings == [
        (Alphabet.UCS2 if "ó" in text else Alphabet.GSM7, scheme)
        for text, scheme in (("en", 0x01), ("ó", 0x11), ("ó", 0x11), ("sw", 0x10))
    ]
    assert [broadcast(flood(), primary="es").messages[place].key.identifier for place in (0, 1)] == [
        4384,
        4371,
    ]


def test_an_update_keeps_the_code_and_raises_the_number():
    chain = [flood(info={})]
    for number in range(1, 20):
        last = chain[-1]
        chain.append(
            replace(
                last,
                identifier=f"{chain[0].identifier}.{number}",
                sent=last.sent + timedelta(minutes=1),
                message_type=MessageType.UPDATE,
                references=(*last.references, last.reference),
            )
        )
    serials = [broadcast(alert).messages[0].key.serial for alert in chain]
    assert len({serial.code for serial in serials}) == 1
    assert [serial.update for serial in serials] == [number % 16 for number in range(20)]
    assert [broadcast(alert).action for alert in chain[:2]] == [Action.BROADCAST, Action.REPLACE]
    assert broadcast(chain[2]).replaces == (chain[0].identifier, chain[1].identifier)


def test_a_chain_that_names_only_the_last_is_followed_where_the_earlier_are_at_hand():
    first = flood(info={})
    second, third = (
        replace(first, identifier=name, sent=SENT + timedelta(minutes=after), message_type=MessageType.UPDATE)
        for name, after in (("b", 1), ("c", 2))
    )
    second = replace(second, references=(first.reference,))
    third = replace(third, references=(second.reference,))
    known = broadcast(third, earlier=[first, second]).messages[0].key.serial
    assert (known.code, known.update) == (broadcast(first).messages[0].key.serial.code, 2)
    assert broadcast(third).messages[0].key.serial.update == 1


def test_a_cancel_stops_what_went_before_and_says_nothing():
    first = flood(info={})
    cancel = replace(first, identifier="b", message_type=MessageType.CANCEL, references=(first.reference,))
    made = broadcast(cancel)
    assert (made.action, made.messages, made.replaces) == (Action.STOP, (), (first.identifier,))


@pytest.mark.parametrize(
    "changes",
    [
        {"scope": Scope.RESTRICTED},
        {"scope": Scope.PRIVATE},
        {"status": AlertStatus.DRAFT},
        {"status": AlertStatus.SYSTEM},
        {"message_type": MessageType.ACK},
        {"message_type": MessageType.ERROR},
        {"infos": ()},
        {"message_type": MessageType.CANCEL, "scope": Scope.RESTRICTED},
    ],
)
def test_what_is_not_for_everyone_is_not_broadcast(changes):
    with pytest.raises(NotAllowed):
        broadcast(flood(**changes))


def test_a_block_too_slight_is_kept_out_and_named():
    mild = replace(INFO, language="fr", severity="Minor")
    made = broadcast(flood(infos=(INFO, mild)))
    assert len(made.messages) == 1
    assert made.warnings == (
        "fr: it is not broadcast: severity is Minor, not Extreme or Severe. If it is to be, handle it as "
        "Public Safety",
    )


def test_what_has_no_end_is_refused_by_name():
    with pytest.raises(BadInput, match=r"en-US/expires: .* give the time at which it lapses"):
        broadcast(flood(info={"expires": None}))


def test_warnings_say_what_a_person_should_know():
    long = {"description": "Water rises. " * 200, "expires": SENT + timedelta(hours=30)}
    (message,) = broadcast(flood(info=long)).messages
    assert len(message.pages) == 15
    assert message.text.left_out == ("the end of description",)
    assert [warning.split(";")[0].split(",")[0] for warning in message.warnings] == [
        "it is too long for 15 pages",
        "it is on the air for more than 24 hours",
    ]
    assert message.text.text.endswith("Until 2015-11-15 18:00\nRiver Office")


def test_an_area_without_coordinates_is_broadcast_by_name():
    (message,) = broadcast(flood(info={"areas": (Area(description="Somewhere"),)})).messages
    assert (message.outline, message.coordinates, message.areas) == (None, b"", ("Somewhere",))
    assert message.warnings[0].startswith("no coordinates, so it is broadcast by the names")


def test_a_preview_shows_what_is_broadcast():
    made, seen = broadcast(flood()), preview(flood())
    for message, view in zip(made.messages, seen, strict=True):
        assert view.pages == tuple(page.text for page in message.pages)
        assert view.message_identifier == message.key.identifier
        assert (view.wea_90, view.wea_360) == (message.wea_90.text, message.wea_360.text)
        assert view.warnings == message.warnings
        assert view.used + view.left <= view.most
    assert len(INFOS) == len(seen)


@given(alerts())
@settings(max_examples=40)
def test_a_preview_never_refuses(alert):
    for unfinished in (
        alert,
        replace(alert, infos=tuple(replace(i, event="", expires=None) for i in alert.infos)),
    ):
        for view in preview(unfinished):
            assert (view.message_identifier is None) == bool(view.refused)
