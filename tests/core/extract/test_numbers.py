"""Numbers are read with what bounds them, in figures and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.extract.lexicon import LANGUAGES, load
from tocsin.extract.numbers import quantities
from tocsin.extract.tags import Tags
from tocsin.extract.tokens import tokenise


def found(text: str, language: str) -> list[tuple[str, int, int, int | None]]:
    tokens = tokenise(text)
    numbers = quantities(text, tokens, Tags(load(language).match(tokens)))
    return [(text[tokens[n.first].start : tokens[n.last - 1].end], n.low, n.best, n.high) for n in numbers]


@pytest.mark.parametrize(
    ("language", "text", "low", "best", "high"),
    [
        ("en", "more than 120", 120, 120, None),
        ("en", "at least 1,200", 1200, 1200, None),
        ("en", "a hundred and twenty", 120, 120, 120),
        ("en", "between 18 and 21", 18, 20, 21),
        ("en", "18-21", 18, 20, 21),
        ("en", "from 37 to 41", 41, 41, 41),
        ("en", "up to 20", 0, 20, 20),
        ("en", "around 40", 36, 40, 44),
        ("en", "dozens", 24, 24, None),
        ("en", "100 or more", 100, 100, None),
        ("fr", "quatre-vingt-dix-neuf", 99, 99, 99),
        ("fr", "au moins cent vingt", 120, 120, None),
        ("fr", "une centaine", 90, 100, 110),
        ("fr", "mille cinq cents", 1500, 1500, 1500),
        ("es", "doscientos treinta y nueve", 239, 239, 239),
        ("es", "más de ciento veinte", 120, 120, None),
        ("es", "cerca de un centenar", 90, 100, 100),
        ("ar", "مئة وتسعة وعشرين", 129, 129, 129),
        ("ar", "أكثر من ١٢٠", 120, 120, None),
        ("ar", "ألف وخمسمئة", 1500, 1500, 1500),
        ("zh", "一百二十多", 120, 120, None),
        ("zh", "两百", 200, 200, 200),
        ("zh", "一百零五", 105, 105, 105),
        ("zh", "至少18", 18, 18, None),
    ],
)
def test_a_number_and_its_bounds_are_one_quantity(language, text, low, best, high) -> None:
    assert found(text, language) == [(text, low, best, high)]


@pytest.mark.parametrize("text", ["$750,000", "AK-47", "3.5%", "7:30", "877-903-1234", "1.2万亿"])
def test_money_shares_times_and_names_are_no_counts(text) -> None:
    assert found(text, "en") == []


@given(st.text(max_size=120), st.sampled_from(LANGUAGES))
def test_any_text_gives_ordered_quantities_with_low_up_to_best_up_to_high(text, language) -> None:
    tokens = tokenise(text)
    end = 0
    for number in quantities(text, tokens, Tags(load(language).match(tokens))):
        assert end <= number.core[0] < number.core[1] <= number.last <= len(tokens)
        assert 0 <= number.low <= number.best
        assert number.high is None or number.best <= number.high
        end = number.core[1]
