"""What CAP 1.0 and 1.1 have otherwise than 1.2, and the envelope that alerts travel in.

CAP 1.0 (OASIS, April 2004): pairs as `name=value`, the certainty "Very Likely", a password, lists of
`identifier/sender` as references. CAP 1.1 (OASIS, October 2005): any ISO 8601 time, fewer response types.
"""

from __future__ import annotations

from lxml import etree

from tocsin.errors import BadInput
from tocsin.notify import vocabulary
from tocsin.notify.cap import texts
from tocsin.notify.cap.places import local_name
from tocsin.notify.cap.tree import Faults, Node
from tocsin.notify.problem import Rule

_VERSIONS = {space: version for version, space in vocabulary.NAMESPACES.items()}
_ENVELOPE = "EDXLDistribution"


def version(root: etree._Element) -> str:
    """ "1.0", "1.1" or "1.2" by the name space of an element, "" where it is in none of CAP's.

    >>> version(etree.XML("<alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'/>"))
    '1.1'
    """
    return _VERSIONS.get(root.tag.rpartition("}")[0].removeprefix("{"), "")


def alert_element(root: etree._Element, *, where: str) -> etree._Element:
    """The `alert` of a document: its root, or the one that an EDXL-DE 1.0 envelope holds.

    `BadInput` where there is none, or more than one: those are to be taken one by one.
    """
    if local_name(root) == "alert":
        return root
    if local_name(root) != _ENVELOPE:
        message = f"this is not a CAP alert: its root is <{root.tag}>"
        raise BadInput(message, where=where, reason="not_cap", line=1)
    held = [element for element in root.iter("{*}alert") if version(element)]
    if len(held) != 1:
        message = f"this envelope holds {len(held)} alerts; hand in each by itself"
        raise BadInput(message, where=where, reason="not_cap", line=1)
    return held[0]


def note(root: etree._Element, faults: Faults) -> None:
    """Say what is not CAP 1.2 about an `alert` as a whole."""
    found = version(root)
    if found != "1.2":
        what = f"this is CAP {found}" if found else "it is in no name space of CAP's"
        faults.note(root, Rule.VERSION, f"{what}; write it as CAP 1.2, with `tocsin cap convert`")
    if root.getparent() is not None:
        faults.note(root, Rule.ENVELOPE, "it is wrapped in an envelope; hand in the alert by itself")


def certainty(node: Node) -> str:
    """The certainty of an `info`; CAP 1.2, section 3.2.2, reads 1.0's "Very Likely" as "Likely"."""
    text = node.word("certainty")
    return "Likely" if text == "Very Likely" and version(node.element) == "1.0" else text


def pair(element: etree._Element, faults: Faults) -> tuple[str, str]:
    """A pair written as `name=value`, which only CAP 1.0 allows."""
    if version(element) != "1.0":
        faults.note(element, Rule.ELEMENT, "it has no valueName and value; write both as elements")
    return texts.pair(element.text or "")
