"""Units as choices of a form."""

from tocsin_server.units.viewer import Placed

STEP = "\u2003"


def indented(unit: Placed) -> str:
    """The unit's name, moved in by its depth in the tree: space that a screen reader does not read out."""
    return STEP * (unit.path.count("/") - 2) + unit.name
