"""Web hooks: a unit's own system gets its orders as signed JSON, and its answer shows that they were
received.
"""

import hashlib
import hmac
import json
from dataclasses import asdict

from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.collect.network import Resolver, resolve
from tocsin_server.level.channels import web
from tocsin_server.level.channels.channel import Letter
from tocsin_server.level.channels.content import Content
from tocsin_server.level.channels.text import subject

NETWORKS = "TOCSIN_WEBHOOK_NETWORKS"
"""The setting that names the private networks which web hooks may reach."""
SHORTEST_SECRET = 16
USER_AGENT = "Tocsin/0.1 (public safety; sends orders)"


class Webhook:
    """One signed POST to one address."""

    name = "webhook"
    live = True
    addressed = True
    confirms = True
    carries_cap = True

    def __init__(self, resolver: Resolver = resolve, timeout: float = web.TIMEOUT) -> None:
        self._resolver, self._timeout = resolver, timeout

    def check_address(self, address: str, secret: str) -> str:
        """Refuse what is no web address, a host on a private network, a secret that can be guessed."""
        if len(secret) < SHORTEST_SECRET:
            text = f"give a secret of at least {SHORTEST_SECRET} characters, or none and one is made"
            raise BadInput(text, where="secret")
        return str(web.check(address, NETWORKS, self._resolver))

    def write(self, content: Content) -> str:
        """The content as JSON; the CAP message goes in it as text."""
        told = asdict(content) | {"subject": subject(content), "cap": content.cap.decode()}
        return json.dumps(told, ensure_ascii=False, default=lambda at: at.isoformat(), sort_keys=True)

    def send(self, letter: Letter) -> None:
        """POST it: 2xx means that the machine has received it; silence after it was sent leaves it unsure."""
        body = letter.body.encode()
        headers = signed(body, letter.secret, int(clock.now().timestamp()), letter.id)
        web.post(
            letter.address, body, headers, allowed=NETWORKS, resolver=self._resolver, timeout=self._timeout
        )


def signed(body: bytes, secret: str, timestamp: int, id: str) -> dict[str, str]:
    """The headers of a web hook: whose notice it is, when it was signed, and the signature over time and
    body.

    The signature is HMAC-SHA-256 (RFC 2104) of "<timestamp>.<body>", in hexadecimal.
    """
    signature = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": USER_AGENT,
        "tocsin-notice": id,
        "tocsin-timestamp": str(timestamp),
        "tocsin-signature": f"v1={signature}",
    }
