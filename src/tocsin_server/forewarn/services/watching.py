"""Watching: days of which something new is known are tested, and alarms become warnings or are held back."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta

from tocsin.forewarn.series import Step
from tocsin_server import clock
from tocsin_server.collect import selectors as collected
from tocsin_server.forewarn.models import Warning
from tocsin_server.forewarn.selectors.counts import RECOUNTED, owned_between
from tocsin_server.forewarn.selectors.tallies import Owned
from tocsin_server.forewarn.selectors.unusual import WEEK, unusual, unusual_weeks
from tocsin_server.forewarn.services import clustering, counting, keeping, ruling
from tocsin_server.ledger.services import Actor, act
from tocsin_server.locks import one_at_a_time

LATE_NEWS = 3
"""Days looked at again each night: dispatches tell of yesterday, and of the day before."""

RECENT = timedelta(days=14)
"""A report of something longer ago is news to nobody on duty; it is counted, and raises no warning."""

Tests = Callable[[set[tuple[Owned, date]]], Iterator[int]]
"""Given whose counts of which days changed, tests what is to be tested; the warnings that this changed."""


def catch_up(told: Collection[date], actor: Actor) -> tuple[int, ...]:
    """Count anew the last days and those that new reports tell of, and test the recent ones whose counts
    changed; the ids of the warnings that were raised, changed or withdrawn.

    A warning follows what is known: it is raised once for a series, day and detector, its figures move with
    new reports, and it is withdrawn, never deleted, where they no longer warn of anything.
    """
    today = clock.now().date()
    recent = set(_between(today - RECENT, today + timedelta(days=1)))

    def tests(counted: set[tuple[Owned, date]]) -> Iterator[int]:
        for owned, day in sorted(at for at in counted if at[1] in recent):
            yield from _test(owned, day)

    return _look(actor, today, recent | set(told), tests)


def scan(until: date, actor: Actor) -> tuple[int, ...]:
    """Count the last year anew, test the last days up to `until` and the week that ends then, and look for
    clusters; the ids of the warnings that were raised, changed or withdrawn."""

    def tests(counted: set[tuple[Owned, date]]) -> Iterator[int]:
        del counted
        for day in _between(until - timedelta(days=LATE_NEWS - 1), until):
            for owned in _owners(day, day):
                yield from _test(owned, day)
        for owned in _owners(until - WEEK, until):
            yield from _test_week(owned, until)

    changed = _look(actor, until, set(_between(until - RECOUNTED, until)), tests)
    return changed + _look_for_clusters(actor, until)


def _look(actor: Actor, day: date, days: set[date], tests: Tests) -> tuple[int, ...]:
    """Count and test in one act, of which nothing is recorded where all is as it was."""
    with act(actor, "forewarn.scanned") as entry:
        one_at_a_time("forewarn.scan")
        days |= _all_days(day) if counting.nothing_counted() else set()
        counted = counting.recount(days)
        changed = tuple(tests(counted))
        entry.subject, entry.data = f"day:{day}", {"counts": len(counted), "warnings": list(changed)}
        if not counted and not changed:
            entry.cancel()
    return changed


def _look_for_clusters(actor: Actor, until: date) -> tuple[int, ...]:
    """Scan the last days of each owner, an act each."""
    first = until - timedelta(days=LATE_NEWS - 1)
    return tuple(
        id
        for owned in clustering.owners(first, until)
        for day in _between(first, until)
        for id in clustering.look(actor, owned, day)
    )


def _test(owned: Owned, day: date) -> list[int]:
    """Test one day of what an owner has counted."""
    kept = keeping.kept(owned, day, Step.DAY)
    found = unusual(owned, day, counting.moment())
    return keeping.keep(owned, kept, ruling.ruled(owned, day, Step.DAY, found, kept))


def _test_week(owned: Owned, until: date) -> list[int]:
    """Test the week that ends on a day, all its days together; it is dated by its first."""
    first = until - WEEK
    kept = keeping.kept(owned, first, Step.WEEK)
    found = unusual_weeks(owned, until, counting.moment())
    return keeping.keep(owned, kept, ruling.ruled(owned, first, Step.WEEK, found, kept))


def _owners(first: date, last: date) -> list[Owned]:
    """Owners with anything counted on these days, or with a warning of the first that may have to go."""
    warned = Warning.objects.filter(day=first, withdrawn=None).values_list("unit_id", "tlp")
    return sorted(owned_between(first, last) | {Owned(*pair) for pair in warned})


def _all_days(day: date) -> set[date]:
    """Every day from the first of the watch on, as far as detectors look back."""
    began = collected.watching_since()
    return set(_between(max(began, day - RECOUNTED), day)) if began and began <= day else set()


def _between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))
