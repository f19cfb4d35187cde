"""How a few teams are best spread over many venues when whoever means harm knows the shares, though not the
day's plan."""

from tocsin.protect.games.coverage import Coverage, cover
from tocsin.protect.games.stakes import Bounds, Stakes

__all__ = ["Bounds", "Coverage", "Stakes", "cover"]
