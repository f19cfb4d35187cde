"""The tree of units: who stands under whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.base import Unit
from tocsin.errors import BadInput


class Tree:
    """Units by id, each under its parent; there may be several roots.

    `BadInput` names the units: two of one id, a parent that is not there, units that stand under themselves.

    >>> from tocsin.base import UnitKind
    >>> nation = Unit(id="cn", name="National group", kind=UnitKind.NATIONAL)
    >>> region = Unit(id="cn-gd", name="Guangdong", kind=UnitKind.REGION, parent="cn")
    >>> city = Unit(id="cn-gd-gz", name="Guangzhou", kind=UnitKind.LOCALITY, parent="cn-gd")
    >>> tree = Tree([city, region, nation])
    >>> [unit.id for unit in tree.branch("cn")]
    ['cn', 'cn-gd', 'cn-gd-gz']
    >>> [unit.id for unit in tree.path("cn-gd-gz")]
    ['cn', 'cn-gd', 'cn-gd-gz']
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units: dict[str, Unit] = {}
        self._children: dict[str, list[Unit]] = {}
        for unit in sorted(units, key=lambda unit: unit.id):
            if unit.id in self._units:
                raise BadInput("two units have this id", where=unit.id, reason="twin")
            self._units[unit.id] = unit
            self._children.setdefault(unit.parent, []).append(unit)
        self._refuse_orphans()
        self._refuse_cycles()

    def __iter__(self) -> Iterator[Unit]:
        """All units, each after its parent."""
        return self._down(self._children.get("", []))

    def __len__(self) -> int:
        return len(self._units)

    def unit(self, id: str) -> Unit:
        """The unit of that id; `BadInput` where there is none."""
        if id not in self._units:
            raise BadInput("there is no such unit", where=id, reason="unit")
        return self._units[id]

    def children(self, id: str) -> tuple[Unit, ...]:
        """The units directly below, by id."""
        self.unit(id)
        return tuple(self._children.get(id, ()))

    def branch(self, id: str) -> tuple[Unit, ...]:
        """The unit and all below it, each after its parent."""
        return tuple(self._down([self.unit(id)]))

    def descendants(self, id: str) -> tuple[Unit, ...]:
        """All units below, without the unit itself, each after its parent."""
        return self.branch(id)[1:]

    def path(self, id: str) -> tuple[Unit, ...]:
        """The units from the root down to this one."""
        upwards = [self.unit(id)]
        while upwards[-1].parent:
            upwards.append(self._units[upwards[-1].parent])
        return tuple(reversed(upwards))

    def _down(self, roots: list[Unit]) -> Iterator[Unit]:
        # A list instead of recursion: a hundred thousand units may hang in one line.
        waiting = list(reversed(roots))
        while waiting:
            unit = waiting.pop()
            yield unit
            waiting += reversed(self._children.get(unit.id, []))

    def _refuse_orphans(self) -> None:
        for unit in self._units.values():
            if unit.parent and unit.parent not in self._units:
                text = f"its parent {unit.parent!r} is not among the units"
                raise BadInput(text, where=unit.id, reason="orphan")

    def _refuse_cycles(self) -> None:
        """Whatever hangs under no root leads, going up, into a circle."""
        lost = self._units.keys() - {unit.id for unit in self}
        if not lost:
            return
        unit, seen = min(lost), list[str]()
        while unit not in seen:
            seen.append(unit)
            unit = self._units[unit].parent
        circle = [*seen[seen.index(unit) :], unit]
        raise BadInput(
            f"these units stand under themselves: {' under '.join(circle)}", where=unit, reason="cycle"
        )
