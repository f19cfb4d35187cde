"""An element of a CAP document, its texts and elements by name, and the faults found on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from typing import TypeVar

from lxml import etree

from tocsin.notify import vocabulary
from tocsin.notify.cap.places import Places, line_of, local_name
from tocsin.notify.problem import Problem, Rule

Value = TypeVar("Value")


class Kind(Enum):
    """What a child of an element is: a text that may be there once, one that may be there often, a group."""

    TEXT = auto()
    TEXTS = auto()
    GROUP = auto()


# Looked up once, not for every child.
_MANY, _GROUP = Kind.TEXTS, Kind.GROUP

Order = Mapping[str, tuple[int, str, Kind]]
"""For every tag that a kind of element may have: its place in CAP's order, its name, what it is."""

MOST = 1000
"""Problems of a document that are listed; further ones are only said to be there."""

_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}"
_PASSWORD = f"{{{vocabulary.NAMESPACES['1.0']}}}password"


_TEXTS = frozenset({"code", "category", "responseType", "polygon", "circle"})
_GROUPS = frozenset({"info", "eventCode", "parameter", "resource", "area", "geocode"})


def order(names: Sequence[str]) -> Order:
    """The order of these names, in the name space of each version and in none.

    >>> order(("areaDesc", "polygon"))["polygon"]
    (1, 'polygon', <Kind.TEXTS: 2>)
    """
    spaces = ["", *(f"{{{space}}}" for space in vocabulary.NAMESPACES.values())]
    return {
        f"{space}{name}": (place, name, _kind(name)) for space in spaces for place, name in enumerate(names)
    }


def _kind(name: str) -> Kind:
    if name in _GROUPS:
        return Kind.GROUP
    return Kind.TEXTS if name in _TEXTS else Kind.TEXT


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
    """One element: `text` has the raw texts of children that may be there once, `texts` of those that may be
    there often, `groups` the children that have children."""

    __slots__ = ("element", "faults", "groups", "text", "texts")

    def __init__(self, element: etree._Element, allowed: Order, faults: Faults) -> None:
        self.element = element
        self.faults = faults
        self.text = text = dict[str, str]()
        self.texts = texts = dict[str, list[str]]()
        self.groups = groups = dict[str, list[etree._Element]]()
        latest, last = 0, ""
        for child in element:
            entry = allowed.get(child.tag) or self._stranger(child, allowed)
            if entry is None:
                continue
            place, name, kind = entry
            if place < latest:
                message = f"it stands after <{last}>, where the schema does not allow it; keep CAP's order"
                faults.note(child, Rule.ELEMENT, message)
            else:
                latest, last = place, name
            if kind is _GROUP:
                groups.setdefault(name, []).append(child)
                continue
            raw = self._nested(child) if len(child) else child.text or ""
            if kind is _MANY:
                texts.setdefault(name, []).append(raw)
            elif name in text:
                message = "it stands there more than once; only the first was read"
                faults.lose(child, Rule.ELEMENT, message)
            else:
                text[name] = raw

    def _nested(self, child: etree._Element) -> str:
        self.faults.note(child, Rule.ELEMENT, "it has elements in it; leave those out")
        return "".join([str(part) for part in child.itertext()])

    def _stranger(self, child: etree._Element, allowed: Order) -> tuple[int, str, Kind] | None:
        """An element in no name space of CAP's: of CAP's all the same if its parent is in that one too."""
        if child.tag.startswith(_SIGNATURE):
            return None
        if child.tag == _PASSWORD:
            self.faults.note(child, Rule.VERSION, "no version after CAP 1.0 has a password; it is left out")
            return None
        entry = allowed.get(local_name(child))
        if entry is None or child.tag.rpartition("}")[0] != self.element.tag.rpartition("}")[0]:
            self.faults.lose(child, Rule.ELEMENT, "CAP has no such element here; leave it out")
            return None
        return entry

    def child(self, name: str, number: int = 0) -> etree._Element:
        """The child of that name and number, from 0: where a fault is."""
        return self.faults.places.children(self.element, name)[number]

    def one(self, name: str) -> str:
        """The text of a child without the white space around it, "" where there is no such child."""
        return self.text.get(name, "").strip()

    def all(self, name: str) -> tuple[str, ...]:
        """The texts of all children of that name."""
        found = self.texts.get(name)
        return tuple([text.strip() for text in found]) if found else ()

    def word(self, name: str) -> str:
        """The text of a child that has a word of CAP's, around which the schema allows no white space."""
        raw = self.text.get(name, "")
        text = raw.strip()
        if text != raw:
            self._note_white_space(name)
        return text

    def words(self, name: str) -> tuple[str, ...]:
        """The same of all children of that name."""
        texts = self.all(name)
        for number, text in enumerate(texts):
            if text != self.texts[name][number]:
                self._note_white_space(name, number)
        return texts

    def _note_white_space(self, name: str, number: int = 0) -> None:
        text = "it has white space around it; leave that out"
        self.faults.note(self.child(name, number), Rule.WHITE_SPACE, text)

    def nodes(self, name: str, allowed: Order) -> list[Node]:
        """The children of that name with their children."""
        return [Node(child, allowed, self.faults) for child in self.groups.get(name, ())]

    def each(self, name: str, rule: Rule, convert: Callable[[str], Value]) -> tuple[Value, ...]:
        """Every child of that name as a value; one that `convert` refuses by ValueError is lost."""
        values = []
        for number, raw in enumerate(self.texts.get(name, ())):
            try:
                values.append(convert(raw.strip()))
            except ValueError as error:
                self.faults.lose_whole(self.child(name, number), rule, str(error))
        return tuple(values)

    def value(self, name: str, rule: Rule, convert: Callable[[str], Value]) -> Value | None:
        """The child of that name as a value, None where there is none, or an empty one."""
        text = self.one(name)
        if not text:
            return None
        try:
            return convert(text)
        except ValueError as error:
            self.faults.lose(self.child(name), rule, str(error))
            return None
