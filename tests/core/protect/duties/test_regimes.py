"""A regime asks what its law asks, from the number of people its law names, or is refused by line."""

import pytest

from tocsin.errors import BadInput
from tocsin.protect.duties import REGIMES, ProcedureKind, get_regime, load_regime, regime_file

UK = get_regime("uk-premises-2025")
PROCEDURES = [kind.value for kind in ProcedureKind]


def duties(capacity: int, kind: str = "culture") -> list[str]:
    return [duty.id for duty in UK.asked(UK.tier(capacity, kind))]


def test_199_people_bring_no_duty_and_200_to_799_the_standard_ones() -> None:
    assert duties(199) == []
    assert duties(200) == duties(799) == ["notify", *PROCEDURES]


def test_800_people_bring_the_enhanced_ones() -> None:
    assert duties(800) == ["notify", *PROCEDURES, "measures", "document", "senior-individual"]


@pytest.mark.parametrize("kind", ["place_of_worship", "school"])
def test_places_of_worship_and_schools_stay_in_the_standard_tier(kind: str) -> None:
    assert duties(5_000, kind) == duties(200)


def test_an_event_counts_from_800_with_entry_checks_where_the_venue_does_not_cover_it() -> None:
    standard, enhanced = UK.tier(500), UK.tier(900)
    assert UK.event_tier(799, entry_checks=True) is None
    assert UK.event_tier(5_000, entry_checks=False) is None
    assert UK.event_tier(800, entry_checks=True, venue=enhanced) is None
    tier = UK.event_tier(800, entry_checks=True, venue=standard)
    assert tier is not None
    assert len(UK.asked(tier)) == 8


@pytest.mark.parametrize("name", REGIMES)
def test_every_regime_that_comes_along_says_where_it_is_from_and_that_it_is_no_advice(name: str) -> None:
    regime = get_regime(name)
    assert regime.source.startswith("https://")
    assert "not legal advice" in regime.note
    assert regime.id == name


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('of = "venue"', 'of = "boat"', "tier 1, of: 'boat' is not one of venue, event"),
        ("from = 200", "from = 0", "tier 1, from: 0 is not from 1"),
        ('["place_of_worship", "school"]', '["church"]', "except: 'church' is not one of"),
        ('["place_of_worship", "school"]', "[1]", "except: it must be a list of words"),
        ('covered_by = ["enhanced"]', 'covered_by = ["grand"]', "there is no tier 'grand'"),
        ('tiers = ["standard", "enhanced", "event"]', 'tiers = ["grand"]', "duty 1, tiers: there is no tier"),
        ('tiers = ["standard", "enhanced", "event"]', "tiers = []", "duty 1, tiers: it may not be empty"),
        ('procedure = "evacuation"', 'procedure = "prayer"', "procedure: 'prayer' is not one of"),
        ('id = "event"', 'id = "standard"', "there is no tier 'event'"),
        ('id = "evacuation"', 'id = "notify"', "'notify' stands in"),
        ("[[duty]]", "[[duties]]", "there must be at least one table [[duty]]"),
        ('id = "notify"', 'id = "notify"\nfine = 5', "no such field"),
    ],
)
def test_a_regime_with_a_fault_is_refused_by_line_and_field(old: str, new: str, told: str) -> None:
    text = regime_file("uk-premises-2025").read_text("utf-8")
    count = -1 if old == "[[duty]]" else 1
    with pytest.raises(BadInput) as refusal:
        load_regime(text.replace(old, new, count))
    assert told in str(refusal.value)
