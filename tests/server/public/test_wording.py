"""Every page can be read in every language of the pages."""

import re
from pathlib import Path

import pytest
from django.test import Client
from lxml import html

from tests.server.conftest import Cast
from tests.server.public.conftest import Publish
from tocsin.level import get_scheme
from tocsin.notify.vocabulary import CERTAINTIES, RESPONSES, SEVERITIES, URGENCIES
from tocsin_server.public import wording

TEMPLATES = Path(wording.__file__).parents[1] / "templates" / "public"
PAGES = [
    "/",
    "/place/",
    "/place/?name=Beijing",
    "/place/39.91,116.40/",
    "/archive/",
    "/subscribe/?place=39.91,116.40",
    "/offline/",
]


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_language_has_every_phrase_with_the_same_blanks(language: str) -> None:
    told, english = wording.words(language), wording.words("en")
    assert told.keys() == english.keys()
    blanks = re.compile(r"\{\w*\}")
    differ = [
        name for name in told if sorted(blanks.findall(told[name])) != sorted(blanks.findall(english[name]))
    ]
    assert differ == []


def test_every_phrase_that_a_template_names_is_there() -> None:
    named = {
        name
        for path in TEMPLATES.glob("*.html")
        for name in re.findall(r"{% say ['\"](\w+)['\"]", path.read_text())
    }
    assert named - wording.words("en").keys() == set()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("severity", SEVERITIES),
        ("certainty", CERTAINTIES),
        ("urgency", URGENCIES),
        ("response", RESPONSES[:-1]),
    ],
)
def test_every_word_of_cap_is_told(kind: str, words: tuple[str, ...]) -> None:
    assert [word for word in words if not wording.has("en", f"{kind}_{word}")] == []


@pytest.mark.parametrize("scheme", ["generic", "heightened-alert"])
def test_the_levels_that_belong_to_no_country_are_told_in_every_language(scheme: str) -> None:
    ranks = [level.rank for level in get_scheme(scheme).levels]
    others = [language for language in wording.LANGUAGES if language != "en"]
    told = [
        wording.of_level(each, scheme, rank, part)
        for each in others
        for rank in ranks
        for part in ("word", "meaning")
    ]
    assert all(told)


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_which_language_it_is_in_and_which_way_it_runs(
    cast: Cast, client: Client, publish: Publish, path: str, language: str
) -> None:
    publish()
    answer = client.get(path, headers={"Accept-Language": f"{language}, en;q=0.5"})
    root = html.fromstring(answer.content)
    assert (root.get("lang"), root.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert answer["Content-Language"] == language
    assert wording.phrase(language, "nav_subscribe") in answer.content.decode()
