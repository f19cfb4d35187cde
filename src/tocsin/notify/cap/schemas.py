"""The schemas of CAP 1.0, 1.1 and 1.2, compiled once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from lxml import etree

from tocsin.base.xml import parse_xml
from tocsin.notify.vocabulary import NAMESPACES

_FOLDER = Path(__file__).with_name("schema")
# A schema keeps the faults it found last: two threads must not ask the same one at once.
_LOCK = Lock()


def accepts(root: etree._Element, version: str = "1.2") -> bool:
    """Whether the schema of a version accepts a document.

    >>> accepts(etree.XML("<alert/>"))
    False
    """
    with _LOCK:
        return _schema(version).validate(root)


def faults(root: etree._Element, version: str = "1.2") -> list[tuple[etree._Element, str]]:
    """What the schema of a version does not accept: at which element, and why, in libxml2's words.

    >>> faults(etree.XML("<alert/>"))[0][1]
    'No matching global declaration available for the validation root.'
    """
    with _LOCK:
        schema = _schema(version)
        schema.validate(root)
        log: Any = schema.error_log
        found = [(entry.path, entry.message) for entry in log]
    return [(_at(path, root), _plain(message, version)) for path, message in found]


@cache
def _schema(version: str) -> etree.XMLSchema:
    path = _FOLDER / f"cap-{version}.xsd"
    return etree.XMLSchema(parse_xml(path.read_bytes(), where=path.name))


def _at(path: str | None, root: etree._Element) -> etree._Element:
    """The element of libxml2's path, the root where it cannot be had (prefixes bound further down)."""
    prefixes = {prefix: space for prefix, space in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(path or "/*", namespaces=prefixes)
    except etree.XPathEvalError:
        return root
    return found[0] if isinstance(found, list) and found and isinstance(found[0], etree._Element) else root


def _plain(message: str, version: str) -> str:
    """Without the name of the element, which its path tells, and without name spaces."""
    plain = message.replace(f"{{{NAMESPACES[version]}}}", "")
    return plain.partition("': ")[2] or plain
