"""A small archive, made by hand, and ways to look at what became of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tocsin.cli.bulk.batch import Settings

SETTINGS = Settings(published=datetime(2015, 11, 14, tzinfo=UTC), received=datetime(2015, 11, 15, tzinfo=UTC))
_TOWNS = ("Baghdad", "Kabul", "Mogadishu", "Maiduguri", "Karachi", "Cairo", "Tunis", "Beirut")


def make(folder: Path, number: int = 16) -> Path:
    """Dispatches of invented bombings, a feed of two, an empty page, and a file that is no report."""
    folder.mkdir()
    for each in range(number):
        town = _TOWNS[each % len(_TOWNS)]
        text = f"A bomb exploded in a market in {town} on Friday, killing at least {each + 2} people."
        (folder / f"{each:02}.txt").write_text(text, "utf-8")
    items = "".join(f"<item><title>Curfew in {town} is lifted</title></item>" for town in _TOWNS[:2])
    (folder / "feed.rss").write_text(f"<rss version='2.0'><channel>{items}</channel></rss>", "utf-8")
    (folder / "empty.html").touch()
    (folder / "notes.toml").write_text("a = 1", "utf-8")
    return folder


def rows(output: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table of the output, as a user would read them."""
    return pq.read_table(output / table).to_pylist()


def tables(output: Path) -> dict[str, bytes]:
    """Every file of the output's tables."""
    return {str(path.relative_to(output)): path.read_bytes() for path in sorted(output.glob("*/*.parquet"))}
