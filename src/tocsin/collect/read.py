"""Bytes to reports, whatever they are."""

from dataclasses import replace
from pathlib import PurePath

from tocsin.collect.bounded import check_size, gunzip, is_gzip, is_zip, unzip
from tocsin.collect.parsed import Origin, Parsed, SetAside
from tocsin.collect.sources import detect
from tocsin.errors import BadInput

MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".cap": "application/cap+xml",
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".rss": "application/rss+xml",
    ".txt": "text/plain",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
}
"""What the end of a file's name says about it."""


def read_bytes(data: bytes, origin: Origin, *, media_type: str = "") -> Parsed:
    """The reports in a feed, page, text, alert, or a gzip or zip file of them.

    `media_type` is a hint, as a server or a file name gives it. Raises `BadInput` where the whole input is
    unusable: empty, too large, of no known format, dangerous. Parts that are unusable are set aside.

    >>> read_bytes(b"TYRE, Nov 14 - A blast was heard.", Origin(where="night.txt")).reports[0].source
    'night.txt'
    """
    if is_zip(data):
        return _archive(data, origin)
    data = gunzip(data, where=origin.where) if is_gzip(data) else check_size(data, where=origin.where)
    kind = media_type.partition(";")[0].strip().lower() or _by_name(origin.where)
    return detect(data, kind, where=origin.where).parse(data, origin)


def _by_name(name: str) -> str:
    path = PurePath(name.removesuffix(".gz"))
    return MEDIA_TYPES.get(path.suffix.lower(), "")


def _archive(data: bytes, origin: Origin) -> Parsed:
    parts = []
    for name, content in unzip(data, where=origin.where):
        where = f"{origin.where}/{name}"
        try:
            parts.append(_member(content, replace(origin, where=where)))
        except BadInput as refusal:
            message = str(refusal).removeprefix(f"{where}: ")
            parts.append(Parsed("zip", (), (SetAside(where, refusal.reason, message),)))
    return Parsed.join("zip", parts)


def _member(content: bytes | BadInput, origin: Origin) -> Parsed:
    if isinstance(content, BadInput):
        raise content
    if is_zip(content):
        raise BadInput("an archive in an archive is not opened", where=origin.where, reason="nested")
    return read_bytes(content, origin)
