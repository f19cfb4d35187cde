"""What the service adds to the command line: found by entry point, so that the core never imports it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from typer import Typer
from typer.main import get_group

from tocsin.errors import TocsinError

NEEDS_SERVER = "needs the server part: pip install 'tocsin[server]'"


@dataclass(frozen=True, slots=True)
class Plugins:
    """Commands by name, and why some could not be loaded ("" where all could)."""

    commands: dict[str, Any]
    missing: str = ""


@cache
def commands() -> Plugins:
    """The commands of every installed part; a part that cannot be imported leaves the others unharmed."""
    found: dict[str, Any] = {}
    missing = []
    for entry in entry_points(group="tocsin.commands"):
        try:
            part: Typer = entry.load()
        except Exception as error:  # noqa: BLE001 - whatever ails the other part, this one must start
            missing.append(_cause(error))
            continue
        found.update(get_group(part).commands)
    return Plugins(found, "; ".join(missing))


def fetcher() -> Callable[[str], Any]:
    """The function that fetches an address: `fetch(url)` gives `data`, `media_type` and `url`.

    Raises `TocsinError` where no installed part brings one.
    """
    cause = ""
    for entry in entry_points(group="tocsin.fetchers"):
        try:
            return _callable(entry.load())
        except Exception as error:  # noqa: BLE001 - told to the user below
            cause = f" ({_cause(error)})"
    raise TocsinError(f"reading an address {NEEDS_SERVER}{cause}")


def _callable(loaded: Any) -> Callable[[str], Any]:
    if not callable(loaded):
        raise TypeError(f"{loaded!r} is no function")
    return loaded  # type: ignore[no-any-return]


def _cause(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
