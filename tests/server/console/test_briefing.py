"""The briefing's page, to be read and printed."""

from tests.server.console.conftest import Browse, page
from tocsin_server.forewarn.models import Warning

ADDRESS = "/console/warnings/briefing/"


def test_each_warning_has_its_sentence_and_chart(browse: Browse, warning: Warning) -> None:
    html = page(browse, "nation.auditor", ADDRESS)
    assert warning.sentence in html
    assert html.count('<svg xmlns="http://www.w3.org/2000/svg"') == 2, "wide, and narrow for a phone"
    assert "1 told by a part" in html
    assert ADDRESS in page(browse, "nation.auditor", "/console/warnings/"), "the list leads to it"


def test_a_period_that_is_none_is_a_day(browse: Browse, warning: Warning) -> None:
    assert warning.pk
    for hours, chosen in (("168", "7 days"), ("-5", "24 hours"), ("", "24 hours")):
        html = page(browse, "nation.auditor", f"{ADDRESS}?hours={hours}")
        assert f'aria-current="true">{chosen}</a>' in html


def test_without_a_warning_it_says_so(browse: Browse) -> None:
    assert "No warning was raised in this time." in page(browse, "nation.auditor", ADDRESS)


def test_whom_it_does_not_concern_does_not_see_it(browse: Browse, warning: Warning) -> None:
    Warning.objects.update(tlp="red")
    assert warning.sentence not in page(browse, "nation.auditor", ADDRESS)
