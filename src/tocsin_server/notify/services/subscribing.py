"""Subscribing to the alerts of places, without an account: an address, and links that only it is sent."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from tocsin.errors import BadInput, Conflict
from tocsin.notify.vocabulary import SEVERITIES
from tocsin_server import clock
from tocsin_server.jobs.services import enqueue
from tocsin_server.ledger.services import Actor, act
from tocsin_server.locks import one_at_a_time
from tocsin_server.notify import selectors
from tocsin_server.notify.channels import SUBSCRIBABLE, Channel, Inviting, Target, get_channel
from tocsin_server.notify.models import Interest, Subscriber
from tocsin_server.notify.subscriptions import (
    LONGEST_ADDRESS,
    UNCONFIRMED_FOR,
    Extent,
    Wish,
    digest,
    extents,
    link,
    secret,
    unsubscribe_link,
)

PUBLIC = Actor("system:subscriptions")
"""Who acts for people that have no name here."""

HOUR = timedelta(hours=1)
MOST_ASKED = 3
"""Requests for one address in an hour: nobody's inbox is filled by somebody else."""

LONGEST_LANGUAGE = 35


def subscribe(
    channel: str,
    address: str,
    *,
    keys: Mapping[str, Any] | None = None,
    language: str = "en",
    least_severity: str = "",
    interests: Sequence[Wish],
) -> tuple[Subscriber, str]:
    """Ask for the alerts of places; the subscriber, and the secret of its links if it holds at once.

    Where the channel sends a link to the address first (`Inviting`), no alert is sent before that link was
    opened, and the secret is "": only the address gets it. Whoever asks for an address that has subscribed
    changes nothing, but is sent the link by which that address can. Errors: `BadInput`; `Conflict` where the
    address was asked for too often in an hour.
    """
    chosen, stored = _open(channel, address, keys or {}), extents(interests)
    wanted = _checked(language, least_severity) | {"keys": dict(keys or {})}
    with act(PUBLIC, "notify.subscribed") as entry:
        row = _asked(channel, address.strip())
        if isinstance(chosen, Inviting):
            entry.action = "notify.subscription_asked"
            if row.confirmed is None:
                _fill(row, wanted, stored)
            _invite(row)
        else:
            row.confirmed = row.confirmed or clock.now()
            _fill(row, wanted, stored)
        entry.subject, entry.data = f"subscriber:{row.pk}", {"channel": channel, "places": len(stored)}
    return row, "" if isinstance(chosen, Inviting) else secret_of(row)


def confirm_subscription(secret: str) -> Subscriber:
    """The link was opened: from now on alerts are sent. Confirming again changes nothing."""
    with act(PUBLIC, "notify.subscribed") as entry:
        row = selectors.subscription(secret)
        entry.subject, entry.data = f"subscriber:{row.pk}", {"channel": row.channel}
        if row.confirmed:
            entry.cancel()
            return row
        row.confirmed = clock.now()
        row.save(update_fields=["confirmed"])
    return row


def change_subscription(
    secret: str,
    *,
    language: str | None = None,
    least_severity: str | None = None,
    interests: Sequence[Wish] | None = None,
) -> Subscriber:
    """Have other places, another language or another least severity; what is None stays."""
    with act(PUBLIC, "notify.subscription_changed") as entry:
        row = selectors.subscription(secret)
        wanted = _checked(
            row.language if language is None else language,
            row.least_severity if least_severity is None else least_severity,
        )
        _fill(row, wanted, None if interests is None else extents(interests))
        entry.subject, entry.data = f"subscriber:{row.pk}", {"channel": row.channel}
    return row


def unsubscribe(secret: str) -> bool:
    """Forget the subscriber, at once and wholly; False if there was none, as when a link is opened again."""
    with act(PUBLIC, "notify.unsubscribed") as entry:
        row = Subscriber.objects.filter(digest=digest(secret)).first()
        if row is None:
            entry.cancel()
            return False
        entry.subject, entry.data = f"subscriber:{row.pk}", {"channel": row.channel}
        row.delete()
    return True


