"""One small file a source: the same dispatch in every format."""

from datetime import UTC, datetime
from pathlib import Path

from tocsin.collect import Origin

FOLDER = Path(__file__).parents[2] / "data" / "collect"

SAMPLES = {
    "rss": "harbour.rss",
    "atom": "harbour.atom",
    "json_feed": "harbour.json",
    "html": "harbour.html",
    "text": "harbour.txt",
    "cap": "harbour.cap",
}

RECEIVED = datetime(2015, 11, 14, 12, tzinfo=UTC)
ORIGIN = Origin(where="night", outlet="harbour-wire", received=RECEIVED)


def sample(kind: str) -> bytes:
    """The bytes of a source's file."""
    return (FOLDER / SAMPLES[kind]).read_bytes()
