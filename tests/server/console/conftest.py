"""A small site with something to see on every page, and visitors who have logged in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.server.conftest import TESTER, Cast
from tocsin_server import clock
from tocsin_server.collect import services as collect
from tocsin_server.extract.models import Incident
from tocsin_server.forewarn.models import Warning
from tocsin_server.jobs import worker
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit

SATURDAY = datetime(2015, 11, 14, 6, tzinfo=UTC)
DISPATCHES = {
    "wire": "A car bomb killed 12 people in Kirkuk on Friday, police said. <script>alert(1)</script> End.",
    "post": "The toll of Friday's car bomb in Kirkuk has risen: 15 people were killed, the hospital said.",
}
Browse = Callable[[str], Client]


@pytest.fixture(autouse=True)
def saturday(settings: pytest.FixtureRequest) -> Iterator[None]:
    settings.SAMPLE = True  # type: ignore[attr-defined]
    with clock.standing_at(SATURDAY):
        yield


@pytest.fixture
def browse(cast: Cast) -> Browse:
    """A browser in which a person of the cast has logged in; "public" is nobody."""

    def visitor(name: str) -> Client:
        client = Client()
        if name != "public":
            client.force_login(units.person(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return visitor


@pytest.fixture
def incident(cast: Cast) -> Incident:
    """What two outlets, and a copy of one of them, tell of one bomb; its warning too."""
    Unit.objects.filter(pk="nation").update(latitude=35.0, longitude=105.0)
    for number, outlet in enumerate(["wire", "post", "copier"]):
        collect.add_feed(
            TESTER, id=outlet, name=outlet, outlet=outlet.title(), kind="text", unit=cast.units["nation"]
        )
        moment = SATURDAY - timedelta(hours=3 - number)
        text = DISPATCHES.get(outlet, DISPATCHES["post"])
        collect.ingest(outlet, text.encode(), actor=TESTER, received=moment, published=moment)
    worker.drain(HANDLERS)
    return Incident.objects.get()


@pytest.fixture
def warning(incident: Incident) -> Warning:
    """The one raised of the bomb at Kirkuk."""
    assert incident
    return Warning.objects.get(held="")


def page(browse: Browse, who: str, address: str) -> str:
    """What a person of the cast is shown at an address."""
    answer = browse(who).get(address)
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())
