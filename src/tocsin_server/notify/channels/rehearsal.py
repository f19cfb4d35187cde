"""Exercises: the message is written to a folder on the server, where those who run the exercise find it."""

import re
from collections.abc import Mapping

from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin_server.level.channels.rehearsal import folder, write_file
from tocsin_server.notify.channels.channel import NO_KEYS, Target


class Rehearsal:
    """Not live: it is read only by those who look. Writing a file again changes nothing."""

    name = "rehearsal"
    live = False
    addressed = False

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:  # noqa: ARG002
        """It has but one recipient: the folder."""
        if address != self.name:
            raise BadInput("the rehearsal folder has no recipients of its own", where="address")

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:  # noqa: ARG002
        """Write the message as <identifier>.xml, whole or not at all."""
        write_file(folder() / f"{re.sub(r'[^0-9A-Za-z.-]', '_', alert.identifier)}.xml", xml)
