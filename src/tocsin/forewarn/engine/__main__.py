"""`python -m tocsin.forewarn.engine`: compile early warning in a process that ends, and with it its memory.

A line for each piece: how many are still to come, that one included, and its name.
"""

from tocsin.forewarn.engine import warm

if __name__ == "__main__":
    warm(lambda name, left: print(left, name, flush=True))
