"""A person's split or merge survives every later report and re-fusion, and can be taken back."""

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.extract.conftest import (
    KIRKUK,
    KIRKUK_LATER,
    KIRKUK_MARKET,
    MOSUL,
    arrive,
    home,
    standing,
)
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin_server.collect import services as collect
from tocsin_server.extract import selectors, services
from tocsin_server.extract.models import Incident, Mention, Ruling
from tocsin_server.ledger import selectors as ledger

pytestmark = pytest.mark.usefixtures("outlets")

MARKET_AGAIN = (
    "Rescuers left the market in Kirkuk where a car bomb killed 14 people on Friday, a doctor said."
)


def mention(report_id: str) -> str:
    return Mention.objects.get(report=report_id).pk


def count() -> int:
    return Incident.objects.filter(retired=False).count()


def test_a_split_survives_refusion_and_new_reports(cast: Cast) -> None:
    one, two, three = (
        arrive("wire", KIRKUK), arrive("post", KIRKUK_MARKET, 1), arrive("radio", KIRKUK_LATER, 2),
    )  # fmt: skip
    kept = home(one)
    services.split([mention(two)], cast["nation.analyst"], "Another bomb, another street")
    assert home(one) == home(three) == kept
    assert home(two) != kept
    services.fuse([one, two, three], TESTER)
    arrive("herald", MARKET_AGAIN, 3)
    assert home(two) != home(one) == home(three)
    assert count() == 2


def test_a_merge_survives_refusion_and_new_reports(cast: Cast) -> None:
    one, other = arrive("wire", KIRKUK), arrive("post", MOSUL, 1)
    before = {home(one), home(other)}
    services.merge([id for id in before if id], cast["nation.analyst"], "One column of attackers")
    assert home(one) == home(other)
    late = arrive("radio", KIRKUK_LATER, 2)
    services.fuse([one, other, late], TESTER)
    assert home(one) == home(other) == home(late)
    assert count() == 1


def test_an_emptied_incident_is_retired_and_points_to_where_its_reports_went(cast: Cast) -> None:
    one, other = arrive("wire", KIRKUK), arrive("post", MOSUL, 1)
    ids = {home(one), home(other)}
    services.merge([id for id in ids if id], cast["nation.analyst"], "One column of attackers")
    gone = Incident.objects.get(retired=True)
    assert gone.pk in ids
    assert gone.successor_id == home(one) == home(other)
    assert set(standing()) == {Incident.objects.get(pk=home(one)).place_name}
    assert selectors.incident(cast["nation.analyst"], gone.pk) == gone


def test_a_decision_is_taken_back_whole(cast: Cast) -> None:
    one, other = arrive("wire", KIRKUK), arrive("post", MOSUL, 1)
    first, second = home(one), home(other)
    services.merge([id for id in (first, second) if id], cast["nation.analyst"], "One column")
    (decision,) = selectors.decisions(Incident.objects.get(pk=home(one)))
    services.withdraw(decision.id, cast["nation.analyst"])
    assert {home(one), home(other)} == {first, second}
    assert not Incident.objects.filter(retired=True).exists()
    assert not Ruling.objects.exists()


def test_a_split_of_many_is_one_decision_to_take_back(cast: Cast) -> None:
    one, two, three = (
        arrive("wire", KIRKUK), arrive("post", KIRKUK_MARKET, 1), arrive("radio", KIRKUK_LATER, 2),
    )  # fmt: skip
    services.split([mention(two), mention(three)], cast["nation.analyst"], "Another bomb")
    assert home(two) == home(three) != home(one)
    (decision,) = selectors.decisions(Incident.objects.get(pk=home(one)))
    services.withdraw(decision.id, cast["nation.analyst"])
    assert home(one) == home(two) == home(three)


def test_merging_replaces_an_earlier_split(cast: Cast) -> None:
    one, two = arrive("wire", KIRKUK), arrive("post", KIRKUK_MARKET, 1)
    services.split([mention(two)], cast["nation.analyst"], "Another bomb")
    services.merge([id for id in (home(one), home(two)) if id], cast["nation.duty_officer"], "No, the same")
    assert home(one) == home(two)
    arrive("radio", KIRKUK_LATER, 2)
    assert count() == 1


def test_a_single_pair_can_be_ruled_on_and_ruled_on_again(cast: Cast) -> None:
    one, two = arrive("wire", KIRKUK), arrive("post", MOSUL, 1)
    services.rule(mention(one), mention(two), True, "The same gang", cast["nation.analyst"])
    assert home(one) == home(two)
    services.rule(mention(two), mention(one), False, "Not after all", cast["nation.analyst"])
    assert home(one) != home(two)
    assert Ruling.objects.count() == 1


@pytest.mark.parametrize("who", ["nation.auditor", "region.unit_officer", "outsider.duty_officer", "public"])
def test_only_analysts_and_duty_officers_of_the_owner_rule(cast: Cast, who: str) -> None:
    one, two = arrive("wire", KIRKUK), arrive("post", KIRKUK_MARKET, 1)
    with pytest.raises((NotAllowed, BadInput)):
        services.split([mention(two)], cast[who], "because")
    assert home(one) == home(two)
    assert not Ruling.objects.exists()


def test_a_ruling_needs_a_reason_and_something_to_rule_on(cast: Cast) -> None:
    one, two = arrive("wire", KIRKUK), arrive("post", KIRKUK_MARKET, 1)
    analyst = cast["nation.analyst"]
    with pytest.raises(BadInput, match="say why"):
        services.split([mention(two)], analyst, " ")
    with pytest.raises(BadInput, match="stay behind"):
        services.split([mention(one), mention(two)], analyst, "all")
    with pytest.raises(BadInput, match="reports of one incident"):
        services.split(["none#0"], analyst, "what")
    with pytest.raises(BadInput, match="at least two"):
        services.merge([home(one) or ""], analyst, "alone")
    with pytest.raises(BadInput, match="not there"):
        services.merge([home(one) or "", "gone"], analyst, "gone")
    with pytest.raises(BadInput, match="one with itself"):
        services.rule(mention(one), mention(one), True, "self", analyst)
    with pytest.raises(BadInput, match="no such ruling"):
        services.withdraw(99, analyst)
    assert not Ruling.objects.exists()


def test_incidents_of_different_labels_cannot_be_merged(cast: Cast) -> None:
    collect.add_feed(
        TESTER, id="own", name="own", outlet="own", kind="text", unit=cast.units["nation"], tlp="amber"
    )
    ids = [home(arrive("wire", KIRKUK)) or "", home(arrive("own", MOSUL, 1)) or ""]
    with pytest.raises(Conflict, match="never put together"):
        services.merge(ids, cast["nation.analyst"], "because")


def test_every_decision_is_in_the_ledger_with_its_reason(cast: Cast) -> None:
    arrive("wire", KIRKUK)
    two = arrive("post", KIRKUK_MARKET, 1)
    services.split([mention(two)], cast["nation.analyst"], "Another bomb")
    entry = ledger.entries(action="extract.split").get()
    assert (entry.actor, entry.data["reason"]) == ("person:nation.analyst", "Another bomb")
