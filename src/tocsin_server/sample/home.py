"""A sample site's home folder: its mark and its clock. Used before Django starts, so nothing of it here."""

import json
import os
import shutil
import time
from datetime import datetime
from pathlib import Path

from tocsin.errors import Conflict

MARK = "sample.json"
CLOCK = "clock.json"
DAY_BEGINS = datetime.fromisoformat("2015-11-12T15:00:00+00:00")
"""An hour before the first dispatch."""


def mark(home: Path) -> None:
    """Make a home a sample site's; refuse one that holds a real site, or a database outside the home.

    A sample asks for no second factor, so no setting may turn a real site into one.
    """
    if os.environ.get("TOCSIN_DATABASE"):
        raise Conflict("the sample lives in its home's own database; run it without TOCSIN_DATABASE")
    if (home / MARK).exists():
        return
    if (home / "tocsin.sqlite3").exists():
        raise Conflict(f"{home} holds a real site; give the sample a folder of its own with --home")
    (home / MARK).write_text(json.dumps({"day": "november-2015"}))
    set_clock(home, DAY_BEGINS, speed=1)


def set_clock(home: Path, shown: datetime, speed: float) -> None:
    """Let the site's clock show `shown` now and run `speed` times as fast from here on."""
    state = {"real": time.time(), "shown": shown.isoformat(), "speed": speed}
    (home / CLOCK).write_text(json.dumps(state))


def empty(home: Path) -> None:
    """Remove a sample site's content; refuse a folder that holds anything else."""
    if any(home.iterdir()) and not (home / MARK).exists():
        raise Conflict(f"{home} holds something that is not a sample site; give another folder with --home")
    for path in home.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
