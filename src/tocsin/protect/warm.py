"""What protection compiles before it is needed: coverage and draws of a few made-up venues."""

from __future__ import annotations

from tocsin.base.kernels import Piece
from tocsin.protect.draws import Lots, Seed
from tocsin.protect.games import Stakes, cover


def _warm_coverage() -> None:
    cover(Stakes.of_harm([2, 1]), 1)


def _warm_draws() -> None:
    Lots.of([0.5, 0.5]).draw(Seed(bytes(32)), "warm")


PIECES: tuple[Piece, ...] = (("coverage", _warm_coverage), ("draws", _warm_draws))
