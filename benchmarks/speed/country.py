"""A country for the benchmarks: its tree of units with a token each, and a plan of as many measures."""

from collections.abc import Iterator
from datetime import timedelta

KINDS = ("national", "ministry", "armed_forces", "region", "locality", "venue")
UPPER = (1, 31, 400)
"""Units of the three upper tiers; all others stand below the third."""

SECRET = "tocsin_benchmark_{}"
"""A unit's token."""

_MEASURE = """
[[measure]]
id = "{slug}-{number:02}"
area = "{area}"
title = "Measure {number} of a {kind}"
text = "What a unit of this kind does when the level is raised, in a sentence or two as a plan has them."
step = {step}
kinds = ["{kind}"]
basis = "Public Safety Act, section {number}"
owner = "National centre"
acknowledge = "30 min"
do = "12 h"
"""
_AREAS = ("intelligence", "venues", "patrols", "checks", "arms", "mail", "mediation", "armed forces")


def plan(measures: int) -> str:
    """A plan that asks as many measures of every kind of unit, as its TOML file."""
    head = 'id = "benchmark"\nversion = "1"\ntitle = "Plan of the benchmark"\n'
    return head + "".join(
        _MEASURE.format(
            kind=kind,
            slug=kind.replace("_", "-"),
            number=number,
            area=_AREAS[number % len(_AREAS)],
            step=2 + number % 2,
        )
        for kind in KINDS
        for number in range(1, measures + 1)
    )


def units(count: int) -> Iterator[dict[str, str | None]]:
    """1 nation; below it 29 regions, a ministry and the armed forces; 400 localities; the rest below those.

    Of the lowest tier every second unit is a venue, of all kinds in turn; the others are localities.
    """
    yield _unit("nation", "national", None, "/")
    above = ["/nation/"]
    for tier, wide in enumerate((*UPPER[1:], count - sum(UPPER)), 1):
        paths = []
        for number in range(wide):
            path = above[number % len(above)]
            id = f"u{tier}-{number:05}"
            paths.append(f"{path}{id}/")
            yield _unit(id, _kind(tier, number), path.strip("/").rpartition("/")[2], path, number)
        above = paths


def build(count: int, measures: int) -> int:
    """Make the country in an empty database; how many units it has."""
    from django.db import connection, transaction

    from tocsin_server import clock
    from tocsin_server.level import services
    from tocsin_server.units import selectors
    from tocsin_server.units.models import ApiToken, Unit
    from tocsin_server.units.viewer import viewer_of_token

    now = clock.now()
    term = {"created": now, "expires": now + timedelta(days=90)}
    with transaction.atomic():
        made = Unit.objects.bulk_create((Unit(**row) for row in units(count)), batch_size=2000)
        ApiToken.objects.bulk_create(
            (
                ApiToken(
                    unit=unit, name=unit.pk, role="duty_officer",
                    digest=selectors.digest(SECRET.format(unit.pk)), **term,
                )
                for unit in made
            ),
            batch_size=2000,
        )  # fmt: skip
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as PostgreSQL does by itself within a minute; units stand for years
    services.adopt_plan(viewer_of_token(ApiToken.objects.get(unit="nation")), plan(measures))
    return len(made)


def _kind(tier: int, number: int) -> str:
    if tier == 1:
        return {0: "ministry", 1: "armed_forces"}.get(number, "region")
    return "venue" if tier == 3 and number % 2 else "locality"


def _unit(id: str, kind: str, parent: str | None, above: str, number: int = 0) -> dict[str, str | None]:
    from tocsin.base import VenueKind

    venues = tuple(VenueKind)
    venue = venues[number // 2 % len(venues)].value if kind == "venue" else ""
    name = f"{kind.replace('_', ' ').title()} {number}"
    return {
        "id": id,
        "name": name,
        "kind": kind,
        "venue": venue,
        "parent_id": parent,
        "path": f"{above}{id}/",
    }
