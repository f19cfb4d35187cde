"""Web hooks: a partner's own system gets the alert as signed JSON, with the CAP message in it as text."""

import json
from collections.abc import Mapping

from django.utils.crypto import salted_hmac

from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.collect.network import Resolver, resolve
from tocsin_server.level.channels import web
from tocsin_server.level.channels.webhook import NETWORKS, SHORTEST_SECRET, signed
from tocsin_server.notify.channels import words
from tocsin_server.notify.channels.channel import NO_KEYS, Target, for_subscribers
from tocsin_server.smtp import DeliveryFailed

SIGNED = ("webhook", "edxl")
"""The channels whose messages are signed with `secret_of`."""


class Webhook:
    """One signed POST to one address; its notice is the alert's identifier, the same if it comes twice.

    Its secret is the one that was given, else one made from the site's own key, which administrators see."""

    name = "webhook"
    live = True
    addressed = True

    def __init__(self, resolver: Resolver = resolve, timeout: float = web.TIMEOUT) -> None:
        self._resolver, self._timeout = resolver, timeout

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:
        """Refuse what is no web address, a host on a private network, a secret that can be guessed."""
        secret_of(address, keys)
        web.check(address, NETWORKS, self._resolver)

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:
        """POST it: 2xx means that the machine has received it; silence after it was sent leaves it unsure."""
        for_subscribers(alert, target)
        send(_body(alert, xml, target.language), alert, target, self._resolver, self._timeout)


def send(
    body: bytes,
    alert: Alert,
    target: Target,
    resolver: Resolver,
    timeout: float,
    media_type: str = "application/json",
) -> None:
    """POST a body under the signature that every web hook has."""
    try:
        secret = secret_of(target.address, target.keys)
    except BadInput as error:
        raise DeliveryFailed(str(error), permanent=True) from error
    headers = signed(body, secret, int(clock.now().timestamp()), alert.identifier)
    headers["content-type"] = f"{media_type}; charset=utf-8"
    web.post(target.address, body, headers, allowed=NETWORKS, resolver=resolver, timeout=timeout)


def secret_of(address: str, keys: Mapping[str, str] = NO_KEYS) -> str:
    """The secret that signs what is sent to an address; `BadInput` for one that can be guessed."""
    if "secret" not in keys:
        return salted_hmac("tocsin.webhook", address, algorithm="sha256").hexdigest()
    if len(keys["secret"]) < SHORTEST_SECRET:
        raise BadInput(f"give a secret of at least {SHORTEST_SECRET} characters", where="secret")
    return keys["secret"]


def _body(alert: Alert, xml: bytes, language: str) -> bytes:
    """What a system needs to sort it by; all else is in the CAP message."""
    info = words.in_order(alert.infos, language)[0]
    told = {
        "id": alert.identifier,
        "kind": alert.message_type.value,
        "status": alert.status.value,
        "scope": alert.scope.value,
        "sender": alert.sender,
        "sent": alert.sent.isoformat(),
        "expires": words.ends(alert).isoformat(),
        "line": words.line_of(alert),
        "references": [earlier.identifier for earlier in alert.references],
        "language": info.language,
        "event": info.event,
        "headline": info.headline,
        "severity": info.severity,
        "urgency": info.urgency,
        "certainty": info.certainty,
        "link": words.page(alert),
        "cap": xml.decode(),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
