"""The cast of the tests of levels: a small nation, and short ways to declare, measure and order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tocsin.base import Declaration, Level, Order, Scheme, Unit, UnitKind, VenueKind
from tocsin.level import Area, Measure, Plan, Tree

START = datetime(2015, 11, 14, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)

SCHEME = Scheme(
    id="four",
    title="Four levels",
    levels=tuple(
        Level(rank=rank, word=word, meaning=word, shape=shape, step=rank)
        for rank, word, shape in (
            (1, "Normal", "circle"),
            (2, "Watchful", "square"),
            (3, "Heightened", "triangle"),
            (4, "Critical", "octagon"),
        )
    ),
)


def unit(id: str, kind: UnitKind = UnitKind.REGION, parent: str = "", venue: VenueKind | None = None) -> Unit:
    return Unit(id=id, name=id.upper(), kind=kind, parent=parent, venue=venue)


UNITS = (
    unit("cn", UnitKind.NATIONAL),
    unit("cn-forces", UnitKind.ARMED_FORCES, "cn"),
    unit("cn-gd", UnitKind.REGION, "cn"),
    unit("cn-gd-gz", UnitKind.LOCALITY, "cn-gd"),
    unit("cn-gd-gz-station", UnitKind.VENUE, "cn-gd-gz", VenueKind.STATION),
    unit("cn-gd-gz-theatre", UnitKind.VENUE, "cn-gd-gz", VenueKind.CULTURE),
    unit("cn-sc", UnitKind.REGION, "cn"),
)
TREE = Tree(UNITS)


def measure(id: str, step: int = 3, kinds: tuple[UnitKind, ...] = tuple(UnitKind), **changes) -> Measure:
    plain = Measure(
        id=id,
        area=Area.PATROLS,
        title={"en": id},
        text={"en": f"Do {id}."},
        step=step,
        kinds=frozenset(kinds),
        basis="Police act",
        owner="Operations",
        acknowledge=HOUR,
        do=24 * HOUR,
    )
    return replace(plain, **changes)


def plan(*measures: Measure) -> Plan:
    return Plan(id="mine", version="1", title="Mine", measures=measures)


def declaration(unit: str = "cn", rank: int = 3, hours: int = 48, **changes) -> Declaration:
    level = Declaration(
        id="d1",
        scheme=SCHEME.id,
        rank=rank,
        unit=unit,
        basis="Public safety act, section 5",
        owner="National group",
        reason="Attacks abroad",
        starts=START,
        ends=START + hours * HOUR,
    )
    return replace(level, **changes)


def order(unit: str = "cn-gd-gz", measure: str = "watch", declaration: str = "d1") -> Order:
    """Issued at the start, to acknowledge within an hour and to do within a day."""
    return Order(declaration, unit, measure, START, START + HOUR, START + 24 * HOUR)
