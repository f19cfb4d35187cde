"""The page of an incident shows each toll, who told it when, and why the figure shown moved."""

from datetime import timedelta

import pytest

from tests.server.conftest import TESTER
from tests.server.console.conftest import SATURDAY, Browse
from tocsin_server.collect import services as collect
from tocsin_server.extract.models import Incident
from tocsin_server.jobs import worker
from tocsin_server.pipeline.handlers import HANDLERS

LOWERED = "The toll of Friday's car bomb in Kirkuk was lowered from 15 to 13 killed; 4 people are missing."


@pytest.fixture
def lowered(incident: Incident) -> Incident:
    """The incident after one outlet took a figure back."""
    moment = SATURDAY + timedelta(minutes=1)
    collect.ingest("wire", LOWERED.encode(), actor=TESTER, received=moment, published=moment)
    worker.drain(HANDLERS)
    return Incident.objects.get()


def test_a_figure_taken_back_is_shown_with_its_reason_and_the_steps_before(
    browse: Browse, lowered: Incident
) -> None:
    html = browse("nation.analyst").get(f"/console/incidents/{lowered.pk}/").content.decode()
    steps = html.partition('id="killed-steps"')[2].partition("</ol>")[0]
    assert [steps.count(f"<b>{best}</b>") for best in (12, 15, 13)] == [1, 1, 1]
    assert "Wire</bdi>: Wire takes the higher figure back" in steps


def test_the_missing_are_shown_on_the_page_and_in_the_picture(browse: Browse, lowered: Incident) -> None:
    analyst = browse("nation.analyst")
    assert (
        "Missing, as each source told it" in analyst.get(f"/console/incidents/{lowered.pk}/").content.decode()
    )
    assert "4 missing" in analyst.get("/console/").content.decode()


def test_a_toll_that_nobody_gives_is_not_shown(browse: Browse, incident: Incident) -> None:
    html = browse("nation.analyst").get(f"/console/incidents/{incident.pk}/").content.decode()
    assert "Abducted" not in html
