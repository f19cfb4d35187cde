"""`python -m tocsin.cli.warm`: compile all inner loops in a process that ends, and with it its memory.

A line for each piece: how many are still to come, that one included, and its name.
"""

from tocsin.base.kernels import Piece, warm
from tocsin.forewarn import engine
from tocsin.protect.warm import PIECES as PROTECT

PIECES: tuple[Piece, ...] = (*engine.PIECES, *PROTECT)

if __name__ == "__main__":
    warm(PIECES, lambda name, left: print(left, name, flush=True))
