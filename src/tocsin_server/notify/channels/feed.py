"""The public site: its pages, its Atom feed and the CAP file of each alert."""

from collections.abc import Mapping

from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin.notify import cap
from tocsin_server.notify.channels.channel import NO_KEYS, Target, for_the_public
from tocsin_server.smtp import DeliveryFailed


class Feed:
    """Publication. The public selectors show what this channel has let through, so letting through is all
    there is to deliver; before it, the bytes are read back as any reader of the feed will read them."""

    name = "feed"
    live = True
    addressed = False

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:  # noqa: ARG002
        """It has but one recipient: the public."""
        if address != self.name:
            raise BadInput("the feed has no recipients of its own", where="address")

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:  # noqa: ARG002
        """Refuse what is not for the public, or would be read as something else than was written."""
        for_the_public(alert)
        if cap.read(xml, where=alert.identifier) != alert:
            raise DeliveryFailed("it reads differently from what was written", permanent=True)
