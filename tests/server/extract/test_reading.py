"""Each report is read once; one that the reader cannot bear is shown to a person and stops no other."""

import pytest

from tests.server.conftest import TESTER
from tests.server.extract.conftest import KIRKUK, MOSUL, SATURDAY, SPORT, arrive
from tocsin.base import Reading as ReadingRecord
from tocsin.base import Report
from tocsin.extract import Reader
from tocsin_server.codec import decode
from tocsin_server.collect import services as collect
from tocsin_server.collect.models import SetAside
from tocsin_server.extract import selectors, services
from tocsin_server.extract.models import Mention, Reading
from tocsin_server.ledger import selectors as ledger
from tocsin_server.units.viewer import PUBLIC

EMERGENCY = (
    "The president declared a state of emergency across France on Saturday after attackers killed 120 people "
    "in Paris."
)

pytestmark = pytest.mark.usefixtures("outlets")


def taken(feed: str, text: str) -> str:
    got = collect.ingest(feed, text.encode(), actor=TESTER, received=SATURDAY, published=SATURDAY)
    return got.report_ids[0]


class Stumbling:
    """A reader that fails on whatever tells of Mosul."""

    def __init__(self) -> None:
        self.inner = Reader.open()

    def read(self, report: Report) -> ReadingRecord:
        if "Mosul" in report.text:
            raise RuntimeError("cannot go on")
        return self.inner.read(report)


def test_what_a_report_tells_is_kept_whole() -> None:
    report_id = taken("wire", KIRKUK)
    assert services.read([report_id], TESTER) == (report_id,)
    row = Reading.objects.get(pk=report_id)
    reading = decode(ReadingRecord, row.data)
    assert (row.relevant, row.language, reading.report_id) == (True, "en", report_id)
    mention = Mention.objects.get(report=report_id)
    assert (mention.country, mention.pk) == ("IQ", f"{report_id}#0")
    (span,) = reading.incidents[0].killed.evidence  # type: ignore[union-attr]
    assert KIRKUK[span.start : span.end] == span.quote


def test_an_irrelevant_report_is_kept_with_the_reason() -> None:
    report_id = taken("wire", SPORT)
    services.read([report_id], TESTER)
    row = Reading.objects.get(pk=report_id)
    assert not row.relevant
    assert row.reason
    assert not Mention.objects.exists()


def test_a_report_is_read_once() -> None:
    report_id = taken("wire", KIRKUK)
    services.read([report_id], TESTER)
    head = ledger.head()
    assert services.read([report_id], TESTER) == ()
    assert (Mention.objects.count(), ledger.head()) == (1, head)


def test_a_report_that_cannot_be_read_is_set_aside_and_the_others_are_read() -> None:
    ids = [taken("wire", MOSUL), taken("post", KIRKUK)]
    assert set(services.read(ids, TESTER, Stumbling())) == set(ids)
    row = SetAside.objects.get()
    assert (row.feed_id, row.reason) == ("wire", "reader_failed")
    assert "RuntimeError: cannot go on" in row.message
    assert not Reading.objects.get(pk=ids[0]).relevant
    assert Mention.objects.get().report_id == ids[1]


def test_official_actions_are_kept_with_their_report() -> None:
    report_id = arrive("wire", EMERGENCY)
    kinds = {action.kind for action in Reading.objects.get(pk=report_id).report.actions.all()}
    assert "emergency_declared" in kinds
    assert not selectors.actions(PUBLIC).exists()
