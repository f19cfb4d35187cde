"""The colours of the visual language, measured as WCAG 2.2 measures them, in both themes."""

import re
from pathlib import Path

import pytest

import tocsin_server.console

TOKENS = Path(tocsin_server.console.__file__).parent / "static" / "console" / "tokens.css"
TEXT = [
    *((ink, ground) for ink in ("ink", "soft") for ground in ("paper", "surface", "sunken")),
    *((ink, "surface") for ink in ("accent", "good", "caution", "bad", "toll")),
    ("accent", "paper"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("soft", "accent-soft"),
    ("ink", "mark"),
    ("soft", "map-sea"),
    ("soft", "map-land"),
    *((state, f"{state}-soft") for state in ("good", "caution", "bad")),
    *(("ink", f"{state}-soft") for state in ("good", "caution", "bad")),
    *((f"on-{ground}", ground) for ground in ("accent", "bad", "toll")),
    *((f"on-level-{rank}", f"level-{rank}") for rank in range(1, 5)),
]
SHAPES = [
    ("edge", "surface"),
    ("edge", "paper"),
    ("toll", "map-land"),
    ("toll", "map-sea"),
    ("accent", "paper"),
]


def colours(theme: int) -> dict[str, str]:
    """Each token's colour; theme 0 is light, 1 is dark."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS.read_text())
    return {name: pair[theme] for name, *pair in pairs}


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    """Black on white is 21 to 1, and grey #767676 on white 4.54 to 1, as the standard's own examples say."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable(ink: str, ground: str, theme: int) -> None:
    """Text has at least 4.5 to 1."""
    found = colours(theme)
    assert contrast(found[ink], found[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_what_is_operated_or_carries_meaning_is_seen(shape: str, ground: str, theme: int) -> None:
    """Edges of controls and parts of charts have at least 3 to 1."""
    found = colours(theme)
    assert contrast(found[shape], found[ground]) >= 3


def test_every_colour_has_a_light_and_a_dark_value() -> None:
    """No token holds a colour that does not follow the theme."""
    assert not re.findall(r"--[\w-]+: #", TOKENS.read_text())
