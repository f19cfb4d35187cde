"""An SMS says what, where, until when and what to do within three parts, whole words and a link."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.notify.samples import ALERT, FRENCH, INFO
from tocsin.base import Alert, Area, MessageType, Scope
from tocsin.errors import BadInput
from tocsin_server.notify.channels import DeliveryFailed, Target, get_channel
from tocsin_server.notify.channels.sms import MOST_PARTS, parts, text
from tocsin_server.notify.channels.words import PHRASES, in_order, shortened

pytestmark = pytest.mark.any_database

LINK = f"http://localhost:8000/alerts/{ALERT.identifier}/"


def said(**changes: Any) -> Alert:
    return replace(ALERT, infos=(replace(INFO, **changes),))


def test_a_short_alert_is_told_whole() -> None:
    assert text(ALERT, "en") == (
        "ALERT: Stay indoors. Until 2015-11-14 10:00 (UTC+00:00). Old town. "
        f"Stay where you are. Lock the doors. {LINK}"
    )


def test_it_speaks_the_reader_s_language_and_says_when_it_ends() -> None:
    ended = replace(ALERT, message_type=MessageType.CANCEL)
    assert text(ended, "fr-CA").startswith("FIN D'ALERTE : Restez chez vous.")
    assert text(ended, "de").startswith("ALERT ENDED: Stay indoors.")


def test_the_instruction_is_cut_first_and_after_a_word() -> None:
    long = text(said(instruction="Stay indoors. " * 100), "en")
    assert parts(long) == MOST_PARTS
    assert long.startswith("ALERT: Stay indoors. Until 2015-11-14 10:00 (UTC+00:00). Old town. Stay")
    assert long.endswith(f"... {LINK}")
    assert set(long.split("Old town. ")[1].removesuffix(f"... {LINK}").replace(".", "").split()) == {
        "Stay",
        "indoors",
    }


def test_many_areas_leave_room_for_what_to_do() -> None:
    areas = tuple(Area(description=f"District number {number}") for number in range(50))
    assert "Lock the doors." in text(said(areas=areas), "en")


def test_a_script_without_blanks_is_cut_after_a_character_and_goes_in_ucs_2() -> None:
    chinese = text(said(language="zh", headline="请留在室内", instruction="请锁好门窗" * 200), "zh")
    assert chinese.startswith("警报：请留在室内")
    assert chinese.endswith(f"... {LINK}")
    assert parts(chinese) == MOST_PARTS


def test_what_is_not_public_has_no_link() -> None:
    inner = replace(ALERT, scope=Scope.RESTRICTED, restriction="Units alone")
    assert text(inner, "en").endswith("Lock the doors.")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 459, 3),
        ("€" * 80, 1),
        ("你" * 70, 1),
        ("你" * 71, 2),
        ("🏠" * 36, 2),
    ],
)
def test_parts_are_counted_as_telephones_do(message: str, expected: int) -> None:
    assert parts(message) == expected


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
long = words.map(lambda text: text * 20)


@given(long, words, long, st.sampled_from(sorted(PHRASES)))
def test_no_alert_takes_more_than_three_parts_or_loses_its_link(
    headline: str, area: str, instruction: str, language: str
) -> None:
    areas = (Area(description=area),)
    alert = said(headline=headline, areas=areas, instruction=instruction, language=language)
    message = text(alert, language)
    assert parts(message) <= MOST_PARTS
    assert message.endswith(LINK)
    assert "\n" not in message


def test_it_goes_to_the_gateway_under_an_id_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.TOCSIN_SMS = tmp_path, "folder"
    target = Target(key="subscriber:7", address="+442079460000", language="en")
    get_channel("sms").deliver(ALERT, b"", target)
    (file,) = (tmp_path / "sms").iterdir()
    assert file.name == f"{ALERT.identifier.replace(':', '_')}.subscriber_7.txt"
    assert file.read_text("utf-8") == f"+442079460000\n\n{text(ALERT, 'en')}\n"


def test_a_site_without_a_gateway_says_so(settings: Any) -> None:
    settings.TOCSIN_SMS = ""
    with pytest.raises(BadInput, match="TOCSIN_SMS"):
        get_channel("sms").check_address("+442079460000")
    with pytest.raises(DeliveryFailed, match="TOCSIN_SMS") as caught:
        get_channel("sms").deliver(ALERT, b"", Target(key="1", address="+442079460000"))
    assert caught.value.permanent


def test_every_language_has_every_phrase() -> None:
    assert [language for language in PHRASES if PHRASES[language].keys() != PHRASES["en"].keys()] == []


def test_the_language_asked_for_comes_first_then_one_like_it() -> None:
    infos = (INFO, FRENCH, replace(FRENCH, language="fr-CA"))
    for asked, first in (("fr-ca", "fr-CA"), ("fr", "fr-FR"), ("FR-be", "fr-FR"), ("de", "en"), ("", "en")):
        assert in_order(infos, asked)[0].language == first
    assert len(in_order(infos, "fr")) == 3


@given(st.text(max_size=200), st.integers(10, 100))
def test_a_shortened_text_is_never_longer_than_asked(long: str, most: int) -> None:
    assert len(shortened(long, most)) <= max(most, 0) + 1
