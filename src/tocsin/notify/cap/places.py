"""Where in a document a thing stands: its path and line, found out only when somebody asks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Children:
    """The children of one element: the step of each in the document, and each by its step in the record."""

    steps: dict[etree._Element, str] = field(default_factory=dict)
    recorded: dict[str, etree._Element] = field(default_factory=dict)


class Places:
    """Paths of one document. The children of an element are numbered once, however many are asked for.

    >>> root = etree.XML("<alert><info/><info><event/></info></alert>")
    >>> Places(root).path(root[1][0])
    'alert/info[2]/event'
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.skipped: set[etree._Element] = set()
        """Elements without a counterpart in the record: what could not be read."""
        self._children: dict[etree._Element, _Children] = {}

    def path(self, element: etree._Element) -> str:
        """The path of an element, as in "alert/info[1]/area[2]/polygon[1]"."""
        parent = element.getparent()
        if element is self.root or parent is None:
            return local_name(element)
        return f"{self.path(parent)}/{self._of(parent).steps[element]}"

    def located(self, found: Problem) -> Problem:
        """A problem of a record with the line, and the number in the document, of the element it is about.

        Where the element is missing, the line is that of the deepest element of its path that is there.
        """
        element = self.root
        steps = found.path.split("/")[1:]
        while steps:
            child = self._of(element).recorded.get(steps[0])
            if child is None:
                break
            element = child
            steps.pop(0)
        path = "/".join([self.path(element), *steps])
        return Problem(path, found.rule, found.message, line_of(element), found.level)

    def _of(self, parent: etree._Element) -> _Children:
        known = self._children.get(parent)
        if known is None:
            known = self._children[parent] = self._numbered(parent)
        return known

    def _numbered(self, parent: etree._Element) -> _Children:
        children = _Children()
        counts: Counter[str] = Counter()
        recorded: Counter[str] = Counter()
        for child in parent:
            name = local_name(child)
            counts[name] += 1
            children.steps[child] = _step(name, counts[name])
            if child not in self.skipped:
                recorded[name] += 1
                children.recorded.setdefault(_step(name, recorded[name]), child)
        return children


def _step(name: str, number: int) -> str:
    return f"{name}[{number}]" if name in _NUMBERED else name
