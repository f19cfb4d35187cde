"""Counting: what the counts of a day were said to be, and from when on.

News comes late and is corrected. Every change of a count is written down with the moment at which it became
known, and nothing is overwritten, so that what was known at any moment can be told.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from tocsin_server import bulk, clock
from tocsin_server.forewarn.models import Counted, Of, Version
from tocsin_server.forewarn.selectors.tallies import Key, Owned, Tally, tally


def recount(days: Collection[date]) -> set[tuple[Owned, date]]:
    """Count these days anew; whose counts of which days are others than they were. Within an act's lock."""
    now, before = tally(days), _before(days)
    changed = {at: now.get(at, 0) for at in {*now, *before} if now.get(at, 0) != before.get(at, 0)}
    if changed:
        _write(changed)
    return {(key.owned, day) for key, day in changed}


def nothing_counted() -> bool:
    """Whether no count was ever written down."""
    return not Version.objects.exists()


def _before(days: Collection[date]) -> Tally:
    """What these days were said to count the last time."""
    found: Tally = {}
    for some in bulk.batched(sorted(days)):
        rows = Version.objects.filter(day__in=some).order_by("pk")
        latest = {
            (counted, day): count
            for counted, day, count in rows.values_list("counted_id", "day", "count").iterator(10_000)
        }
        keys = _keys({counted for counted, _ in latest})
        found.update({(keys[counted], day): count for (counted, day), count in latest.items()})
    return found


def _keys(ids: Iterable[int]) -> dict[int, Key]:
    found: dict[int, Key] = {}
    for some in bulk.batched(sorted(ids)):
        found.update({row.pk: key_of(row) for row in Counted.objects.filter(pk__in=some)})
    return found


def key_of(row: Counted) -> Key:
    """What a row counts, and for whom."""
    return Key(
        Owned(row.unit_id, row.tlp), Of(row.of), row.country, row.division, row.kind,
        row.place, row.latitude, row.longitude,
    )  # fmt: skip


def _write(changed: Tally) -> None:
    rows = _rows({key for key, _ in changed})
    known = moment()
    written = sorted((rows[key], day, count) for (key, day), count in changed.items())
    bulk.insert(
        Version,
        ("counted_id", "day", "count", "known"),
        ((counted, day, count, known) for counted, day, count in written),
    )


def _rows(keys: set[Key]) -> dict[Key, int]:
    """The id of each series, made where it is the first time that it counts anything."""
    owners = {key.owned.unit_id for key in keys}
    found = {key_of(row): row.pk for row in Counted.objects.filter(unit__in=owners)}
    missing = [
        Counted(
            unit_id=key.owned.unit_id, tlp=key.owned.tlp, series=key.series, of=key.of,
            country=key.country, division=key.division, kind=key.kind,
            place=key.place, latitude=key.latitude, longitude=key.longitude,
        )
        for key in sorted(keys - found.keys(), key=lambda key: (key.owned, key.of, key.series))
    ]  # fmt: skip
    made = Counted.objects.bulk_create(missing)
    return found | {key_of(row): row.pk for row in made}


def newest() -> int:
    """The id of the version written last, 0 before any: a higher one tells that something became known."""
    return Version.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def moment() -> datetime:
    """Now, and never earlier than what was written before: a clock may be set back."""
    last = Version.objects.order_by("-pk").values_list("known", flat=True).first()
    return max(clock.now(), last) if last else clock.now()
