"""Whom a delivery is for, as its channel needs to know it; and forgetting those who are no more."""

from collections.abc import Collection, Iterable

from tocsin_server.notify import selectors
from tocsin_server.notify.channels import Target
from tocsin_server.notify.models import Subscriber
from tocsin_server.notify.selectors.hub import KEY as READER
from tocsin_server.notify.services import hub
from tocsin_server.notify.services.subscribing import renew_digests, target_of


def targets(keys: Collection[str]) -> dict[str, Target]:
    """The recipients of these keys. One who subscribed and has left since is not among them."""
    known = _subscribers(key for key in keys if key.startswith(selectors.SUBSCRIBER))
    for key in keys:
        if key.startswith(READER):
            if reader := hub.target(key):
                known[key] = reader
        elif not key.startswith(selectors.SUBSCRIBER):
            known[key] = Target(key=key, address=key)
    return known


def forget(key: str) -> bool:
    """Forget a subscriber or a reader whose address has ceased to exist; False for anybody else, whom an
    administrator has entered and sees refused."""
    if key.startswith(selectors.SUBSCRIBER):
        return bool(Subscriber.objects.filter(pk=selectors.number_of(key)).delete()[0])
    if key.startswith(READER):
        hub.forget(key)
        return True
    return False


def _subscribers(keys: Iterable[str]) -> dict[str, Target]:
    numbers = [selectors.number_of(key) for key in keys]
    rows = list(Subscriber.objects.filter(pk__in=numbers, confirmed__isnull=False))
    renew_digests(rows)
    return {target.key: target for target in map(target_of, rows)}
