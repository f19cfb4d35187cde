"""A request to an address that somebody else gave: bounded, and told apart by what became of it."""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from typing import Any

import pytest

from tests.server.level.reach import MORNING, free_port
from tests.server.notify.ends import Machine, machine
from tocsin_server import clock
from tocsin_server.level.channels import web
from tocsin_server.smtp import DeliveryFailed

ALLOWED = "TOCSIN_WEBHOOK_NETWORKS"


@pytest.fixture
def far(settings: Any) -> Iterator[Machine]:
    settings.TOCSIN_WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with machine() as made, clock.standing_at(MORNING):
        made.echoes = False
        yield made


def test_an_answer_is_read_no_further_than_is_of_use(far: Machine) -> None:
    far.body = b"x" * 5_000_000
    answer = web.ask("GET", far.url, allowed=ALLOWED)
    assert answer.taken
    assert answer.body == b"x" * web.MOST


def test_a_packed_answer_is_not_unpacked(far: Machine) -> None:
    far.headers, far.body = {"content-encoding": "gzip"}, b"not even gzip"
    assert web.ask("GET", far.url, allowed=ALLOWED).body == b"not even gzip"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("99999999999", web.LONGEST_WAIT),
        (format_datetime(MORNING + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(MORNING - timedelta(seconds=90), usegmt=True), 0),
        ("Sat, 14 Nov 2015 01:26:30", None),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_the_time_to_come_back_is_read_in_both_its_forms(
    far: Machine, said: str, seconds: float | None
) -> None:
    far.status, far.headers = 503, {"Retry-After": said}
    with pytest.raises(DeliveryFailed) as caught:
        web.post(far.url, b"", {}, allowed=ALLOWED)
    assert caught.value.retry_after == seconds


def test_what_is_refused_for_good_has_no_time_to_come_back(far: Machine) -> None:
    far.status, far.headers = 400, {"Retry-After": "120"}
    with pytest.raises(DeliveryFailed) as caught:
        web.post(far.url, b"", {}, allowed=ALLOWED)
    assert (caught.value.permanent, caught.value.retry_after) == (True, None)


def test_a_host_that_is_not_known_or_not_there_may_be_so_later(far: Machine) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    for address, resolver in (
        ("https://gone.example/", nowhere),
        (f"http://127.0.0.1:{free_port()}/", web.resolve),
    ):
        with pytest.raises(DeliveryFailed) as caught:
            web.ask("GET", address, allowed=ALLOWED, resolver=resolver)
        assert (caught.value.permanent, caught.value.unsure) == (False, False)
