"""The formats that findings are written in: one file each, and one line in `FORMATS`."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TextIO

from tocsin.cli.findings import Findings
from tocsin.cli.formats import csv, geojson, jsonl, table


class Format(StrEnum):
    """Names of the formats."""

    TABLE = "table"
    JSONL = "jsonl"
    GEOJSON = "geojson"
    CSV = "csv"


FORMATS: Mapping[Format, Callable[[Findings, TextIO], None]] = MappingProxyType(
    {
        Format.TABLE: table.write,
        Format.JSONL: jsonl.write,
        Format.GEOJSON: geojson.write,
        Format.CSV: csv.write,
    }
)
