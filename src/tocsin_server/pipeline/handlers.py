"""Every kind of work, and what does it: the table a worker is started with."""

from typing import Any

from tocsin_server.collect import services as collect
from tocsin_server.jobs.worker import Handler
from tocsin_server.notify import services as notify


def poll(payload: dict[str, Any]) -> None:
    """Ask one feed's address; what it answers becomes reports and the work to read them."""
    collect.poll(payload["feed"])


def deliver(payload: dict[str, Any]) -> None:
    """Hand one alert to one recipient."""
    notify.deliver(payload["delivery"])


HANDLERS: dict[str, Handler] = {"poll": poll, "deliver": deliver}
