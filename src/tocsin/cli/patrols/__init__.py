"""`tocsin plan VENUES.csv` and `tocsin plan verify`: patrols planned and drawn, and the draw checked."""

from tocsin.cli.patrols.command import patrols, verify

__all__ = ["patrols", "verify"]
