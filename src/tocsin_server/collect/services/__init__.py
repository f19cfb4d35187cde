"""The acts of collecting."""

from tocsin_server.collect.services.documents import Ingested, dismiss, ingest, set_aside
from tocsin_server.collect.services.feeds import add_feed, enable, poll_soon
from tocsin_server.collect.services.polling import poll, record_failure

__all__ = [
    "Ingested",
    "add_feed",
    "dismiss",
    "enable",
    "ingest",
    "poll",
    "poll_soon",
    "record_failure",
    "set_aside",
]
