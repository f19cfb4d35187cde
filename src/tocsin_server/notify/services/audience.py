"""Fanning out: who is to have a message is written down, one delivery each, in steps that follow each other.

Each step is one transaction and writes down the next one, as well as the work of delivering what it wrote.
Repeated by another worker after a `kill -9`, it finds what is written already and adds what is not. The
steps:

1. "own": the standing recipients, the readers of the hub, and the channels without addresses.
2. "line", of an update or a cancellation: every subscriber who was told of the line, or may have been, though
   outside the area by now. What still waits of the earlier messages is dropped: it no longer holds.
3. "near", of all but a cancellation: the subscribers of places in the area. To end what one never heard of
   would only alarm, so a cancellation goes to nobody new.

A message that a later one has followed meanwhile is fanned out no further.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin.base import AlertStatus, MessageType, Scope, UnitKind
from tocsin_server import bulk
from tocsin_server.jobs.services import URGENT, enqueue, enqueue_many
from tocsin_server.notify import selectors
from tocsin_server.notify.channels import CHANNELS, SUBSCRIBABLE, admit, get_channel
from tocsin_server.notify.models import Alert, AlertState, Delivery, DeliveryState, Subscriber
from tocsin_server.notify.selectors.hub import hub_keys

ORDINARY, REHEARSED = 4, 8
"""Priorities of an alert's work, other than urgent. What tells units of a level goes at the usual 5."""

BATCH = 100
"""Deliveries of one piece of work: so few that what is urgent soon finds somebody free."""

FIRST, CHUNK = 500, 4_000
"""Recipients read in the first step of each kind, and at most written in one of the others."""

OVERTAKEN = "a later message took its place before it was sent"

MOST_PAGES = 10
"""Pages of subscribers read in one step where few of them are concerned."""

Recipient = tuple[str, str]
"""Channel, and the recipient's key."""

_COLUMNS = ("alert_id", "channel", "recipient", "state", "attempts", "error")
_TOLD = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNSURE)


@dataclass(frozen=True, slots=True)
class Step:
    """Where the fan-out of a message is: `kind` is "own", "line" or "near". `of` is the earlier message whose
    recipients are gone through, `channel` and `after` who was the last."""

    kind: str = "own"
    of: int = 0
    channel: str = ""
    after: str = ""


Found = tuple[Sequence[Recipient], Step | None]
"""Recipients, and the step after this one."""


def start_fan_out(row: Alert, alert: AlertRecord) -> None:
    """Have a message fanned out, in the transaction that publishes it."""
    _next(row, Step(), _priority(row, alert))


def fan_out(alert_id: int, step: Step, priority: int) -> None:
    """Do one step; repeating it changes nothing."""
    row = Alert.objects.select_related("unit", "follows").get(pk=alert_id)
    alert = selectors.record(row)
    # Who is near is reckoned before the transaction, which others may have to wait for.
    near = _near(alert, step) if step.kind == "near" else None
    with transaction.atomic():
        if not _holds_still(alert_id):
            return
        recipients, following = near or (_told(row, step) if step.kind == "line" else _own(row, alert))
        if following and not _next(row, following, priority):
            return  # another worker has done this step
        certainly_new = following is not None and row.follows is None
        _write(row, alert, recipients if certainly_new else _without_delivery(row, recipients), priority)


def _next(row: Alert, step: Step, priority: int) -> bool:
    """Write the next step down; False if it was written down before."""
    payload = {"alert": row.pk, "priority": priority, "step": [step.kind, step.of, step.channel, step.after]}
    key = f"audience:{row.pk}:{step.kind}:{step.of}:{step.channel}:{step.after}"
    return enqueue("audience", key, payload, priority=priority)


def _holds_still(alert_id: int) -> bool:
    """Whether nothing has followed the message; held against whoever is about to publish what does."""
    row = Alert.objects.select_for_update(no_key=True).get(pk=alert_id)
    return not row.followers.filter(state=AlertState.PUBLISHED).exists()


def _priority(row: Alert, alert: AlertRecord) -> int:
    """What follows an alert is as urgent as the alert was, whatever it says itself."""
    if alert.status is not AlertStatus.ACTUAL:
        return REHEARSED
    line = [alert, *(selectors.record(earlier) for earlier in _line(row))]
    return URGENT if row.unit.kind == UnitKind.NATIONAL or any(map(_is_extreme, line)) else ORDINARY


def _is_extreme(alert: AlertRecord) -> bool:
    return any(info.severity == "Extreme" and info.urgency == "Immediate" for info in alert.infos)


def _line(row: Alert) -> list[Alert]:
    """The messages before this one, the last first."""
    found = []
    while (earlier := row.follows) is not None:
        found.append(earlier)
        row = earlier
    return found


def _own(row: Alert, alert: AlertRecord) -> Found:
    """All recipients but subscribers."""
    earlier = Delivery.objects.filter(alert__in=_line(row))
    _drop(earlier.exclude(recipient__startswith=selectors.SUBSCRIBER))
    return list(_without_subscribers(row, alert)), _after_own(row, alert)