def invite(subscriber_id: int) -> None:
    """Send the link that confirms a subscription, if it is still there."""
    row = Subscriber.objects.filter(pk=subscriber_id).first()
    if row is None:
        return
    channel = get_channel(row.channel)
    if isinstance(channel, Inviting):
        channel.invite(target_of(row), link(secret_of(row)))


def prune_unconfirmed() -> int:
    """Forget who did not confirm in time; how many those were."""
    with act(PUBLIC, "notify.subscriptions_lapsed") as entry:
        old = Subscriber.objects.filter(confirmed=None, added__lt=clock.now() - UNCONFIRMED_FOR)
        count = old.count()
        if not count:
            entry.cancel()
            return 0
        old.delete()
        entry.data = {"count": count}
    return count


def secret_of(row: Subscriber) -> str:
    """The secret of a subscriber's links, which is nowhere stored.

    Where the site's key is another than it was, the secret is, too: then the links sent from now on hold.
    """
    made = secret(row.channel, row.address, row.added)
    if row.digest != digest(made):
        row.digest = digest(made)
        Subscriber.objects.filter(pk=row.pk).update(digest=row.digest)
    return made


def renew_digests(rows: Iterable[Subscriber]) -> None:
    """Where the site's key is another than it was, have the new links of all these hold, in one write: an
    urgent alert waits for it."""
    stale = []
    for row in rows:
        known = digest(secret(row.channel, row.address, row.added))
        if row.digest != known:
            row.digest = known
            stale.append(row)
    Subscriber.objects.bulk_update(stale, ["digest"])


def target_of(row: Subscriber) -> Target:
    """A subscriber as the channel sees it."""
    return Target(
        key=selectors.key_of(row.pk),
        address=row.address,
        keys=row.keys,
        language=row.language,
        unsubscribe=unsubscribe_link(secret_of(row)),
    )


def _open(channel: str, address: str, keys: Mapping[str, Any]) -> Channel:
    """The channel, if anybody may subscribe by it and this address can be reached."""
    if channel not in SUBSCRIBABLE:
        raise BadInput(f"choose one of {', '.join(SUBSCRIBABLE)}", where="channel", reason="channel")
    chosen = get_channel(channel)
    if len(address) > LONGEST_ADDRESS:
        raise BadInput(f"it has more than {LONGEST_ADDRESS} characters", where="address", reason="too_long")
    chosen.check_address(address.strip(), keys)
    return chosen


def _checked(language: str, least_severity: str) -> dict[str, Any]:
    if not 0 < len(language) <= LONGEST_LANGUAGE:
        raise BadInput("name a language, as en or pt-BR", where="language", reason="language")
    if least_severity and least_severity not in SEVERITIES[:-1]:
        known = ", ".join(SEVERITIES[:-1])
        raise BadInput(f"choose one of {known}, or none", where="least_severity", reason="severity")
    return {"language": language, "least_severity": least_severity}


def _asked(channel: str, address: str) -> Subscriber:
    """The row of an address, new or not, with this request counted; `Conflict` if these are too many."""
    one_at_a_time(f"subscriber {channel} {address}")
    now = clock.now()
    row = Subscriber.objects.filter(channel=channel, address=address).first()
    row = row or Subscriber(channel=channel, address=address, added=now)
    if row.asked_since is None or row.asked_since <= now - HOUR:
        row.asked, row.asked_since = 0, now
    if row.asked >= MOST_ASKED:
        text = "This address was asked for several times just now. Look for our message, or try in an hour."
        raise Conflict(text)
    row.asked += 1
    row.digest = digest(secret(channel, address, row.added))
    row.save()
    return row


def _fill(row: Subscriber, wanted: Mapping[str, Any], stored: Sequence[Extent] | None) -> None:
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save()
    if stored is None:
        return
    row.interests.all().delete()
    Interest.objects.bulk_create(
        Interest(
            subscriber=row,
            name=each.name,
            south=each.south,
            west=each.west,
            north=each.north,
            east=each.east,
            rings=each.rings,
        )
        for each in stored
    )


def _invite(row: Subscriber) -> None:
    """The link is work: it carries no secret and no address, which are made and read as it is sent."""
    since = row.asked_since
    key = f"invite:{row.pk}:{since.isoformat() if since else ''}:{row.asked}"
    enqueue(f"invite.{row.channel}", key, {"subscriber": row.pk})
