"""Reports of one event become one incident whose id stays; what a viewer may not read flows into none."""

from itertools import permutations

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.extract.conftest import (
    KIRKUK,
    KIRKUK_LATER,
    KIRKUK_MARKET,
    MOSUL,
    SPORT,
    arrive,
    home,
    standing,
)
from tocsin.base import Incident as IncidentRecord
from tocsin_server.codec import decode
from tocsin_server.collect import services as collect
from tocsin_server.collect.models import Feed
from tocsin_server.extract import services
from tocsin_server.extract.models import Incident
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.services import verify

pytestmark = pytest.mark.usefixtures("outlets")


def test_an_incident_is_made_once_and_grows() -> None:
    arrive("wire", KIRKUK)
    first = standing()["Kirkuk"]
    assert (first.kind, first.country, first.killed_best, first.sources) == ("bombing", "IQ", 12, 1)
    arrive("post", KIRKUK_MARKET, 1)
    arrive("radio", KIRKUK_LATER, 2)
    grown = standing()["Kirkuk"]
    assert (grown.pk, grown.sources, grown.killed_high) == (first.pk, 3, 15)
    assert decode(IncidentRecord, grown.data).id == grown.pk


def test_events_in_two_places_are_two_incidents() -> None:
    arrive("wire", KIRKUK)
    arrive("wire", MOSUL, 1)
    assert set(standing()) == {"Kirkuk", "Mosul"}


def test_what_tells_of_no_incident_changes_none() -> None:
    arrive("wire", KIRKUK)
    before = standing()["Kirkuk"].updated
    arrive("post", SPORT, 1)
    assert set(standing()) == {"Kirkuk"}
    assert standing()["Kirkuk"].updated == before


def test_a_wire_copy_adds_no_source() -> None:
    arrive(
        "wire", KIRKUK + " Ambulances took the injured to two hospitals of the city, and the road was closed."
    )
    copy = KIRKUK + " Ambulances took the injured to two hospitals of the city, and the road was shut."
    arrive("post", copy, 1)
    row = standing()["Kirkuk"]
    assert (row.sources, row.mentions.count()) == (1, 2)


def test_fusing_again_changes_nothing() -> None:
    reports = [arrive("wire", KIRKUK), arrive("post", KIRKUK_MARKET, 1)]
    head = ledger.head()
    assert services.fuse(reports, TESTER) == ()
    assert ledger.head() == head
    assert verify().ok


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_changes_no_figure(order: tuple[int, ...]) -> None:
    dispatches = [("wire", KIRKUK, 0), ("post", KIRKUK_MARKET, 1), ("radio", KIRKUK_LATER, 2)]
    for number in order:
        arrive(*dispatches[number])
    row = standing()["Kirkuk"]
    assert (row.killed_low, row.killed_best, row.killed_high, row.sources) == (12, 15, 15, 3)


def test_the_id_stays_when_an_earlier_dispatch_comes_late() -> None:
    arrive("post", KIRKUK_MARKET, 1)
    before = standing()["Kirkuk"].pk
    arrive("wire", KIRKUK, 0)
    assert standing()["Kirkuk"].pk == before


def test_reports_of_another_owner_or_label_are_never_put_together(
    cast: Cast, outlets: dict[str, Feed]
) -> None:
    collect.add_feed(
        TESTER, id="own", name="own", outlet="own", kind="text", unit=cast.units["region"], tlp="red"
    )
    open_one, closed_one = arrive("wire", KIRKUK), arrive("own", KIRKUK_MARKET, 1)
    assert home(open_one) != home(closed_one)
    closed = Incident.objects.get(pk=home(closed_one))
    assert (closed.unit_id, closed.tlp, closed.sources) == ("region", "red", 1)
    assert Incident.objects.get(pk=home(open_one)).sources == 1


KIRKUK_LOWERED = (
    "The toll of Friday's car bomb in Kirkuk was lowered from 15 to 13 killed, the hospital said; "
    "4 people are missing and gunmen abducted 2 guards."
)


def test_a_toll_that_comes_down_leaves_its_reason_in_the_incident_and_in_the_ledger() -> None:
    arrive("wire", KIRKUK)
    arrive("radio", KIRKUK_LATER, 1)
    arrive("post", KIRKUK_LOWERED, 2)
    row = standing()["Kirkuk"]
    assert (row.killed_low, row.killed_best, row.killed_high) == (12, 13, 15)
    assert (row.missing_best, row.abducted_best) == (4, 2)
    entry = ledger.entries(action="extract.fused").first()
    assert entry is not None
    assert {
        "incident": row.pk,
        "toll": "killed",
        "best": 13,
        "reason": "post takes the higher figure back",
    } in entry.data["tolls"]
    told = decode(IncidentRecord, row.data)
    assert told.killed is not None
    assert [step.best for step in told.killed.steps] == [12, 15, 13]
