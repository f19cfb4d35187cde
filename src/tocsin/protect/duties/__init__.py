"""Regimes: what the law asks of venues and events; one TOML file each in `regimes`, one line in `REGIMES`."""

from __future__ import annotations

from pathlib import Path

from tocsin.errors import BadInput
from tocsin.protect.duties.file import load_regime
from tocsin.protect.duties.regime import Duty, Of, ProcedureKind, Regime, Tier

REGIMES: list[str] = ["uk-premises-2025"]


def get_regime(name: str) -> Regime:
    """A regime that comes with Tocsin; `BadInput` lists the names there are.

    >>> get_regime("uk-premises-2025").version
    '2025-04-03'
    """
    return load_regime(regime_file(name))


def regime_file(name: str) -> Path:
    """Where a regime that comes with Tocsin lies, to be copied and changed; `BadInput` lists the names.

    >>> regime_file("uk-premises-2025").name
    'uk-premises-2025.toml'
    """
    if name not in REGIMES:
        raise BadInput(
            f"there is no such regime; there are {', '.join(REGIMES)}", where=name, reason="regime"
        )
    return Path(__file__).parent / "regimes" / f"{name}.toml"


__all__ = [
    "REGIMES",
    "Duty",
    "Of",
    "ProcedureKind",
    "Regime",
    "Tier",
    "get_regime",
    "load_regime",
    "regime_file",
]
