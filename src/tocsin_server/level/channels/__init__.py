"""The ways by which units are told: one file each, and one line in `CHANNELS`.

To add one, copy `rehearsal.py`, add its line here, and the contract tests in
`tests/server/level/test_channels.py` run on it.
"""

from tocsin.errors import BadInput
from tocsin_server.level.channels.channel import Attachment, Channel, Letter, Standing, admit
from tocsin_server.level.channels.content import Asked, Content
from tocsin_server.level.channels.mail import Mail
from tocsin_server.level.channels.rehearsal import Rehearsal
from tocsin_server.level.channels.sms import Sms
from tocsin_server.level.channels.webhook import Webhook

CHANNELS: list[Channel] = [Mail(), Webhook(), Sms(), Rehearsal()]

TELEPHONE = "telephone"
"""A way for people, not for this list: somebody calls, in the order of the call-down list."""


def get_channel(name: str) -> Channel:
    """The channel of a name; `BadInput` names those there are."""
    for channel in CHANNELS:
        if channel.name == name:
            return channel
    known = ", ".join(channel.name for channel in CHANNELS)
    raise BadInput(f"there is no channel {name!r}; there are {known}", where="channel", reason="channel")


__all__ = [
    "CHANNELS",
    "TELEPHONE",
    "Asked",
    "Attachment",
    "Channel",
    "Content",
    "Letter",
    "Standing",
    "admit",
    "get_channel",
]
