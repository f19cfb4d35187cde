"""The ledger holds every act, in order, and shows any tampering."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.conftest import Cast
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin_server import clock
from tocsin_server.ledger import selectors, triggers
from tocsin_server.ledger.chain import GENESIS
from tocsin_server.ledger.models import Entry, Head
from tocsin_server.ledger.services import Actor, act, verify
from tocsin_server.units.selectors import ledger_entries

ACTOR = Actor("person:duty", "nation")


def record(action: str = "test.done", subject: str = "thing:1", **data: object) -> None:
    with act(ACTOR, action) as entry:
        entry.subject, entry.data = subject, data


@pytest.mark.django_db
def test_an_act_writes_who_what_and_when() -> None:
    instant = datetime(2015, 11, 13, 21, 20, 5, 123_456, UTC)
    with clock.standing_at(instant):
        record(subject="level:1", rank=3)
    entry = Entry.objects.get()
    assert (entry.sequence, entry.actor, entry.unit) == (1, "person:duty", "nation")
    assert (entry.action, entry.subject, entry.data) == ("test.done", "level:1", {"rank": 3})
    assert entry.at == instant.replace(microsecond=123_000)
    assert entry.previous == GENESIS


@pytest.mark.django_db
def test_an_act_that_fails_leaves_nothing() -> None:
    with pytest.raises(Conflict), act(ACTOR, "test.done"):
        raise Conflict("no")
    assert selectors.head() == 0
    assert verify().ok


@pytest.mark.django_db
def test_an_act_that_changed_nothing_writes_nothing() -> None:
    with act(ACTOR, "test.done") as entry:
        entry.cancel()
    assert selectors.head() == 0


@pytest.mark.django_db
def test_a_nested_act_that_fails_takes_its_own_entry_only() -> None:
    with act(ACTOR, "outer.done"):
        record("inner.done")
        with pytest.raises(Conflict), act(ACTOR, "inner.failed"):
            raise Conflict("no")
    assert list(Entry.objects.values_list("action", flat=True)) == ["outer.done", "inner.done"]
    assert verify().ok


@pytest.mark.django_db
def test_the_log_carries_the_hash_once_committed(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with caplog.at_level(logging.INFO, "tocsin.ledger"), django_capture_on_commit_callbacks(execute=True):
        record()
        assert not caplog.records
    assert Entry.objects.get().hash in caplog.text


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text() | st.datetimes()
            | st.floats(allow_nan=False, allow_infinity=False),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
            max_leaves=6,
        ),
        max_size=4,
    )
)  # fmt: skip
def test_whatever_is_recorded_still_verifies_when_read_back(data: dict[str, object]) -> None:
    record(**{"given": data})
    assert verify().ok


@pytest.mark.django_db
def test_what_is_not_a_number_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match=r"data\.place\[1\]: nan"):
        record(place=[1.5, float("nan")])
    assert selectors.head() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        lambda rows: rows.update(actor="someone:else"),
        lambda rows: rows.delete(),
        lambda _: Head.objects.all().delete(),
        lambda _: Head.objects.update(sequence=1),
        lambda _: Head.objects.update(hash=GENESIS),
    ],
)
def test_the_database_refuses_to_rewrite(tamper: Callable[[object], object]) -> None:
    record()
    record()
    with pytest.raises(DatabaseError, match="ledger"), transaction.atomic():
        tamper(Entry.objects.filter(sequence=2))
    assert verify().entries == 2


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no TRUNCATE")
def test_postgresql_refuses_to_truncate() -> None:
    record()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE ledger_entry")


@pytest.mark.django_db
def test_an_entry_object_refuses_to_be_saved_or_deleted() -> None:
    record()
    entry = Entry.objects.get()
    entry.actor = "someone:else"
    for rewrite in (entry.save, entry.delete):
        with pytest.raises(Conflict, match="entry 1"):
            rewrite()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tamper", "first_bad", "reason"),
    [
        (lambda rows: rows.filter(sequence=2).update(actor="someone:else"), 2, "changed"),
        (lambda rows: rows.filter(sequence=2).update(data={"rank": 4}), 2, "changed"),
        (lambda rows: rows.filter(sequence=2).delete(), 2, "missing"),
        (lambda rows: rows.filter(sequence=3).delete(), 3, "head says 3"),
        (lambda rows: rows.filter(sequence=1).update(sequence=9), 1, "missing"),
        (lambda _: Head.objects.update(sequence=2), 3, "head says 2"),
        (lambda _: Head.objects.all().delete(), 1, "head says 0"),
    ],
)
def test_verify_finds_what_got_past_the_triggers(
    tamper: Callable[[object], object], first_bad: int, reason: str
) -> None:
    for number in range(3):
        record(rank=number)
    triggers.remove()
    tamper(Entry.objects.all())
    verdict = verify()
    assert (verdict.ok, verdict.first_bad) == (False, first_bad)
    assert reason in verdict.reason


@pytest.mark.django_db(transaction=True)
def test_eight_threads_write_one_unbroken_chain() -> None:
    start = Barrier(8)

    def write(number: int) -> None:
        start.wait()
        for turn in range(10):
            record(subject=f"thread:{number}", turn=turn)
        connections.close_all()

    threads = [Thread(target=write, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify().ok
    assert verify().entries == 80
    for number in range(8):
        mine = selectors.entries(subject=f"thread:{number}").values_list("data__turn", flat=True)
        assert list(mine) == list(range(9, -1, -1))


def test_the_ledger_is_read_by_those_who_audit_or_administer(cast: Cast) -> None:
    for unit_id in ("", "nation", "region", "locality", "outsider"):
        with act(Actor("person:x", unit_id), "test.done"):
            pass
    seen = {
        name: set(ledger_entries(cast[name], action="test.done").values_list("unit", flat=True))
        for name in ("nation.auditor", "nation.administrator", "region.auditor")
    }
    assert seen["nation.auditor"] == seen["nation.administrator"] == {"", "nation", "region", "locality"}
    assert seen["region.auditor"] == {"region", "locality"}
    with pytest.raises(NotAllowed, match="the administrator or the auditor"):
        ledger_entries(cast["locality.unit_officer"])


@pytest.mark.django_db
def test_entries_are_filtered_by_part_of_action() -> None:
    record("level.raised")
    record("level.ended")
    record("levelling.done")
    assert [entry.sequence for entry in selectors.entries(action="level")] == [2, 1]
    assert [entry.sequence for entry in selectors.entries(action="level.raised")] == [1]
