"""Web push: a notification on a subscriber's own device, sealed so that no push service can read it
(RFC 8030, 8188, 8291, 8292). What is in it stands in docs/reference/web-push.md."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.collect.network import Resolver, resolve
from tocsin_server.level.channels import web
from tocsin_server.notify.channels import vapid, words
from tocsin_server.notify.channels.channel import NO_KEYS, Target, for_the_public
from tocsin_server.smtp import DeliveryFailed

NETWORKS = "TOCSIN_CALLBACK_NETWORKS"
"""The setting that names the private networks which addresses that anybody may give can be in."""
LONGEST_TTL = 28 * 86400
"""Seconds that push services keep a message at the most."""
LONGEST_TITLE, LONGEST_TEXT = 150, 500
"""Characters: in any script the sealed message stays below the 4,096 octets that every service takes."""
URGENCY = {"Extreme": "high", "Severe": "high", "Moderate": "normal", "Minor": "low", "Unknown": "normal"}
"""How pressing a message is, so that a device short of power may wait (RFC 8030, section 5.3)."""


class WebPush:
    """One sealed message to one browser. A later message of the same line takes the place of an earlier one,
    so that sending again does no harm and silence need trouble nobody."""

    name = "webpush"
    live = True
    addressed = True

    def __init__(self, resolver: Resolver = resolve, timeout: float = web.TIMEOUT) -> None:
        self._resolver, self._timeout = resolver, timeout

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:
        """Refuse an endpoint that is not on the public internet, and keys that nothing can be sealed with."""
        web.check(address, NETWORKS, self._resolver)
        _reader_keys(keys)

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:  # noqa: ARG002
        """Hand it to the push service: 201 means taken; 404 and 410 that the browser has unsubscribed."""
        for_the_public(alert)
        try:
            body = sealed(payload(alert, target.language), target.keys)
            headers = _headers(alert, target.address)
        except BadInput as error:
            raise DeliveryFailed(str(error), permanent=True) from error
        try:
            self._post(target.address, headers, body)
        except DeliveryFailed as error:
            if error.unsure:
                raise DeliveryFailed(str(error)) from error
            raise

    def _post(self, address: str, headers: Mapping[str, str], body: bytes) -> None:
        answer = web.ask(
            "POST",
            address,
            allowed=NETWORKS,
            headers=headers,
            body=body,
            resolver=self._resolver,
            timeout=self._timeout,
        )
        if answer.status in (404, 410):
            raise DeliveryFailed(f"the browser has unsubscribed ({answer.status})", gone=True)
        if not answer.taken:
            raise web.refused("the push service", answer)


def payload(alert: Alert, language: str) -> bytes:
    """What the service worker shows, as JSON."""
    info = words.in_order(alert.infos, language)[0]
    said = info.instruction or info.description
    told = {
        "title": words.shortened(words.title(alert, info), LONGEST_TITLE),
        "text": words.shortened(f"{words.areas(info)}. {said}" if info.areas else said, LONGEST_TEXT),
        "tag": topic(alert),
        "url": words.page(alert),
        "kind": alert.message_type.value,
        "severity": info.severity,
        "language": info.language,
        "sent": alert.sent.astimezone(UTC).isoformat(),
        "expires": words.ends(alert).astimezone(UTC).isoformat(),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def topic(alert: Alert) -> str:
    """The same for all messages of one line, within the 32 characters of base64url that a topic may have."""
    digest = hashlib.sha256(words.line_of(alert).encode()).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def sealed(data: bytes, keys: Mapping[str, str]) -> bytes:
    """Encrypted for one browser alone, with a key pair made for this message (RFC 8291)."""
    reader, secret = _reader_keys(keys)
    own = ec.generate_private_key(ec.SECP256R1())
    message: bytes = http_ece.encrypt(data, private_key=own, dh=reader, auth_secret=secret)
    return message


def _headers(alert: Alert, endpoint: str) -> dict[str, str]:
    left = int((words.ends(alert) - clock.now()).total_seconds())
    if left <= 0:
        raise BadInput("the alert has lapsed", where=alert.identifier)
    severities = {info.severity for info in alert.infos}
    return {
        "authorization": vapid.authorization(endpoint),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(min(left, LONGEST_TTL)),
        "urgency": next(URGENCY[name] for name in URGENCY if name in severities),
        "topic": topic(alert),
    }


def _reader_keys(keys: Mapping[str, str]) -> tuple[bytes, bytes]:
    """The browser's public key and its secret, as its subscription has them: `p256dh` and `auth`."""
    try:
        reader, secret = _decoded(keys["p256dh"]), _decoded(keys["auth"])
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), reader)
    except (KeyError, ValueError, binascii.Error) as error:
        text = "give the subscription's keys p256dh, a point on P-256, and auth, both in base64url"
        raise BadInput(text, where="keys") from error
    if len(secret) != 16:
        raise BadInput(f"auth has {len(secret)} bytes instead of 16", where="keys")
    return reader, secret


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
