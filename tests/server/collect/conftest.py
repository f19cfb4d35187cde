"""A feed that belongs to the nation, and the bytes of a small one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.server.collect.web import Site, serve
from tests.server.conftest import TESTER, Cast
from tocsin_server import clock
from tocsin_server.collect import services
from tocsin_server.collect.models import Feed

NIGHT = datetime(2015, 11, 13, 22, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[2] / "data" / "server"


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def rss() -> bytes:
    return (DATA / "night.xml").read_bytes()


@pytest.fixture
def feed(cast: Cast) -> Feed:
    return services.add_feed(
        TESTER,
        id="night",
        name="Night desk",
        outlet="Night",
        kind="rss",
        language="en",
        unit=cast.units["nation"],
    )


@pytest.fixture
def wire(cast: Cast) -> Feed:
    return services.add_feed(
        TESTER, id="wire", name="Wire", outlet="Wire", kind="text", unit=cast.units["nation"]
    )
