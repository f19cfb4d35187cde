"""Identifiers are unique among all who publish at once; nothing is sent in the past."""

import multiprocessing
import re
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS
from tocsin.errors import BadInput
from tocsin.notify.signing import Authority, Pin, Register, Trust, read_certificate, verify
from tocsin_server import clock
from tocsin_server.notify import selectors, services
from tocsin_server.notify.models import Alert, Delivery
from tocsin_server.notify.services.publishing import random_serial, send


def drafted(cast: Cast) -> Alert:
    return services.draft(cast["nation.duty_officer"], **WORDS)


def sent(row: Alert, serials: Iterator[int]) -> str:
    with transaction.atomic():
        send(row, selectors.record(row), lambda: next(serials))
    assert row.identifier is not None
    return row.identifier


def test_an_identifier_is_the_arc_the_second_and_a_serial(placed: Cast) -> None:
    made = sent(drafted(placed), iter([42]))
    assert made == f"urn:oid:{settings.TOCSIN_AUTHORITY_OID}.2015.11.14.4.0.0.42"


def test_a_serial_that_is_taken_is_drawn_again(placed: Cast) -> None:
    first, second = sent(drafted(placed), iter([7])), sent(drafted(placed), iter([7, 7, 8]))
    assert (first[-2:], second[-2:]) == (".7", ".8")
    assert Alert.objects.filter(state="published").count() == Delivery.objects.count() == 2


def test_serials_are_random_and_fit_63_bits() -> None:
    drawn = [random_serial() for _ in range(1000)]
    assert len(set(drawn)) == 1000
    assert max(drawn) < 2**63
    assert max(drawn) > 2**61


def test_no_alert_is_sent_in_the_past(placed: Cast) -> None:
    row = drafted(placed)
    with clock.standing_at(NOON + timedelta(hours=3, milliseconds=700)):
        sent(row, iter([1]))
    assert row.sent == NOON + timedelta(hours=3)


def test_an_arc_that_is_none_publishes_nothing(placed: Cast, settings: pytest.FixtureRequest) -> None:
    row = drafted(placed)
    settings.TOCSIN_AUTHORITY_OID = "2.49.0.0.156.0"  # type: ignore[attr-defined]
    with pytest.raises(BadInput, match="their messages are under"):
        sent(row, iter([1]))
    assert not Delivery.objects.exists()


def all_verify(count: int) -> None:
    """As many alerts are out, each under an identifier of its own, once, and signed with one key."""
    out = Alert.objects.filter(state="published")
    assert len({row.identifier for row in out}) == Delivery.objects.count() == count
    pin = Pin(read_certificate(services.signing_certificate(), where="certificate"))
    register = Register((Authority("we", "We", (settings.TOCSIN_SENDER,), (pin,)),))
    assert {verify(bytes(row.xml), register).state for row in out} == {Trust.TRUSTED}
    assert all(re.fullmatch(r"urn:oid:2\.49\.0\.1(\.(0|[1-9]\d*)){9}", row.identifier or "") for row in out)


def publish(row: Alert, cast: Cast) -> None:
    with clock.standing_at(NOON):
        services.publish(row.pk, cast["nation.duty_officer"], alone="Nobody else is awake.")


@pytest.mark.django_db(transaction=True)
def test_alerts_published_by_threads_at_once_have_different_identifiers_and_all_verify(placed: Cast) -> None:
    rows = [drafted(placed) for _ in range(8)]
    troubles: list[BaseException] = []

    def go(row: Alert) -> None:
        try:
            publish(row, placed)
        except BaseException as trouble:  # noqa: BLE001 - told below, in the test's own thread
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [Thread(target=go, args=(row,)) for row in [*rows, *rows]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    all_verify(len(rows))


@pytest.mark.django_db(transaction=True)
def test_alerts_published_by_processes_at_once_have_different_identifiers_and_all_verify(
    placed: Cast,
) -> None:
    rows = [drafted(placed) for _ in range(8)]
    connections.close_all()  # a connection cannot be shared with a process that is forked off
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=publish, args=(row, placed)) for row in rows]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(rows)
    all_verify(len(rows))
