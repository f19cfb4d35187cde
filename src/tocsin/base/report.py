"""A report: one dispatch of one outlet, as text."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


def report_id(source: str, url: str, title: str, text: str) -> str:
    """Identity of a report by its content: 16 hexadecimal digits of a SHA-256.

    The same dispatch fetched twice has the same id; a corrected one has another.

    >>> len(report_id("wire", "", "Blast", "A blast was heard."))
    16
    """
    digest = hashlib.sha256("\x1f".join((source, url, title, text)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One dispatch.

    `source` is the stable name of the outlet or file it came from, `published` is time-zone aware or None
    where unknown, `language` is a BCP 47 tag as declared by the source or "" where it declares none.
    """

    id: str
    source: str
    title: str
    text: str
    url: str = ""
    published: datetime | None = None
    language: str = ""