def _without_subscribers(row: Alert, alert: AlertRecord) -> Iterator[Recipient]:
    """The real thing by live channels, everything else to the rehearsal folder alone."""
    if alert.status is not AlertStatus.ACTUAL:
        yield from ((channel.name, channel.name) for channel in CHANNELS if not channel.live)
        return
    yield from selectors.recipients_of(row).values_list("channel", "address").distinct()
    yield from ((name, name) for name in _chosen(row, alert))
    if alert.scope is Scope.PUBLIC:
        yield from (("websub", key) for key in hub_keys(alert))


def _drop(rows: QuerySet[Delivery]) -> None:
    """What waits will not be sent; whoever claims it at this moment has it either before or not at all."""
    waiting = rows.filter(state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.DROPPED, error=OVERTAKEN, next_at=None)


def _chosen(row: Alert, alert: AlertRecord) -> list[str]:
    """Channels without addresses: the site's broker, and those that were chosen for this alert."""
    own = ["mqtt"] if settings.TOCSIN_MQTT and alert.scope is Scope.PUBLIC else []
    chosen = [name for name in row.channels if not get_channel(name).addressed and get_channel(name).live]
    return [name for name in dict.fromkeys([*own, *chosen]) if name not in ("feed", "websub")]


def _after_own(row: Alert, alert: AlertRecord) -> Step | None:
    """Subscribers have what is real and for everyone."""
    if alert.status is not AlertStatus.ACTUAL or alert.scope is not Scope.PUBLIC:
        return None
    if row.follows is not None:
        return Step("line", row.follows.pk, SUBSCRIBABLE[0])
    return Step("near")


def _told(row: Alert, step: Step) -> Found:
    """Subscribers who were told by one earlier message through one channel, and where to go on."""
    size = CHUNK if step.after else FIRST
    asked = Delivery.objects.filter(alert=step.of, channel=step.channel, recipient__gt=step.after)
    asked = asked.filter(recipient__startswith=selectors.SUBSCRIBER).order_by("recipient")
    keys = list(asked.values_list("recipient", flat=True)[:size])
    page = Delivery.objects.filter(alert=step.of, channel=step.channel, recipient__in=keys)
    _drop(page)
    told = list(page.filter(state__in=_TOLD).values_list("recipient", flat=True))
    found = [(step.channel, key) for key in _still_there(told)]
    if len(keys) == size:
        return found, Step("line", step.of, step.channel, keys[-1])
    return found, _after_told(row, step)


def _after_told(row: Alert, step: Step) -> Step | None:
    rest = SUBSCRIBABLE[SUBSCRIBABLE.index(step.channel) + 1 :]
    if rest:
        return Step("line", step.of, rest[0])
    line = [earlier.pk for earlier in _line(row)]
    earlier = line[line.index(step.of) + 1 :]
    if earlier:
        return Step("line", earlier[0], SUBSCRIBABLE[0])
    return None if row.message_type == MessageType.CANCEL else Step("near")


def _still_there(keys: Sequence[str]) -> set[str]:
    """Of subscribers, those who have not left: nobody who has is told anything more."""
    numbers = [selectors.number_of(key) for key in keys]
    found = Subscriber.objects.filter(pk__in=numbers, confirmed__isnull=False).values_list("pk", flat=True)
    return {selectors.key_of(number) for number in found}


def _near(alert: AlertRecord, step: Step) -> Found:
    """Subscribers of places in the area: all of them where they are few, else the next ones."""
    few = selectors.few_near(alert) if not step.after else None
    if few is not None:
        return _keyed(few), None
    found, after = selectors.page_near(alert, int(step.after or 0), CHUNK if step.after else FIRST)
    pages = 1
    while step.after and after is not None and len(found) < CHUNK // 2 and pages < MOST_PAGES:
        more, after = selectors.page_near(alert, after, CHUNK)
        found, pages = found + more, pages + 1
    return _keyed(found), None if after is None else Step("near", after=str(after))


def _keyed(found: Iterable[selectors.Near]) -> list[Recipient]:
    return [(each.channel, selectors.key_of(each.subscriber)) for each in found]


def _without_delivery(row: Alert, recipients: Sequence[Recipient]) -> list[Recipient]:
    """Those of them who have no delivery of this message yet."""
    keys = [key for _, key in recipients]
    there = Delivery.objects.filter(alert=row, recipient__in=keys).values_list("channel", "recipient")
    return list(set(recipients).difference(there))


def _write(row: Alert, alert: AlertRecord, recipients: Sequence[Recipient], priority: int) -> None:
    """One delivery each, and the work of delivering them."""
    new = sorted(recipients)
    for name in {channel for channel, _ in new}:
        admit(get_channel(name), alert)
    waiting = DeliveryState.WAITING.value
    bulk.insert(Delivery, _COLUMNS, ((row.pk, channel, key, waiting, 0, "") for channel, key in new))
    enqueue_many(_work(row, new, priority), priority=priority)


def _work(row: Alert, new: Sequence[Recipient], priority: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The jobs that deliver what was written, a batch each."""
    for name, group in groupby(new, key=lambda each: each[0]):
        for batch in bulk.batched((key for _, key in group), BATCH):
            first = hashlib.sha256(batch[0].encode()).hexdigest()[:32]
            payload = {"alert": row.pk, "channel": name, "recipients": batch, "priority": priority}
            yield f"deliver.{name}", f"deliver:{row.pk}:{name}:{first}", payload
