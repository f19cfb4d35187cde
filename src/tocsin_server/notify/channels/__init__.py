"""The ways by which an alert leaves: one file each, and one line in `CHANNELS`.

To add one, copy `mail.py`, add its line here, and the contract tests in `tests/server/notify` run on it.
"""

from tocsin.errors import BadInput
from tocsin_server.notify.channels.cells import Cells
from tocsin_server.notify.channels.channel import Channel, Inviting, Target, admit
from tocsin_server.notify.channels.edxl import Edxl
from tocsin_server.notify.channels.feed import Feed
from tocsin_server.notify.channels.mail import Mail
from tocsin_server.notify.channels.mqtt import Mqtt
from tocsin_server.notify.channels.rehearsal import Rehearsal
from tocsin_server.notify.channels.sms import Sms
from tocsin_server.notify.channels.webhook import Webhook
from tocsin_server.notify.channels.webpush import WebPush
from tocsin_server.notify.channels.websub import WebSub
from tocsin_server.smtp import DeliveryFailed

CHANNELS: list[Channel] = [
    Feed(),
    Mail(),
    Sms(),
    WebPush(),
    Webhook(),
    Edxl(),
    Mqtt(),
    WebSub(),
    Cells(),
    Rehearsal(),
]

SUBSCRIBABLE = ("mail", "sms", "webpush")
"""Those by which anybody may subscribe. The others are for partners, whom an administrator adds."""


def get_channel(name: str) -> Channel:
    """The channel of a name; `BadInput` names those there are."""
    for channel in CHANNELS:
        if channel.name == name:
            return channel
    known = ", ".join(channel.name for channel in CHANNELS)
    raise BadInput(f"there is no channel {name!r}; there are {known}", where="channel", reason="channel")


__all__ = [
    "CHANNELS",
    "SUBSCRIBABLE",
    "Channel",
    "DeliveryFailed",
    "Inviting",
    "Target",
    "admit",
    "get_channel",
]
