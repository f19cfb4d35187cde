"""Dispatches that the real reader understands, told by a few outlets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tocsin_server import clock
from tocsin_server.collect import services as collect
from tocsin_server.collect.models import Feed
from tocsin_server.extract import services
from tocsin_server.extract.models import Incident, Mention

SATURDAY = datetime(2015, 11, 14, 6, tzinfo=UTC)
KIRKUK = "A car bomb killed 12 people in Kirkuk on Friday, police said."
KIRKUK_LATER = "The toll of Friday's car bomb in Kirkuk has risen: 15 people were killed, the hospital said."
KIRKUK_MARKET = (
    "A car bomb exploded beside a market in Kirkuk on Friday and killed 14 people, witnesses said."
)
MOSUL = "Gunmen shot dead 4 people in Mosul on Friday, the army said."
SPORT = "The home side won 3-1 on Friday and goes top of the table."


@pytest.fixture(autouse=True)
def saturday() -> Iterator[None]:
    with clock.standing_at(SATURDAY):
        yield


@pytest.fixture
def outlets(cast: Cast) -> dict[str, Feed]:
    nation = cast.units["nation"]
    return {
        name: collect.add_feed(
            TESTER, id=name, name=name, outlet=name, kind="text", language="en", unit=nation
        )
        for name in ("wire", "post", "radio", "herald")
    }


def arrive(feed: str, text: str, hours: float = 0) -> str:
    """A dispatch comes in and is read and fused; the id of its report."""
    moment = SATURDAY + timedelta(hours=hours)
    got = collect.ingest(
        feed,
        text.encode(),
        actor=TESTER,
        received=moment,
        published=moment,
        url=f"https://{feed}.example/{hours}",
    )
    (report_id,) = got.report_ids
    services.read([report_id], TESTER)
    services.fuse([report_id], TESTER)
    return report_id


def standing() -> dict[str, Incident]:
    """The incidents that stand, by place; a place may have but one."""
    rows = list(Incident.objects.filter(retired=False))
    found = {row.place_name: row for row in rows}
    assert len(found) == len(rows)
    return found


def home(report_id: str) -> str | None:
    """The incident that a report's one mention is part of."""
    return Mention.objects.get(report=report_id).incident_id
