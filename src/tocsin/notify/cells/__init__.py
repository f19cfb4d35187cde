"""Cell broadcast: an alert as the pages that mobile networks send to every telephone in an area.

3GPP TS 23.038 (alphabets), TS 23.041 (cell broadcast), and the limits of Wireless Emergency Alerts (WEA).
`broadcast` makes what a centre is asked to do, `hand_off` the file it gets, `preview` what the alert's writer
sees while typing.
"""

from tocsin.notify.cells.broadcasting import broadcast, preview
from tocsin.notify.cells.covering import outline
from tocsin.notify.cells.handing import SCHEMA, hand_off, read
from tocsin.notify.cells.identifiers import Handling
from tocsin.notify.cells.records import (
    Action,
    Alphabet,
    Broadcast,
    Coding,
    Key,
    Message,
    Outline,
    Page,
    Preview,
    Ring,
    Scope,
    Serial,
    Text,
)

__all__ = [
    "SCHEMA",
    "Action",
    "Alphabet",
    "Broadcast",
    "Coding",
    "Handling",
    "Key",
    "Message",
    "Outline",
    "Page",
    "Preview",
    "Ring",
    "Scope",
    "Serial",
    "Text",
    "broadcast",
    "hand_off",
    "outline",
    "preview",
    "read",
]
