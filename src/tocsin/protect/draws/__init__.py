"""Draws that nobody can foresee and everybody can check afterwards: which venues get a team, who is asked to
stop at a gate."""

from tocsin.protect.draws.gate import Gate
from tocsin.protect.draws.kinds import draw_kinds
from tocsin.protect.draws.lots import Lots
from tocsin.protect.draws.seed import Seed, commitment

__all__ = ["Gate", "Lots", "Seed", "commitment", "draw_kinds"]
