"""The search page shows what is found, marks it, and says what it did not understand."""

from datetime import date

import pytest

from tests.server.console.conftest import Browse
from tocsin_server.console.periods import MOST_BARS, periods
from tocsin_server.extract.models import Incident


def found(browse: Browse, who: str = "nation.analyst", **asked: str) -> str:
    answer = browse(who).get("/console/search/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_incidents_stand_before_reports_and_the_words_are_marked(browse: Browse, incident: Incident) -> None:
    page = found(browse, text="kirkuk killed")
    assert page.index("1 incident") < page.index("3 reports")
    assert "<mark>Kirkuk</mark>" in page
    assert "<mark>killed</mark>" in page


def test_what_outlets_wrote_is_escaped(browse: Browse, incident: Incident) -> None:
    page = found(browse, text="alert")
    assert "<script>alert" not in page
    assert "&lt;script&gt;<mark>alert</mark>(1)" in page


def test_what_was_typed_is_escaped(browse: Browse, incident: Incident) -> None:
    page = found(browse, text='"><img src=x>', place="<b>x</b>")
    assert "<img src=x" not in page
    assert "<b>x</b>" not in page


def test_what_was_not_understood_is_said(browse: Browse, incident: Incident) -> None:
    page = found(browse, text="-bomb")
    assert "Say also what to look for" in page
    assert "Nothing found." in page


def test_without_words_everything_is_listed(browse: Browse, incident: Incident) -> None:
    page = found(browse)
    assert "1 incident" in page
    assert "3 reports" in page


@pytest.mark.parametrize(
    ("asked", "sees"),
    [
        ({"kind": "bombing"}, True),
        ({"kind": "shooting"}, False),
        ({"place": "Kirkuk", "around": "10"}, True),
        ({"place": "Paris"}, False),
        ({"from": "2015-11-15"}, False),
        ({"killed": "15"}, True),
        ({"outlet": "Wire"}, True),
        ({"country": "IQ", "to": "2015-11-14"}, True),
    ],
)
def test_filters_narrow(browse: Browse, incident: Incident, asked: dict[str, str], sees: bool) -> None:
    assert (f"/console/incidents/{incident.pk}/" in found(browse, **asked)) is sees


def test_the_days_lead_to_their_reports(browse: Browse, incident: Incident) -> None:
    assert "?text=kirkuk&amp;from=2015-11-14&amp;to=2015-11-14" in found(browse, text="kirkuk")


def test_incidents_alone_have_their_own_pages(browse: Browse, incident: Incident) -> None:
    page = found(browse, text="kirkuk", **{"in": "incidents"})
    assert "1 incident" in page
    assert "3 reports" not in page


def test_a_page_that_does_not_exist_is_the_last_one(browse: Browse, incident: Incident) -> None:
    assert "3 reports" in found(browse, page="99")
    assert "3 reports" in found(browse, page="x")


def test_bars_are_never_too_many_to_hit() -> None:
    for last in (date(2015, 1, 2), date(2015, 12, 31), date(2018, 1, 1), date(2060, 1, 1)):
        drawn = periods({date(2015, 1, 1): 1, last: 2})
        assert drawn
        assert len(drawn.bars) <= MOST_BARS
        assert sum(each.bar.count for each in drawn.bars) == 3
        assert drawn.bars[0].first <= date(2015, 1, 1) <= drawn.bars[0].last
        assert drawn.bars[-1].first <= last <= drawn.bars[-1].last
    assert periods({}) is None
