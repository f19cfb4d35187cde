"""Work is claimed by one worker at a time, done at least once, and never lost or stuck."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connections, transaction

from tests.server.conftest import TESTER
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.jobs import selectors, services
from tocsin_server.jobs.models import Job, State
from tocsin_server.ledger.models import Entry

NOON = datetime(2015, 11, 14, 12, tzinfo=UTC)


@pytest.fixture
def _noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_noon")]


def later(seconds: float) -> AbstractContextManager[None]:
    return clock.standing_at(NOON + timedelta(seconds=seconds))


def job() -> Job:
    return Job.objects.get()


def test_work_written_down_twice_is_one_job() -> None:
    assert services.enqueue("read", "read:1", {"ids": [1]})
    assert not services.enqueue("read", "read:1", {"ids": [2]})
    assert job().payload == {"ids": [1]}


def test_work_goes_when_the_transaction_that_asked_for_it_fails() -> None:
    with transaction.atomic():
        services.enqueue("read", "read:1")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_work_is_claimed_in_the_order_it_is_due_and_not_before() -> None:
    services.enqueue("read", "third", run_at=NOON + timedelta(seconds=1))
    services.enqueue("read", "second")
    services.enqueue("read", "first", run_at=NOON - timedelta(hours=1))
    keys = [claimed.key for _ in range(3) if (claimed := services.claim("a"))]
    assert keys == ["first", "second"]


def test_a_worker_claims_only_the_kinds_it_knows() -> None:
    services.enqueue("send", "1")
    assert services.claim("a", {"read"}) is None
    assert services.claim("a", {"send"}) is not None


def test_of_several_kinds_the_one_due_first_is_claimed_first() -> None:
    services.enqueue("send", "second")
    services.enqueue("read", "third", run_at=NOON + timedelta(seconds=1))
    services.enqueue("read", "first", run_at=NOON - timedelta(hours=1))
    with later(2):
        keys = [claimed.key for _ in range(4) if (claimed := services.claim("a", ["read", "send"]))]
    assert keys == ["first", "second", "third"]


def test_urgent_work_overtakes_what_has_waited_longer() -> None:
    services.enqueue("deliver", "local", run_at=clock.after(-60))
    services.enqueue("deliver", "national", priority=0)
    claimed = [services.claim("worker"), services.claim("worker", ["deliver"])]
    assert [job.key for job in claimed if job] == ["national", "local"]


def test_very_much_work_is_written_down_at_once_and_done_like_any_other() -> None:
    services.enqueue_many(("send", f"send:{number}", {"number": number}) for number in range(500))
    claimed = [held for _ in range(3) if (held := services.claim("a", ["send"]))]
    assert [held.payload for held in claimed] == [{"number": number} for number in range(3)]
    assert all(services.complete(held) for held in claimed)
    assert selectors.counts()["waiting"] == 497


def test_a_key_written_down_before_breaks_the_act_that_asks_for_very_much_work() -> None:
    services.enqueue("send", "send:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        services.enqueue_many([("send", "send:0", {}), ("send", "send:1", {})])
    assert Job.objects.count() == 1


def test_work_in_hand_is_nobody_elses_until_the_lease_runs_out() -> None:
    services.enqueue("read", "1")
    first = services.claim("a", lease_seconds=60)
    assert first is not None
    with later(59):
        assert services.claim("b") is None
    with later(61):
        second = services.claim("b")
    assert second is not None
    assert (second.worker, second.attempts) == ("b", 2)
    assert not services.heartbeat(first)
    assert not services.complete(first)
    assert not services.fail(first, "too late")
    assert services.complete(second)
    assert job().state == State.DONE


def test_a_heartbeat_keeps_the_lease() -> None:
    services.enqueue("read", "1")
    held = services.claim("a", lease_seconds=60)
    assert held is not None
    with later(50):
        assert services.heartbeat(held, 60)
    with later(100):
        assert services.claim("b") is None


def test_failed_work_waits_twice_as_long_each_time_and_is_then_given_up() -> None:
    services.enqueue("read", "1")
    waits, elapsed = [], 0.0
    for _ in range(services.MAX_ATTEMPTS):
        with later(elapsed):
            held = services.claim("a")
            assert held is not None
            services.fail(held, "the network is down")
            waits.append((job().run_at - clock.now()).total_seconds())
        elapsed += waits[-1]
    assert waits[:-1] == [5, 10, 20, 40, 80, 160, 320]
    assert job().state == State.DEAD
    assert [dead.error for dead in selectors.dead()] == ["the network is down"]


def test_a_permanent_failure_is_given_up_at_once() -> None:
    services.enqueue("read", "1")
    held = services.claim("a")
    assert held is not None
    services.fail(held, "no such report", permanent=True)
    assert (job().state, job().error) == (State.DEAD, "no such report")


def test_work_that_kills_its_workers_is_given_up() -> None:
    services.enqueue("read", "1")
    for number in range(services.MAX_ATTEMPTS):
        with later(61 * number):
            assert services.claim("doomed", lease_seconds=60) is not None
    with later(61 * services.MAX_ATTEMPTS):
        assert services.claim("next") is None
    assert (job().state, job().error) == (State.DEAD, "its worker died 8 times")


def test_a_person_sees_work_given_up_and_has_it_tried_again() -> None:
    services.enqueue("read", "1")
    held = services.claim("a")
    assert held is not None
    services.fail(held, "no", permanent=True)
    services.retry(held.pk, TESTER)
    again = services.claim("a")
    assert again is not None
    assert again.attempts == 1
    assert Entry.objects.get(action="jobs.retried").data == {"kind": "read", "key": "1", "error": "no"}


def test_only_work_given_up_is_retried() -> None:
    services.enqueue("read", "1")
    with pytest.raises(Conflict, match="is waiting"):
        services.retry(job().pk, TESTER)
    with pytest.raises(BadInput, match="no job 0"):
        services.retry(0, TESTER)


def test_work_done_long_ago_is_forgotten_and_work_given_up_is_not() -> None:
    for key, permanent in (("done", False), ("dead", True)):
        services.enqueue("read", key)
        held = services.claim("a")
        assert held is not None
        services.fail(held, "no", permanent=True) if permanent else services.complete(held)
    with later(31 * 86400):
        assert services.prune(days=30) == 1
    assert job().key == "dead"


def test_counts_name_every_state() -> None:
    services.enqueue("read", "1")
    assert selectors.counts() == {"waiting": 1, "leased": 0, "done": 0, "dead": 0}
    assert (selectors.waiting_count(), selectors.dead_count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_get_the_same_job() -> None:
    """Four threads race for each of 20 jobs; every job is claimed exactly once."""
    for number in range(20):
        services.enqueue("read", str(number))
    claimed: list[str] = []
    start = Barrier(4)

    def work(name: str) -> None:
        start.wait()
        while held := services.claim(name):
            claimed.append(held.key)
        connections.close_all()

    threads = [Thread(target=work, args=[f"worker {number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed, key=int) == [str(number) for number in range(20)]
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db
def test_who_asks_for_urgent_work_alone_gets_no_other() -> None:
    services.enqueue("read", "usual")
    assert services.claim("a", {"read"}, least=services.URGENT) is None
    services.enqueue("read", "urgent", priority=services.URGENT)
    found = services.claim("a", {"read"}, least=services.URGENT)
    assert found is not None
    assert found.key == "urgent"
