"""The opening of a text tells whether what it says of violence happened now."""

import pytest

from tests.core.extract.readings import read


def reason(text: str, title: str = "") -> str:
    reading = read(text, title=title)
    assert not reading.incidents
    return reading.reason


def test_a_title_of_a_plot_foiled_speaks_for_the_whole_text() -> None:
    text = "Police said on Tuesday they arrested two men in Lyon. A rifle was seized before the attack."
    assert (
        reason(text, "Police foil plot to attack synagogue")
        == "it is about a threat, a plot or a false alarm"
    )


def test_a_title_that_tells_of_an_attack_and_of_a_plot_is_read() -> None:
    text = "Gunmen shot dead five people at a market in Lyon on Tuesday, days after a plot was foiled."
    assert read(text, title="Five shot dead in Lyon after foiled plot").incidents


@pytest.mark.parametrize("year", ["1645", "1977", "2011"])
def test_an_attack_of_years_ago_is_no_news(year: str) -> None:
    text = f"In {year}, attackers fell upon the town at dawn. The massacre left 46 dead. A book tells of it."
    assert not read(text).incidents


def test_an_old_attack_recalled_beside_a_new_one_does_not_hide_it() -> None:
    text = (
        "A bomb killed 12 people at a market in Kirkuk on Tuesday, police said. "
        "In 2014 a bombing in the same street killed 30."
    )
    (incident,) = read(text).incidents
    assert incident.killed is not None
    assert incident.killed.best == 12


def test_shares_may_be_slaughtered_without_a_massacre() -> None:
    text = (
        "Shares of chip makers were massacred on Tuesday as a price war exploded. Investors saw carnage. "
        "The index in London fell three per cent, traders said."
    )
    assert reason(text) == "it is about markets"


def test_a_blast_is_an_accident_unless_somebody_is_said_to_have_meant_it() -> None:
    accident = "An explosion killed nine people in Lyon on Tuesday. A gas leak caused it, firefighters said."
    claimed = "An explosion killed nine people in Lyon on Tuesday. No group has claimed responsibility."
    assert not read(accident).incidents
    assert read(claimed).incidents


def test_what_could_happen_counts_nobody() -> None:
    assert not read("An attack could kill dozens in London, the minister said on Tuesday.").incidents


def test_violence_without_any_place_needs_a_day_and_victims() -> None:
    assert not read("Gunmen opened fire and fled.").incidents
    assert read("Gunmen opened fire on Tuesday and killed three people.").incidents
