"""The templates that come with Tocsin: one file each, in five languages, with the blanks {place}, {time} and
{phone}. A site copies them and changes the copies; these stay as they are.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tocsin.base import Alert, AlertStatus, Info, MessageType, Scope

SHARED = ("category", "response")
WORDS = ("urgency", "severity", "certainty")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Written:
    """A template as its file has it: `hours` is how long alerts made from it hold."""

    name: str
    hours: int
    infos: tuple[Info, ...]

    def alert(self) -> Alert:
        """Its words as an alert that nobody sent."""
        return Alert(
            identifier="template",
            sender="",
            sent=_NEVER,
            status=AlertStatus.ACTUAL,
            message_type=MessageType.ALERT,
            scope=Scope.PUBLIC,
            infos=self.infos,
        )


@cache
def templates() -> tuple[Written, ...]:
    """All of them, in the order of their files: the gravest first, the test last."""
    return tuple(_read(path) for path in sorted(Path(__file__).parent.glob("*.toml")))


def _read(path: Path) -> Written:
    table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    shared: dict[str, Any] = {name: tuple(table[name]) for name in SHARED}
    shared |= {name: table[name] for name in WORDS}
    texts = {tag: words for tag, words in table.items() if isinstance(words, dict)}
    infos = tuple(Info(language=tag, **shared, **words) for tag, words in texts.items())
    return Written(table["name"], table["hours"], infos)
