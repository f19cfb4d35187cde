"""Where in a document a thing stands: its path and line, found out only when somebody asks."""

from __future__ import annotations

from typing import cast

from lxml import etree

from tocsin.notify.problem import Problem

_NUMBERED = frozenset({"info", "resource", "area", "polygon", "circle", "geocode", "eventCode", "parameter"})


def local_name(element: etree._Element) -> str:
    """The name of an element without its name space."""
    return element.tag.rpartition("}")[2]


def line_of(element: etree._Element) -> int:
    """The line on which an element stands, 0 where nobody counted."""
    return cast("int | None", element.sourceline) or 0


class Places:
    """Paths of one document. The children of an element are gathered once, however many are asked for.

    >>> root = etree.XML("<alert><info/><info><event/></info></alert>")
    >>> Places(root).path(root[1][0])
    'alert/info[2]/event'
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.skipped: set[etree._Element] = set()
        """Elements without a counterpart in the record: what could not be read."""
        self._children: dict[tuple[etree._Element, str], list[etree._Element]] = {}
        self._recorded: dict[tuple[etree._Element, str], list[etree._Element]] = {}
        self._numbers: dict[tuple[etree._Element, str], dict[etree._Element, int]] = {}

    def path(self, element: etree._Element) -> str:
        """The path of an element, as in "alert/info[1]/area[2]/polygon[1]"."""
        parent = element.getparent()
        name = local_name(element)
        if element is self.root or parent is None:
            return name
        return f"{self.path(parent)}/{name}{self._number(parent, element, name)}"

    def located(self, found: Problem) -> Problem:
        """A problem of a record with the line, and the number in the document, of the element it is about.

        Where the element is missing, the line is that of the deepest element of its path that is there.
        """
        element = self.root
        steps = found.path.split("/")[1:]
        while steps:
            child = self._child(element, steps[0])
            if child is None:
                break
            element = child
            steps.pop(0)
        path = "/".join([self.path(element), *steps]) if self.skipped else found.path
        return Problem(path, found.rule, found.message, line_of(element), found.level)

    def children(self, parent: etree._Element, name: str) -> list[etree._Element]:
        """The children of that name, whatever name space they are in."""
        key = (parent, name)
        if key not in self._children:
            self._children[key] = list(parent.iterchildren(f"{{*}}{name}"))
        return self._children[key]

    def _child(self, parent: etree._Element, step: str) -> etree._Element | None:
        """The child that a record's path names by a step such as "area[2]"."""
        name, _, number = step.rstrip("]").partition("[")
        key = (parent, name)
        if key not in self._recorded:
            children = self.children(parent, name)
            self._recorded[key] = [child for child in children if child not in self.skipped]
        place = int(number or 1) - 1
        return self._recorded[key][place] if place < len(self._recorded[key]) else None

    def _number(self, parent: etree._Element, element: etree._Element, name: str) -> str:
        if name not in _NUMBERED:
            return ""
        key = (parent, name)
        if key not in self._numbers:
            self._numbers[key] = {child: number for number, child in enumerate(self.children(*key), 1)}
        return f"[{self._numbers[key][element]}]"
