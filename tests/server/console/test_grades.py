"""Grades on the pages: beside each source, on the sources' page and a page of their own, in the filters."""

import re
from datetime import timedelta

import pytest

from tests.server.conftest import TESTER
from tests.server.console.conftest import SATURDAY, Browse
from tocsin_server import clock
from tocsin_server.console.charts import course
from tocsin_server.extract import services
from tocsin_server.extract.grades import Point
from tocsin_server.extract.models import Incident, Overruling, SourceGrade


@pytest.fixture
def graded(incident: Incident) -> Incident:
    services.grade(TESTER)
    incident.refresh_from_db()
    return incident


def test_an_incident_says_how_credible_it_is_and_why(browse: Browse, graded: Incident) -> None:
    html = browse("nation.analyst").get(f"/console/incidents/{graded.pk}/").content.decode()
    assert "probably true" in html
    assert "As Post tells it: told alike by Wire." in html


def test_each_source_of_an_incident_leads_to_its_own_page(browse: Browse, graded: Incident) -> None:
    analyst = browse("nation.analyst")
    html = analyst.get(f"/console/incidents/{graded.pk}/").content.decode()
    links = re.findall(r"/console/grades/\d+/", html)
    assert len(set(links)) == 2
    page = analyst.get(links[0]).content.decode()
    assert "What it told of 1 incident" in page
    assert "reliability cannot be judged" in page


def test_the_sources_page_shows_a_grade_beside_each_feed(browse: Browse, graded: Incident) -> None:
    html = browse("nation.analyst").get("/console/sources/").content.decode()
    assert html.count('aria-label="Wire: F, reliability cannot be judged"') == 1
    assert "none yet" in html


def test_the_picture_is_filtered_by_grade(browse: Browse, graded: Incident) -> None:
    analyst = browse("nation.analyst")
    assert graded.pk in analyst.get("/console/?credibility=2").content.decode()
    assert graded.pk not in analyst.get("/console/?credibility=1").content.decode()
    assert graded.pk not in analyst.get("/console/?source=C").content.decode()
    SourceGrade.objects.filter(outlet="Wire").update(letter="B")
    assert graded.pk in analyst.get("/console/?source=C").content.decode()


def test_a_person_overrules_a_grade_and_takes_it_back(browse: Browse, graded: Incident) -> None:
    analyst = browse("nation.analyst")
    row = SourceGrade.objects.get(outlet="Wire")
    page = f"/console/grades/{row.pk}/"
    said = {"grade": "D", "until": "2015-12-01", "reason": "It was taken over."}
    assert analyst.post(f"{page}overrule", said)["Location"] == page
    html = analyst.get(page).content.decode()
    assert "It was taken over." in html
    assert "not usually reliable" in html
    word = Overruling.objects.get()
    analyst.post(f"/console/grades/overrulings/{word.pk}/withdraw")
    row.refresh_from_db()
    assert row.letter == "F"


def test_who_may_not_overrule_is_shown_no_form_and_refused(browse: Browse, graded: Incident) -> None:
    auditor = browse("nation.auditor")
    page = f"/console/incidents/{graded.pk}/"
    assert "Overrule the grade" not in auditor.get(page).content.decode()
    said = {"grade": "1", "until": "2015-12-01", "reason": "I was there."}
    assert auditor.post(f"{page}overrule", said).status_code == 403
    assert browse("nation.analyst").post(f"{page}overrule", said).status_code == 302
    graded.refresh_from_db()
    assert graded.credibility == 1


def test_a_form_without_an_end_is_refused_in_words(browse: Browse, graded: Incident) -> None:
    said = {"grade": "1", "until": "", "reason": "I was there."}
    answer = browse("nation.analyst").post(f"/console/incidents/{graded.pk}/overrule", said)
    assert answer.status_code == 400
    assert "Until the end of: This field is required" in answer.content.decode()


def test_a_source_that_the_viewer_may_not_see_is_not_there(browse: Browse, graded: Incident) -> None:
    row = SourceGrade.objects.get(outlet="Wire")
    SourceGrade.objects.filter(pk=row.pk).update(tlp="AMBER+STRICT")
    assert browse("outsider.duty_officer").get(f"/console/grades/{row.pk}/").status_code == 404


def test_the_picture_of_a_source_is_a_band_between_its_bounds() -> None:
    now = clock.now()
    stood = [Point(now - timedelta(days=2), 0.0, 1.0), Point(now, 0.5, 0.9)]
    drawn = course(stood, [(now, True), (SATURDAY - timedelta(days=9), False)])
    assert drawn is not None
    assert drawn.floor == "M0.0 100.0L1000.0 50.0"
    assert drawn.band == "M0.0 100.0L1000.0 50.0L1000.0 10.0L0.0 0.0Z"
    assert (drawn.agreed, drawn.differed) == ((1000.0,), (0.0,))
    assert course([], []) is None
