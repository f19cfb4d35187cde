"""EDXL-DE: a partner's system gets the alert in an envelope of the Distribution Element 1.0, by web hook."""

from collections.abc import Mapping

from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin.notify import edxl
from tocsin_server.collect.network import Resolver, resolve
from tocsin_server.level.channels import web
from tocsin_server.level.channels.webhook import NETWORKS
from tocsin_server.notify.channels import webhook
from tocsin_server.notify.channels.channel import NO_KEYS, Target, for_subscribers
from tocsin_server.smtp import DeliveryFailed


class Edxl:
    """One signed POST of XML to one address."""

    name = "edxl"
    live = True
    addressed = True

    def __init__(self, resolver: Resolver = resolve, timeout: float = web.TIMEOUT) -> None:
        self._resolver, self._timeout = resolver, timeout

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:
        """As a web hook's."""
        webhook.secret_of(address, keys)
        web.check(address, NETWORKS, self._resolver)

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:
        """POST the envelope with the bytes that were published in it."""
        for_subscribers(alert, target)
        try:
            envelope = edxl.wrap(alert, xml)
        except BadInput as error:
            raise DeliveryFailed(str(error), permanent=True) from error
        webhook.send(envelope, alert, target, self._resolver, self._timeout, edxl.MEDIA_TYPE)
