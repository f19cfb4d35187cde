"""Bytes to reports: feeds, pages, texts and alerts, bounded and without network; and which copy which."""

from tocsin.collect.bounded import gunzip, unzip
from tocsin.collect.duplicates import DuplicateIndex, is_copy, likeness, signature
from tocsin.collect.parsed import Origin, Parsed, SetAside
from tocsin.collect.read import MEDIA_TYPES, read_bytes
from tocsin.collect.sources import SOURCES, detect, source_for
from tocsin.collect.times import parse_time

__all__ = [
    "MEDIA_TYPES",
    "SOURCES",
    "DuplicateIndex",
    "Origin",
    "Parsed",
    "SetAside",
    "detect",
    "gunzip",
    "is_copy",
    "likeness",
    "parse_time",
    "read_bytes",
    "signature",
    "source_for",
    "unzip",
]
