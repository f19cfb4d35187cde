"""Over the API a token sees its own unit's part of every kind of row, and nothing beyond."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from tests.server.conftest import Cast
from tocsin.base import TLP
from tocsin_server import clock
from tocsin_server.collect.models import Feed, Report
from tocsin_server.extract.models import Action, Incident, SourceGrade
from tocsin_server.forewarn.models import Counted, Forecast, Warning
from tocsin_server.level.models import Declaration, Meeting, Plan
from tocsin_server.notify.models import Alert
from tocsin_server.protect.models import PatrolPlan, Venue
from tocsin_server.units.models import Marked

pytestmark = pytest.mark.urls("tocsin_server.api.urls")

NOW = datetime(2015, 11, 14, tzinfo=UTC)
LATER = NOW + timedelta(days=3650)


def feed(**mark: Any) -> Feed:
    return Feed.objects.create(id="feed", name="Feed", outlet="Outlet", kind="rss", **mark)


def report(**mark: Any) -> Report:
    return Report.objects.create(
        id="report", feed=feed(**mark), outlet="Outlet", text="x", collected=NOW, arrival=1, **mark
    )


def incident(**mark: Any) -> Incident:
    return Incident.objects.create(id="incident", kind="bombing", created=NOW, updated=NOW, **mark)


def action(**mark: Any) -> Action:
    return Action.objects.create(
        report=report(**mark), number=1, kind="alert_raised", summary="x", data={}, **mark
    )


def source(**mark: Any) -> SourceGrade:
    return SourceGrade.objects.create(outlet="Outlet", at=NOW, **mark)


def warning(**mark: Any) -> Warning:
    counts = {"observed": 9, "expected": 1.0, "bound": 3.0}
    return Warning.objects.create(
        series="s", day=NOW.date(), detector="d", sentence="x", explanation={}, raised=NOW, **counts, **mark
    )


def series(**mark: Any) -> Counted:
    return Counted.objects.create(series="FR/attack", of="incidents", country="FR", kind="attack", **mark)


def forecast(**mark: Any) -> Forecast:
    figures = {"low": 0, "middle": 1, "high": 9, "expected": 2.0, "threshold": 25, "chance": 0.01}
    made = {"sentence": "x", "forecast": {}, "known": NOW, "made": NOW}
    month = clock.now().date().replace(day=1)
    return Forecast.objects.create(country="FR", month=month, last=month, **figures, **made, **mark)


def declaration(**mark: Any) -> Declaration:
    span = {"starts": NOW, "ends": LATER, "proposed": NOW}
    plan = Plan.objects.create(name="p", version="1", adopted=NOW)
    level = {"scheme": "generic", "rank": 2, "step": 2, "word": "Raised", "plan": plan}
    return Declaration.objects.create(key="k", **level, **span, **mark)


def meeting(**mark: Any) -> Meeting:
    span = {"starts": NOW, "ends": LATER, "convened": NOW}
    return Meeting.objects.create(key="m", title="Meeting", **span, **mark)


def venue(**mark: Any) -> Venue:
    place = {"latitude": 48.9, "longitude": 2.3, "zone": "Europe/Paris", "capacity": 9, "present": "9"}
    return Venue.objects.create(slug="v", name="V", kind="market", added=NOW, changed=NOW, **place, **mark)


def patrols(**mark: Any) -> PatrolPlan:
    shifts = {"first_day": clock.now().date(), "days": 1, "shift_starts": ["06:00"], "zone": "UTC"}
    told = {"reason": "x", "asked": NOW, "asked_by": "x", "seed": "00" * 32, "commitment": "66" * 32}
    return PatrolPlan.objects.create(key="p", teams=1, visits=1, step=1, **shifts, **told, **mark)


def alert(**mark: Any) -> Alert:
    kind = {
        "status": "Exercise",
        "message_type": "Alert",
        "event": "x",
        "headline": "x",
        "severity": "Severe",
    }
    return Alert.objects.create(**kind, data={}, drafted=NOW, drafted_by="x", expires=LATER, **mark)


LISTS: dict[str, Callable[..., Model]] = {
    "/api/collect/feeds": feed,
    "/api/collect/reports": report,
    "/api/extract/incidents": incident,
    "/api/extract/actions": action,
    "/api/extract/sources": source,
    "/api/forewarn/warnings": warning,
    "/api/forewarn/series": series,
    "/api/forewarn/forecasts": forecast,
    "/api/level/declarations": declaration,
    "/api/level/meetings": meeting,
    "/api/notify/alerts": alert,
    "/api/protect/venues": venue,
    "/api/protect/patrols": patrols,
}


def sees(cast: Cast, token: str, address: str) -> bool:
    """Whether a unit's token finds anything in a list."""
    answer = Client().get(address, headers={"Authorization": f"Bearer {cast.secrets[token]}"})
    assert answer.status_code == 200, answer.content
    return bool(answer.json()["results"])


def test_every_kind_of_marked_row_has_a_list() -> None:
    made = {maker.__annotations__["return"] for maker in LISTS.values()}
    assert made == set(Marked.__subclasses__())


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    ("label", "seeing"),
    [
        (TLP.GREEN, {"nation", "region", "locality", "neighbour", "outsider"}),
        (TLP.AMBER, {"nation", "region", "locality"}),
        (TLP.AMBER_STRICT, {"nation", "region", "locality"}),
        (TLP.RED, set()),
    ],
)
def test_a_row_of_the_locality_is_listed_for_these_tokens(
    cast: Cast, address: str, label: TLP, seeing: set[str]
) -> None:
    LISTS[address](unit=cast.units["locality"], tlp=label)
    assert {token for token in cast.secrets if sees(cast, token, address)} == seeing


@pytest.mark.parametrize("address", LISTS)
def test_a_strict_row_of_the_region_is_hidden_from_the_locality(cast: Cast, address: str) -> None:
    LISTS[address](unit=cast.units["region"], tlp=TLP.AMBER_STRICT)
    assert {token for token in cast.secrets if sees(cast, token, address)} == {"nation", "region"}
