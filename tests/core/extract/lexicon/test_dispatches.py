"""Each language's word list reads short dispatches, and lets pass what only sounds like violence.

The texts lie in tests/data/lexicon, one file a language.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.core.extract.readings import read, tolls

FOLDER = Path(__file__).parents[3] / "data" / "lexicon"
COUNTS = ("killed", "injured", "abducted")


def texts(section: str) -> list[Any]:
    """The entries of a section of all files, each with its language."""
    return [
        pytest.param(path.stem, entry, id=f"{path.stem}-{number}")
        for path in sorted(FOLDER.glob("*.toml"))
        for number, entry in enumerate(tomllib.loads(path.read_text("utf-8"))[section])
    ]


@pytest.mark.parametrize(("language", "dispatch"), texts("told"))
def test_kind_place_day_and_toll_are_read(language: str, dispatch: dict[str, Any]) -> None:
    (found,) = read(dispatch["text"], language).incidents
    counts = [getattr(found, name) for name in COUNTS]
    assert found.place
    assert found.when
    assert {
        "text": dispatch["text"],
        "kind": found.kind,
        # The division of Dhaka will do for Dhaka.
        "place": found.place.name.split()[0],
        "day": found.when.first,
        **{name: count.best if count else 0 for name, count in zip(COUNTS, counts, strict=True)},
    } == dispatch


@pytest.mark.parametrize(("language", "trap"), texts("trap"))
def test_what_only_sounds_like_violence_is_no_incident(language: str, trap: dict[str, str]) -> None:
    assert read(trap["text"], language).incidents == (), trap["what"]


@pytest.mark.parametrize(
    ("language", "text", "killed"),
    [
        ("fa", "نه نفر کشته شدند.", 9),
        ("fa", "صد و بیست و پنج نفر کشته شدند.", 125),
        ("fa", "شمار کشته‌شدگان به ۲۱ نفر رسید.", 21),
        ("hi", "दो बच्चों समेत आठ लोग मारे गए।", 8),
        ("hi", "मृतकों की संख्या बढ़कर 21 हो गई।", 21),
        ("hi", "सत्ताईस लोगों की जान चली गई।", 27),
        ("id", "Dua puluh tiga orang tewas.", 23),
        ("id", "Ledakan itu menewaskan empat belas orang.", 14),
        ("sw", "Watu kumi na mmoja waliuawa.", 11),
        ("sw", "Bomu liliwaua watu ishirini na watatu.", 23),
        ("sw", "Mtu mmoja aliuawa.", 1),
        ("sw", "Magari matatu yaliharibiwa na watu sita wakafariki.", 6),
        ("sw", "Watu mia moja na watano wamefariki dunia.", 105),
    ],
)
def test_numbers_are_read_as_the_language_builds_them(language: str, text: str, killed: int) -> None:
    assert tolls(text, language) == [("killed", killed, killed, killed)]
