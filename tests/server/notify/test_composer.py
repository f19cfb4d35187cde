"""The composer's page: what is typed is judged and shown before anything is kept."""

from typing import Any

import pytest
from django.test import Client

from tests.server.conftest import TESTER, Cast
from tests.server.notify.conftest import WORDS
from tocsin_server.notify import selectors, services
from tocsin_server.notify.models import Alert, Template
from tocsin_server.units import selectors as units

pytestmark = pytest.mark.any_database

TYPED: dict[str, Any] = {
    "unit": "nation",
    "status": "Actual",
    "category": ["Security"],
    "urgency": "Immediate",
    "severity": "Extreme",
    "certainty": "Observed",
    "expires": "2015-11-14T20:00",
    "area-0-name": "The port",
    "area-0-shape": "31.2, 121.5, 5 km",
}


@pytest.fixture
def officer(placed: Cast, settings: Any) -> Client:
    settings.SAMPLE = True
    client = Client()
    client.force_login(
        units.person("nation.duty_officer"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def page(client: Client, address: str, **typed: Any) -> str:
    answer = client.post(address, {**TYPED, **typed})
    assert answer.status_code in (200, 422)
    return answer.content.decode()


def test_a_preview_keeps_nothing_and_answers_scripts_with_its_part_alone(officer: Client) -> None:
    words = {"en-event": "Attack", "en-headline": "Stay away", "preview": "1"}
    whole = page(officer, "/console/alerts/new", **words)
    part = officer.post("/console/alerts/new", {**TYPED, **words}, headers={"HX-Request": "true"})
    assert "<html" in whole
    assert "<html" not in part.content.decode()
    assert "Stay away" in part.content.decode()
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    "shape", ["1, 2", "1, 2\n3, 4", "116, 39\n117, 39\n117, 40", "0,0\n1,1\n1,0\n0,1", "1,2,-3"]
)
def test_a_draft_with_an_area_that_cannot_be_drawn_is_kept_and_shown(officer: Client, shape: str) -> None:
    words = {"en-event": "Attack", "area-0-shape": shape}
    assert "Forbids" in page(officer, "/console/alerts/new", **words, preview="1")
    answer = officer.post("/console/alerts/new", {**TYPED, **words})
    shown = officer.get(answer["Location"])
    assert (shown.status_code, "cannot be published as it is" in shown.content.decode()) == (200, True)


def test_blanks_are_filled_in_every_language_unless_one_has_its_own(officer: Client) -> None:
    services.take_library(TESTER, "nation")
    address = f"/console/alerts/new?template={Template.objects.get(name='Evacuation').pk}"
    texts = {
        "en-event": "Evacuation",
        "en-headline": "Leave {place} now",
        "fr-event": "Évacuation",
        "fr-headline": "Quittez {place}",
        "es-event": "Evacuación",
        "es-headline": "Abandone {place}",
        "en-fill_place": "the port",
        "fr-fill_place": "le port",
        "es-off": "on",
    }
    officer.post(address, {**TYPED, **texts})
    infos = selectors.record(Alert.objects.get()).infos
    assert [(info.language, info.headline) for info in infos] == [
        ("en", "Leave the port now"),
        ("fr", "Quittez le port"),
    ]


def test_every_page_of_alerts_opens(officer: Client, placed: Cast) -> None:
    services.take_library(TESTER, "nation")
    row = services.draft(placed["nation.duty_officer"], **WORDS)
    out = services.publish(
        services.draft(placed["nation.duty_officer"], **WORDS).pk, placed["nation.duty_officer"]
    )
    template = Template.objects.first()
    assert template is not None
    paths = ["", "new", "import", "templates/", "templates/add", f"templates/{template.pk}/change"]
    paths += [f"{row.pk}/", f"{row.pk}/revise", f"{out.pk}/"]
    paths += [f"{out.pk}/{kind}" for kind in ("update", "extend", "cancel")]
    assert {path: officer.get(f"/console/alerts/{path}").status_code for path in paths} == dict.fromkeys(
        paths, 200
    )
