"""A Saturday morning, and alerts that go out on it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.server.conftest import Cast
from tocsin.base import Area
from tocsin_server import clock
from tocsin_server.notify import services as notify
from tocsin_server.notify.models import Alert

SATURDAY = datetime(2015, 11, 14, 6, tzinfo=UTC)
CAPITAL = Area(description="The capital", polygons=(((48.9, 2.2), (48.9, 2.5), (48.7, 2.4), (48.9, 2.2)),))
HARBOUR = Area(description="The harbour", circles=((22.55, 114.07, 20.0),))
WORDS: dict[str, Any] = {
    "event": "Security",
    "headline": "Stay at home",
    "description": "Streets are closed.",
    "instruction": "Lock the doors.",
    "language": "en",
    "category": ["Security"],
    "urgency": "Immediate",
    "severity": "Severe",
    "certainty": "Observed",
    "expires": SATURDAY + timedelta(hours=6),
    "areas": [CAPITAL],
}
TEXTS = ("language", "event", "headline", "description", "instruction")
"""What differs from language to language."""

Publish = Callable[..., Alert]


@pytest.fixture(autouse=True)
def saturday(settings: Any) -> Iterator[None]:
    settings.TOCSIN_ALERT_SECOND_PERSON = 0
    with clock.standing_at(SATURDAY):
        yield


@pytest.fixture
def publish(cast: Cast) -> Publish:
    """Publishes an alert that says what is given, and else what `WORDS` say."""

    def published(**words: Any) -> Alert:
        viewer = cast["nation.duty_officer"]
        said = {name: value for name, value in WORDS.items() if name not in TEXTS or "languages" not in words}
        return notify.publish(notify.draft(viewer, unit_id="nation", **{**said, **words}).pk, viewer)

    return published
