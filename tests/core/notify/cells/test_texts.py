"""What is said in 90, 360 and 1,395 characters: no word cut, nothing left out unsaid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify.cells.flood import INFO, WORDS, flood

from tocsin.notify.cells import alphabet, texts

words = st.text(st.sampled_from("abcdefghiABC€é "), max_size=120)


def wea(limit, **changes):
    alert = flood(info=changes)
    return texts.wea(alert, alert.infos[0], limit)


def test_360_characters_hold_all_parts_in_the_order_of_the_rule():
    assert wea(360).text == (
        "Flash flood. Lower town. Until 18:00. Go to the upper floors or to higher ground now. Do not drive. "
        "Leave cellars at once. River Office"
    )
    assert wea(360).left_out == ()


def test_90_characters_hold_the_event_and_what_to_do_first():
    found = wea(90)
    assert found.text == (
        "Flash flood. Lower town. Until 18:00. Go to the upper floors or to higher ground now."
    )
    assert found.left_out == ("the end of instruction", "sender")


def test_the_alerts_own_texts_go_before_composed_ones():
    own = (("CMAMtext", "FLOOD in this area. Go up now."), ("CMAMlongtext", "FLOOD. " * 100))
    assert wea(90, parameters=own).text == "FLOOD in this area. Go up now."
    assert wea(360, parameters=own).left_out == ("the end of CMAMlongtext",)
    assert len(wea(360, parameters=own).text) <= 360


@given(words, words, words, words, st.sampled_from([90, 360]))
def test_no_word_is_cut_and_nothing_is_left_out_unsaid(event, instruction, area, sender, limit):
    made = wea(limit, event=event, instruction=instruction, sender_name=sender)
    assert len(alphabet.septets(made.text)) <= limit
    said = f"{event} {instruction} {sender} Lower town Until 18:00 duty@centre.example".split()
    for word in made.text.replace(". ", " ").split():
        bare = word.removesuffix("...").removesuffix(".")
        assert not bare or any(bare == each.rstrip(".") for each in said)
    if not made.left_out:
        for part in (event, instruction, sender):
            assert " ".join(part.split()) in " ".join(made.text.split())


def test_wea_says_why_a_text_beyond_gsm7_is_left_out():
    (event, instruction) = WORDS["zh"]
    found = wea(90, language="zh", event=event, instruction=instruction)
    assert found.text == ""
    assert found.left_out[0].startswith("everything: WEA has GSM-7 characters only, which lack 山洪")


def test_signs_of_print_do_not_force_another_alphabet_and_letters_are_never_changed():
    assert alphabet.tidy("“Go” – don’t wait…") == '"Go" - don\'t wait...'
    assert alphabet.tidy("Où aller – ça déborde") == "Où aller – ça déborde"


@pytest.mark.parametrize(
    ("tag", "ending"),
    [("en", "Until 18:00"), ("fr", "Jusqu'au 18:00"), ("zh-CN", "至18:00"), ("tlh", "-> 18:00")],
)
def test_the_time_is_told_in_the_language(tag, ending):
    alert = flood(info={"language": tag, "sender_name": "X"})
    assert texts.text(alert, alert.infos[0])[0].text.endswith(f"Lower town\n{ending}\nX")


def test_the_whole_text_keeps_what_to_do_when_the_description_is_too_long():
    alert = flood(info={"description": "Water rises everywhere in the town. " * 100})
    found, _ = texts.text(alert, alert.infos[0])
    assert INFO.instruction in found.text
    assert alphabet.width(found.text, gsm7=True) <= 1395
    assert found.left_out == ("the end of description",)


def test_a_long_text_without_blanks_is_cut_between_signs_where_signs_are_words():
    alert = flood(info={"language": "zh", "description": "洪水正在上涨" * 200})
    found, _ = texts.text(alert, alert.infos[0])
    assert 590 <= len(found.text) <= 600
