"""Delivering: each alert goes once to each recipient, and how it fared can be seen."""

from __future__ import annotations

import contextvars
import logging
import uuid
from collections import deque
from collections.abc import Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin_server import clock
from tocsin_server.jobs import outgoing
from tocsin_server.jobs.outgoing import Outcome
from tocsin_server.jobs.services import USUAL, enqueue, wait_after
from tocsin_server.ledger.services import Actor, act
from tocsin_server.notify import selectors
from tocsin_server.notify.channels import Channel, Target, admit, get_channel
from tocsin_server.notify.models import Alert, AlertState, Delivery, DeliveryState
from tocsin_server.notify.services.audience import OVERTAKEN
from tocsin_server.notify.services.targets import forget, targets

log = logging.getLogger("tocsin.notify")

COURIER = Actor("system:courier")

AT_ONCE = 8
"""Messages of one batch that are handed over at the same time: one recipient whose server says nothing
delays no other, and a worker that dies leaves no more than so many unsure."""

MOST_TRIES = 12
LONGEST_WAIT = 900.0
"""Seconds. Twelve tries with waits of 5 s, 10 s and so on up to a quarter of an hour end after 66 minutes."""

SLACK = timedelta(seconds=1)
"""What is due so soon goes along with what is due."""

LAPSED = "the alert lapsed before it was sent"
LEFT = "the recipient has unsubscribed"


def deliver(delivery_id: int) -> None:
    """Hand one alert to one recipient."""
    row = Delivery.objects.get(pk=delivery_id)
    deliver_batch(row.alert_id, row.channel, [row.recipient])


def deliver_batch(alert_id: int, channel: str, recipients: Sequence[str], priority: int = USUAL) -> None:
    """Hand one alert to some recipients of one channel: each at most once, whoever dies meanwhile.

    What could not be handed over but may be later is written down as work for then; what ends the batch is
    one transaction with one entry of the ledger. Repeating a batch that was done does nothing.
    """
    row = Alert.objects.get(pk=alert_id)
    alert = selectors.record(row)
    admit(get_channel(channel), alert)
    _Batch(row, alert, get_channel(channel), priority).deliver(recipients)


@dataclass(frozen=True, slots=True)
class _Settled:
    """A delivery and what became of it."""

    row: Delivery
    outcome: Outcome


