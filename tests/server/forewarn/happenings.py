"""Incidents as fusion would have left them, and reports that tell of them, for tests of early warning."""

from datetime import UTC, date, datetime, time, timedelta

from tests.server.conftest import TESTER, Cast
from tocsin.base import Count, Incident, IncidentKind, Place, PlaceKind, When
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.collect import services as collect
from tocsin_server.collect.models import Feed, Report
from tocsin_server.extract.models import Incident as Row
from tocsin_server.extract.models import Mention

DAY = date(2015, 11, 13)
EVENING = datetime(2015, 11, 13, 21, tzinfo=UTC)
PARIS = Place(
    name="Paris",
    kind=PlaceKind.SETTLEMENT,
    country="FR",
    division="Île-de-France",
    latitude=48.8566,
    longitude=2.3522,
)
LYON, NANTES = (
    Place(name=name, kind=PARIS.kind, country="FR", division=division, latitude=latitude, longitude=longitude)
    for name, division, latitude, longitude in (
        ("Lyon", "Auvergne-Rhône-Alpes", 45.7485, 4.8467),
        ("Nantes", "Pays de la Loire", 47.2173, -1.5534),
    )
)
VILLEURBANNE = Place(
    name="Villeurbanne", kind=PARIS.kind, country="FR", division=LYON.division,
    latitude=45.7662, longitude=4.8795,
)  # fmt: skip


def happened(
    id: str,
    killed: int = 1,
    *,
    day: date = DAY,
    unit: str = "nation",
    tlp: str = "green",
    place: Place = PARIS,
) -> Row:
    """An incident that stands."""
    record = Incident(
        id=id, kind=IncidentKind.ATTACK, place=place, when=When.on(day), killed=Count(killed, killed, None)
    )
    row = Row(pk=id, unit_id=unit, tlp=tlp, kind="attack", first_day=day, last_day=day, precision="day")
    row.country, row.division, row.place_name = place.country, place.division, place.name
    row.latitude, row.longitude, row.killed_low = place.latitude, place.longitude, killed
    row.data, row.created, row.updated = encode(record), clock.now(), clock.now()
    row.save()
    return row


def toll(row: Row, killed: int) -> None:
    """What is known of the dead changes."""
    Row.objects.filter(pk=row.pk).update(killed_low=killed)


def watched_since(cast: Cast, days: int) -> None:
    """The site has collected reports for so many days."""
    feed = collect.add_feed(TESTER, id="wire", name="w", outlet="w", kind="text", unit=cast.units["nation"])
    received = EVENING - timedelta(days=days)
    collect.ingest(feed.pk, b"Nothing happened in the harbour.", actor=TESTER, received=received)


def told(row: Row, many: int, *, day: date = DAY) -> None:
    """So many first-hand reports of a day tell of an incident."""
    feed = Feed.objects.get(pk="wire")
    at = datetime.combine(day, time(12), UTC)
    first = Report.objects.count() + 1
    reports = [
        Report(
            pk=f"r{number}", feed=feed, outlet="w", text="x", unit_id=row.unit_id, tlp=row.tlp,
            published=at, collected=at, arrival=number,
        )
        for number in range(first, first + many)
    ]  # fmt: skip
    Report.objects.bulk_create(reports)
    mentions = [
        Mention(pk=f"m{each.pk}", report=each, incident=row, country=row.country, data={}) for each in reports
    ]
    Mention.objects.bulk_create(mentions)


def three_months(cast: Cast) -> None:
    """Every third day something in Paris and in Nantes, every tenth something in Lyon."""
    watched_since(cast, 100)
    for back in range(5, 96):
        if back % 3 == 0:
            happened(f"paris{back}", day=DAY - timedelta(days=back))
            happened(f"nantes{back}", day=DAY - timedelta(days=back), place=NANTES)
        if back % 10 == 0:
            happened(f"lyon{back}", day=DAY - timedelta(days=back), place=LYON)


def crowd(many: int = 6, *, day: date = DAY, name: str = "now") -> None:
    """So many within two days in and by Lyon."""
    for number in range(many):
        place = (LYON, VILLEURBANNE)[number % 2]
        happened(f"{name}{number}", day=day - timedelta(days=number % 2), place=place)
