"""Cell broadcast: an alert as the pages that mobile networks send to every telephone in an area.

3GPP TS 23.038 (alphabets), TS 23.041 (cell broadcast), and the limits of Wireless Emergency Alerts (WEA).
"""

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
    "Action",
    "Alphabet",
    "Broadcast",
    "Coding",
    "Key",
    "Message",
    "Outline",
    "Page",
    "Preview",
    "Ring",
    "Scope",
    "Serial",
    "Text",
]
