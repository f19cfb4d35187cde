"""Every kind of work, and what does it: the table a worker is started with."""

from datetime import date
from typing import Any

from tocsin_server.collect import services as collect
from tocsin_server.extract import services as extract
from tocsin_server.forewarn import services as forewarn
from tocsin_server.jobs.worker import Handler
from tocsin_server.ledger.services import Actor
from tocsin_server.level import services as level
from tocsin_server.level.channels import CHANNELS as UNIT_CHANNELS
from tocsin_server.notify import services as notify
from tocsin_server.notify.channels import CHANNELS as ALERT_CHANNELS
from tocsin_server.notify.channels import SUBSCRIBABLE
from tocsin_server.notify.services import hub
from tocsin_server.pipeline.services import process
from tocsin_server.protect.services import planning, reporting, touring

READER = Actor("system:reader")
GRADER = Actor("system:grader")
WATCH = Actor("system:watch")
CHANCERY = Actor("system:chancery")


def poll(payload: dict[str, Any]) -> None:
    """Ask one feed's address; what it answers becomes reports and the work to read them."""
    collect.poll(payload["feed"])


def read(payload: dict[str, Any]) -> None:
    """Take new reports all the way to warnings."""
    process(payload["reports"], READER)


def grade(payload: dict[str, Any]) -> None:  # noqa: ARG001 - the same for every job of this kind
    """Grade the sources and what they tell, where anything changed."""
    extract.grade(GRADER)


def scan(payload: dict[str, Any]) -> None:
    """Test the last days by all that is known now, and look at the months ahead."""
    until = date.fromisoformat(payload["until"])
    forewarn.scan(until, WATCH)
    forewarn.foresee(until, WATCH)


def listen(payload: dict[str, Any]) -> None:
    """Ask one other authority's feed for its alerts."""
    notify.listen(payload["authority"])


def fan_out(payload: dict[str, Any]) -> None:
    """Write down who else is to have an alert."""
    notify.fan_out(payload["alert"], notify.Step(*payload["step"]), payload["priority"])


def deliver(payload: dict[str, Any]) -> None:
    """Hand one alert to some recipients of one channel."""
    if "delivery" in payload:  # written down by an earlier version, one by one
        notify.deliver(payload["delivery"])
    else:
        batch = payload["alert"], payload["channel"], payload["recipients"], payload["priority"]
        notify.deliver_batch(*batch)


def invite(payload: dict[str, Any]) -> None:
    """Send whoever asked for alerts the link that confirms it."""
    notify.invite(payload["subscriber"])


def forget(payload: dict[str, Any]) -> None:  # noqa: ARG001 - the same for every job of this kind
    """Forget who asked for alerts and did not confirm it."""
    notify.prune_unconfirmed()


def publish(payload: dict[str, Any]) -> None:
    """Let an alert go out that was planned for now."""
    notify.publish_due(payload["alert"], payload["at"])


def send(payload: dict[str, Any]) -> None:
    """Hand one notice to one address of a unit."""
    level.send_notice(payload["notice"])


def orders(payload: dict[str, Any]) -> None:  # noqa: ARG001 - the same for every job of this kind
    """Make the orders what the levels in force ask for: units join and move, and levels lapse."""
    level.complete_orders(CHANCERY)


def escalate(payload: dict[str, Any]) -> None:  # noqa: ARG001 - the same for every job of this kind
    """Send up what nobody answered or did in time."""
    level.escalate(CHANCERY)


def patrol(payload: dict[str, Any]) -> None:
    """Make a plan of patrols that was asked for."""
    planning.make_plan(payload["plan"])


def patrol_anew(payload: dict[str, Any]) -> None:  # noqa: ARG001 - the same for every job of this kind
    """Ask for new plans of patrols wherever the levels in force ask for something else now."""
    planning.replan()


def tours(payload: dict[str, Any]) -> None:
    """Find the ways of teams through the shifts of a plan."""
    touring.find_tours(payload["plan"])


def patrolled(payload: dict[str, Any]) -> None:
    """Answer a unit's orders for patrols by what its teams did."""
    reporting.answer_orders(payload["unit"])


def confirm(payload: dict[str, Any]) -> None:
    """Ask a reader's server whether it wants what was asked of the hub for it."""
    hub.verify(payload)


HANDLERS: dict[str, Handler] = {
    "poll": poll,
    "listen": listen,
    "read": read,
    "grade": grade,
    "scan": scan,
    "orders": orders,
    "escalate": escalate,
    "publish": publish,
    hub.VERIFY: confirm,
    planning.KIND: patrol,
    planning.ANEW: patrol_anew,
    planning.TOURS: tours,
    reporting.KIND: patrolled,
    "deliver": deliver,  # written down by an earlier version, which had one kind for all channels
    "audience": fan_out,
    "unconfirmed": forget,
    **{f"invite.{name}": invite for name in SUBSCRIBABLE},
    **{f"deliver.{channel.name}": deliver for channel in ALERT_CHANNELS},
    **{f"notice.{channel.name}": send for channel in UNIT_CHANNELS},
}
