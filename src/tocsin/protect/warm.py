"""What protection compiles before it is needed: coverage, draws and ways of a few made-up venues."""

from __future__ import annotations

from tocsin.base.kernels import Piece
from tocsin.protect.draws import Lots, Seed
from tocsin.protect.games import Stakes, cover
from tocsin.protect.routes import shared_out


def _warm_coverage() -> None:
    cover(Stakes.of_harm([2, 1]), 1)


def _warm_draws() -> None:
    Lots.of([0.5, 0.5]).draw(Seed(bytes(32)), "warm")


def _warm_ways() -> None:
    shared_out([[0, 0], [0, 1]], 1)


PIECES: tuple[Piece, ...] = (("coverage", _warm_coverage), ("draws", _warm_draws), ("ways", _warm_ways))