class _Batch:
    """Deliveries of one alert through one channel."""

    def __init__(self, row: Alert, alert: AlertRecord, channel: Channel, priority: int) -> None:
        self._row, self._alert, self._channel, self._priority = row, alert, channel, priority
        self._xml = bytes(row.xml)
        self._gone = 0

    def deliver(self, recipients: Sequence[str]) -> None:
        rows = list(self._deliveries().filter(recipient__in=recipients).order_by("recipient"))
        lost = [_Settled(each, outgoing.LEFT_BEHIND) for each in rows if each.state == DeliveryState.SENDING]
        due = [each for each in rows if each.state == DeliveryState.WAITING and _is_due(each)]
        reachable = targets([each.recipient for each in due])
        over = self._reason_to_end() if due else None
        stale = [_Settled(each, why) for each in due if (why := over or _reason_not_to(each, reachable))]
        dropped = {each.row.pk for each in stale}
        last = self._send([each for each in due if each.pk not in dropped], reachable, lost + stale)
        self._close(last, recipients)

    def _deliveries(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(alert=self._row, channel=self._channel.name)

    def _reason_to_end(self) -> Outcome | None:
        """Why nobody is to have the alert any more, if so; asked once, for whoever is urgent waits for it."""
        if self._row.followers.filter(state=AlertState.PUBLISHED).exists():
            return Outcome(DeliveryState.DROPPED, OVERTAKEN)
        return Outcome(DeliveryState.DROPPED, LAPSED) if self._row.expires <= clock.now() else None

    def _send(
        self, rows: Sequence[Delivery], reachable: dict[str, Target], settled: list[_Settled]
    ) -> list[_Settled]:
        """Hand all over, `AT_ONCE` at a time. Each round of settling those done and claiming the next is one
        transaction; what the last round leaves to be settled comes back."""
        todo, flying = deque(rows), dict[Future[Outcome], Delivery]()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while todo or flying:
                with transaction.atomic():
                    self._settle(settled)
                    begun = self._claim(todo, AT_ONCE - len(flying))
                for row in begun:
                    flying[self._begin(pool, reachable[row.recipient])] = row
                over, _ = wait(flying, return_when=FIRST_COMPLETED)
                settled = [_Settled(flying.pop(future), future.result()) for future in over]
        return settled

    def _claim(self, todo: deque[Delivery], most: int) -> list[Delivery]:
        """Take the next ones, as many as there are hands."""
        chosen = [todo.popleft() for _ in range(min(most, len(todo)))]
        mine = outgoing.claim_each(self._deliveries().filter(pk__in=[row.pk for row in chosen]))
        return [row for row in chosen if row.pk in mine]

    def _begin(self, pool: ThreadPoolExecutor, target: Target) -> Future[Outcome]:
        """Hand over in a thread that reads the same clock."""
        return pool.submit(contextvars.copy_context().run, self._hand_over, target)

    def _hand_over(self, target: Target) -> Outcome:
        try:
            outcome = outgoing.attempt(lambda: self._channel.deliver(self._alert, self._xml, target))
        except Exception as error:
            # The edge of a thread: a fault of the channel is this delivery's alone, where a person sees it.
            log.exception("%s failed", self._channel.name)
            return Outcome(DeliveryState.UNSURE, type(error).__name__)
        if target.key == target.address:
            return outcome
        return replace(outcome, error=outcome.error.replace(target.address, "the address"))

    def _settle(self, settled: Sequence[_Settled]) -> None:
        """Write down what became of them, those alike together."""
        alike: dict[tuple[Outcome, datetime | None], list[int]] = {}
        for each in settled:
            alike.setdefault(_given_up_or_later(each), []).append(each.row.pk)
        for (outcome, next_at), numbers in alike.items():
            outgoing.settle(self._deliveries().filter(pk__in=numbers), outcome, next_at=next_at)
        for each in settled:
            self._gone += each.outcome.gone and forget(each.row.recipient)

    def _close(self, settled: Sequence[_Settled], recipients: Sequence[str]) -> None:
        """Settle the last ones, write down the next try, and enter how the batch stands."""
        if not settled:
            return
        with act(COURIER, "notify.delivered") as entry:
            self._settle(settled)
            batch = self._deliveries().filter(recipient__in=recipients)
            self._try_later(batch.filter(state=DeliveryState.WAITING).order_by("recipient"))
            counts = dict(batch.values_list("state").annotate(Count("pk")).order_by("state"))
            gone = {"gone": self._gone} if self._gone else {}
            entry.subject = f"alert:{self._row.pk}"
            entry.data = {"channel": self._channel.name, **counts, **gone}

    def _try_later(self, waiting: QuerySet[Delivery]) -> None:
        later = list(waiting.values_list("recipient", "next_at"))
        if not later:
            return
        at = min((next_at for _, next_at in later if next_at), default=clock.now())
        recipients = [recipient for recipient, _ in later]
        queue(self._row.pk, self._channel.name, recipients, self._priority, run_at=at)


def queue(
    alert_id: int, channel: str, recipients: Sequence[str], priority: int, run_at: datetime | None = None
) -> None:
    """Have a batch tried once more, in the caller's transaction."""
    payload = {"alert": alert_id, "channel": channel, "recipients": list(recipients), "priority": priority}
    key = f"deliver:{alert_id}:{channel}:again:{uuid.uuid4().hex}"
    enqueue(f"deliver.{channel}", key, payload, run_at, priority)


def _reason_not_to(row: Delivery, reachable: Collection[str]) -> Outcome | None:
    return None if row.recipient in reachable else Outcome(DeliveryState.DROPPED, LEFT)


def _is_due(row: Delivery) -> bool:
    return row.next_at is None or row.next_at <= clock.now() + SLACK


def _given_up_or_later(settled: _Settled) -> tuple[Outcome, datetime | None]:
    """What is written of a delivery, and when it is tried again if it is."""
    row, outcome = settled.row, settled.outcome
    if outcome.state != DeliveryState.WAITING:
        return outcome, None
    tries = row.attempts + 1
    if tries >= MOST_TRIES:
        text = f"given up after {tries} tries: {outcome.error}"
        return Outcome(DeliveryState.FAILED, text), None
    return outcome, clock.after(max(wait_after(tries, LONGEST_WAIT), outcome.retry_after))
