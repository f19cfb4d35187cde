"""The cast that runs through every test of the service, and what every test's database needs.

nation                  duty officer, analyst, administrator, auditor
  region                duty officer, unit officer, administrator, auditor
    locality            unit officer, duty officer
    neighbour           unit officer
outsider                duty officer (a tree of its own)
"""

import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tocsin_server import clock
from tocsin_server.ledger import triggers
from tocsin_server.ledger.models import Entry, Head
from tocsin_server.ledger.services import Actor
from tocsin_server.units import selectors, services
from tocsin_server.units.models import ApiToken, Membership, Person, Unit
from tocsin_server.units.viewer import PUBLIC, Viewer, viewer_of, viewer_of_token

TESTER = Actor("system:test")
UNITS = {
    "nation": ("national", ""),
    "region": ("region", "nation"),
    "locality": ("locality", "region"),
    "neighbour": ("locality", "region"),
    "outsider": ("national", ""),
}
PEOPLE = [
    *(("nation", role) for role in ("duty_officer", "analyst", "administrator", "auditor")),
    *(("region", role) for role in ("duty_officer", "unit_officer", "administrator", "auditor")),
    *(("locality", role) for role in ("unit_officer", "duty_officer")),
    ("neighbour", "unit_officer"),
    ("outsider", "duty_officer"),
]


@dataclass
class Cast:
    """The units by id; the viewers by "unit.role" for persons, "unit token" for tokens, and "public"."""

    units: dict[str, Unit] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Viewer:
        return self.viewers[name]


_ROWS = (Unit, Person, Membership, ApiToken, Entry, Head)
_made: dict[date, tuple[Cast, list[list[Any]]]] = {}
"""The cast as the services made it on a day, with the rows that this left behind."""


@pytest.fixture
def cast(db: None) -> Cast:
    """Units, people and tokens, made by the services that a site uses.

    That takes a hundred queries; once they were made on a day, their rows are put back instead.
    """
    if Head.objects.exists():
        return _make_cast()
    day = clock.now().date()
    if day not in _made:
        made = _make_cast()
        _made[day] = made, [list(model.objects.all()) for model in _ROWS]
        return deepcopy(made)
    made, rows = _made[day]
    for model, each in zip(_ROWS, rows, strict=True):
        model._default_manager.bulk_create(each)
    return deepcopy(made)


def _make_cast() -> Cast:
    made = Cast(viewers={"public": PUBLIC})
    for unit_id, (kind, parent) in UNITS.items():
        made.units[unit_id] = services.add_unit(
            TESTER, id=unit_id, name=unit_id.title(), kind=kind, parent_id=parent
        )
        token, secret = services.issue_token(TESTER, unit_id=unit_id, name=unit_id, role="duty_officer")
        made.viewers[f"{unit_id} token"], made.secrets[unit_id] = viewer_of_token(token), secret
    for unit_id, role in PEOPLE:
        username = f"{unit_id}.{role}"
        services.add_person(TESTER, username=username, display=f"{role} of {unit_id}")
        services.grant(TESTER, username=username, unit_id=unit_id, role=role)
        made.viewers[username] = viewer_of(selectors.person(username))
    return made


@pytest.fixture(autouse=True)
def _signing_key_of_the_day() -> Iterator[None]:
    """Tests live in several years; the key that a site makes for itself holds for five."""
    yield
    shutil.rmtree(Path(settings.HOME) / "signing", ignore_errors=True)


@pytest.fixture(autouse=True)
def _ledger_emptied_after_a_transactional_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that commit are undone by emptying the tables, which the ledger's triggers rightly refuse."""
    if "transactional_db" not in request.fixturenames and not _is_transactional(request):
        yield
        return
    request.getfixturevalue("transactional_db")
    triggers.remove()
    triggers.install()
    yield
    triggers.remove()


def _is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))
