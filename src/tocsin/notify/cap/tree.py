"""An element of a CAP document with its children by name, and where in the document a thing stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from lxml import etree

from tocsin.notify import vocabulary
from tocsin.notify.cap.places import Places, line_of, local_name
from tocsin.notify.problem import Problem, Rule

Value = TypeVar("Value")
Order = Mapping[str, tuple[int, str]]
"""For every tag that a kind of element may have: its place in CAP's order, and its name."""

_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}"
_PASSWORD = f"{{{vocabulary.NAMESPACES['1.0']}}}password"


def order(names: Sequence[str]) -> Order:
    """The order of these names, in the name space of each version and in none.

    >>> order(("areaDesc", "polygon"))["polygon"]
    (1, 'polygon')
    """
    spaces = ["", *(f"{{{space}}}" for space in vocabulary.NAMESPACES.values())]
    return {f"{space}{name}": (place, name) for space in spaces for place, name in enumerate(names)}


MOST = 1000
"""Problems of a document that are listed; further ones are only counted."""


class Faults:
    """What is wrong with a document: `noted` where the content was taken, `lost` where it was not."""

    def __init__(self, root: etree._Element) -> None:
        self.places = Places(root)
        self.noted: list[Problem] = []
        self.lost: list[Problem] = []

    def note(self, element: etree._Element, rule: Rule, text: str, missing: str = "") -> None:
        """`missing` names a child that is not there."""
        self._add(self.noted, element, rule, text, missing)

    def lose(self, element: etree._Element, rule: Rule, text: str, missing: str = "") -> None:
        """The same for what the record does not hold."""
        self._add(self.lost, element, rule, text, missing)

    def lose_whole(self, element: etree._Element, rule: Rule, text: str) -> None:
        """The same for an element that has no counterpart in the record at all."""
        self.lose(element, rule, text)
        self.places.skipped.add(element)

    def _add(self, to: list[Problem], element: etree._Element, rule: Rule, text: str, missing: str) -> None:
        if len(to) < MOST:
            path = self.places.path(element)
            to.append(Problem(f"{path}/{missing}" if missing else path, rule, text, line_of(element)))
        elif len(to) == MOST:
            to.append(Problem("alert", Rule.MORE, f"it has more than {MOST:,} faults; mend these first"))


class Node:
    """One element and its children by name. Every fault on the way is told to `faults`."""

    __slots__ = ("element", "faults", "found")

    def __init__(self, element: etree._Element, allowed: Order, faults: Faults) -> None:
        self.element = element
        self.faults = faults
        self.found: dict[str, list[etree._Element]] = {}
        latest, last = 0, ""
        for child in element:
            entry = allowed.get(child.tag) or self._stranger(child, allowed)
            if entry is None:
                continue
            place, name = entry
            if place < latest:
                text = f"it stands after <{last}>, where the schema does not allow it; keep CAP's order"
                faults.note(child, Rule.ELEMENT, text)
            else:
                latest, last = place, name
            known = self.found.get(name)
            if known is None:
                self.found[name] = [child]
            else:
                known.append(child)

    def _stranger(self, child: etree._Element, allowed: Order) -> tuple[int, str] | None:
        """An element in no name space of CAP's: of CAP's all the same if its parent is in that one too."""
        if child.tag.startswith(_SIGNATURE):
            return None
        if child.tag == _PASSWORD:
            self.faults.note(child, Rule.VERSION, "no version after CAP 1.0 has a password; it is left out")
            return None
        space = child.tag.rpartition("}")[0]
        entry = allowed.get(local_name(child))
        if entry is None or space != self.element.tag.rpartition("}")[0]:
            self.faults.lose(child, Rule.ELEMENT, "CAP has no such element here; leave it out")
            return None
        return entry

    def text(self, name: str) -> str:
        """The text of the one child of that name, "" without one."""
        found = self.found.get(name)
        if found is None:
            return ""
        for extra in found[1:]:
            self.faults.lose(extra, Rule.ELEMENT, "it stands there more than once; only the first was read")
        return text_of(found[0])

    def token(self, name: str) -> str:
        """The same of a word of CAP's, around which the schema allows no white space."""
        text = self.text(name)
        if text:
            self._check_token(self.found[name][0])
        return text

    def tokens(self, name: str) -> tuple[str, ...]:
        found = self.found.get(name)
        if found is None:
            return ()
        for child in found:
            self._check_token(child)
        return tuple([text_of(child) for child in found])

    def _check_token(self, child: etree._Element) -> None:
        raw = child.text
        if raw is not None and raw != raw.strip():
            self.faults.note(child, Rule.WHITE_SPACE, "it has white space around it; leave that out")

    def texts(self, name: str) -> tuple[str, ...]:
        found = self.found.get(name)
        return tuple([text_of(child) for child in found]) if found else ()

    def nodes(self, name: str, allowed: Order) -> list[Node]:
        return [Node(child, allowed, self.faults) for child in self.found.get(name, ())]

    def each(self, name: str, rule: Rule, convert: Callable[[str], Value]) -> tuple[Value, ...]:
        """Every child of that name as a value; one that `convert` refuses by ValueError is lost."""
        found = self.found.get(name)
        if found is None:
            return ()
        values = []
        for child in found:
            try:
                values.append(convert(text_of(child)))
            except ValueError as error:
                self.faults.lose_whole(child, rule, str(error))
        return tuple(values)

    def one(self, name: str, rule: Rule, convert: Callable[[str], Value]) -> Value | None:
        """The one child of that name as a value, None without one or where it is empty."""
        text = self.text(name)
        if not text:
            return None
        try:
            return convert(text)
        except ValueError as error:
            self.faults.lose(self.found[name][0], rule, str(error))
            return None


def text_of(element: etree._Element) -> str:
    """The text of an element, without the white space around it, and of all elements in it."""
    if len(element):
        return "".join([str(part) for part in element.itertext()]).strip()
    text = element.text
    return text.strip() if text else ""
