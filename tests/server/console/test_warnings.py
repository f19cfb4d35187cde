"""The pages of warnings: a list that can be narrowed, a warning that explains itself and leads on."""

import csv
import re
from html import unescape

from tests.server.console.conftest import SATURDAY, Browse, page
from tocsin_server.extract.models import Incident
from tocsin_server.forewarn.models import Warning

LIST = "/console/warnings/"


def test_the_list_shows_course_bound_and_surprise_of_each(browse: Browse, warning: Warning) -> None:
    html = page(browse, "nation.analyst", LIST)
    assert f'id="row-{warning.pk}"' in html
    assert "Not judged" in html
    assert re.search(r'<td class="course"><svg[^>]*role="img"', html)
    assert f'"killed": {warning.observed}' in unescape(html), "the map's point holds what was observed"


def test_filters_narrow_the_list_and_say_so(browse: Browse, warning: Warning) -> None:
    assert "No warning fits" in page(browse, "nation.analyst", f"{LIST}?country=IQ&kind=attack&judged=yes")
    assert f'id="row-{warning.pk}"' in page(browse, "nation.analyst", f"{LIST}?country=IQ&sort=surprise")
    assert "before the day in From" in page(
        browse, "nation.analyst", f"{LIST}?since=2015-11-14&until=2015-11-01"
    )


def test_what_was_held_back_is_listed_with_its_rule(browse: Browse, warning: Warning) -> None:
    html = page(browse, "nation.analyst", f"{LIST}?show=held")
    assert "Told by a part" in html
    assert f'id="row-{warning.pk}"' not in html


def test_a_warning_explains_itself_and_leads_on(browse: Browse, warning: Warning, incident: Incident) -> None:
    html = page(browse, "nation.duty_officer", f"{LIST}{warning.pk}/")
    assert warning.sentence in html
    assert html.count('<svg xmlns="http://www.w3.org/2000/svg"') == 2, "wide, and narrow for a phone"
    assert f"/console/incidents/{incident.pk}/" in html
    assert f"?warning={warning.pk}#raise-title" in html
    assert "Told by a part" in html, "what was held back beside it"


def test_it_follows_when_judged_again(browse: Browse, warning: Warning) -> None:
    html = page(browse, "nation.auditor", f"{LIST}{warning.pk}/?recompute=yes")
    assert "Yes, from its own figures." in html
    assert "Yes, from the site's counts" in html


def test_an_altered_one_does_not(browse: Browse, warning: Warning) -> None:
    Warning.objects.update(explanation=warning.explanation | {"observed": 14})
    html = page(browse, "nation.auditor", f"{LIST}{warning.pk}/?recompute=yes")
    assert "<b>No.</b>" in html


def test_a_warning_from_before_counts_were_kept_still_shows(browse: Browse, warning: Warning) -> None:
    old = {name: value for name, value in warning.explanation.items() if name != "known"}
    Warning.objects.update(counted=None, known=None, explanation=old)
    html = page(browse, "nation.auditor", f"{LIST}{warning.pk}/?recompute=yes")
    assert "so they cannot be asked" in html
    assert page(browse, "nation.auditor", LIST)


def test_the_form_that_raises_a_level_opens_with_the_warning_as_its_ground(
    browse: Browse, warning: Warning
) -> None:
    html = page(browse, "nation.duty_officer", f"/console/level/?warning={warning.pk}")
    assert re.search(rf'<input[^>]*name="warnings"[^>]*value="{warning.pk}"[^>]*checked', html)
    assert re.search(rf"<textarea[^>]*>\s*{re.escape(warning.sentence)}", html)


def test_whom_it_does_not_concern_does_not_see_it(browse: Browse, warning: Warning) -> None:
    Warning.objects.update(tlp="red")
    assert browse("nation.auditor").get(f"{LIST}{warning.pk}/").status_code in (400, 404)
    assert f'id="row-{warning.pk}"' not in page(browse, "nation.auditor", LIST)


def test_the_list_as_a_file_keeps_formulas_from_being_run(browse: Browse, warning: Warning) -> None:
    Warning.objects.filter(pk=warning.pk).update(sentence="=1+1")
    answer = browse("nation.analyst").get(f"{LIST}list.csv?country=IQ")
    assert answer["Content-Type"].startswith("text/csv")
    (row,) = csv.DictReader(answer.getvalue().decode().splitlines())
    assert (row["id"], row["day"], row["sentence"]) == (str(warning.pk), "2015-11-13", "'=1+1")


def test_the_rate_is_shown_once_something_is_judged(browse: Browse, warning: Warning) -> None:
    client = browse("nation.analyst")
    assert client.post(f"{LIST}{warning.pk}/judge", {"judgement": "useful"}).status_code == 302
    html = page(browse, "nation.analyst", LIST)
    assert f"{SATURDAY:%b %Y}: 1 of 1 useful." in html
    assert "(100 %)" in html
