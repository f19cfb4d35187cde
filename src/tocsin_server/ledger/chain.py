"""How entries are bound together: each hash covers the entry and the hash before it."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tocsin.errors import BadInput

GENESIS = "0" * 64
"""What the first entry is bound to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an entry's hash covers."""

    sequence: int
    at: datetime
    actor: str
    unit: str
    action: str
    subject: str
    data: dict[str, Any]
    previous: str

    def hash(self) -> str:
        """SHA-256, in hexadecimal, of the entry in one canonical spelling."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        who, what = (self.actor, self.unit), (self.action, self.subject, self.data)
        parts = [self.sequence, at, *who, *what, self.previous]
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any, where: str = "data") -> Any:
    """`value` as both databases give it back, so that a hash made before storing still holds after reading.

    PostgreSQL keeps JSON numbers as decimals, without exponent or negative zero, and refuses the character 0
    and lone surrogates; so whole floats become integers and such characters are replaced. Times, enums and
    UUIDs become text.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return _number(value, where)
    if isinstance(value, Mapping):
        return {text(str(key)): plain(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [plain(item, f"{where}[{number}]") for number, item in enumerate(items)]
    if isinstance(value, datetime):
        return value.isoformat()
    return text(str(value))


def text(value: str) -> str:
    """`value` without what PostgreSQL cannot store."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _number(value: float, where: str) -> int | float:
    if not math.isfinite(value):
        raise BadInput(f"{value} is not a number that can be recorded", where=where)
    return int(value) if value.is_integer() else value
