"""The register of authorities as a TOML file that people write and review."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from tocsin.errors import BadInput
from tocsin.notify.signing.keys import read_certificate
from tocsin.notify.signing.register import Authority, Pin, Register

Kind = TypeVar("Kind")

MOST_BYTES = 4_000_000
"""A register is written by hand: what is larger is something else."""

_NAMES = {
    str: "text",
    list: "a list",
    bool: "true or false",
    datetime: "a time with its zone, as in 2026-11-23T08:00:00Z",
}
_HEADER = re.compile(r"\s*\[\[\s*authority\s*(?:\.\s*certificate\s*)?\]\]")


def load_register(path: Path) -> Register:
    """The register in a TOML file.

    Each `[[authority]]` has `id`, `name` and `senders`, where needed `reformats`, and one table
    `[[authority.certificate]]` or more. That has `file`, a PEM file beside the register, or `pem`, its text,
    and, where wished, `since`, `until` and `withdrawn`.

    `BadInput` names the file, the line of the table and the field: missing, empty, unknown, of another kind,
    a certificate that cannot be read or stands there twice, an authority that comes twice.
    """
    text = _text(path)
    tables = _tables(path, text)
    authorities = tuple(_authority(table, own, path.parent) for table, own in tables)
    if not authorities:
        raise BadInput("there must be at least one table [[authority]]", where=str(path), reason="field")
    _refuse_twins(tables, authorities)
    return Register(authorities)


@dataclass(frozen=True, slots=True)
class _Table:
    where: str
    fields: Mapping[str, object]

    def get(self, name: str, kind: type[Kind]) -> Kind:
        if name not in self.fields:
            raise self.refuse(name, "it is missing")
        value = self.fields[name]
        if not isinstance(value, kind):
            raise self.refuse(name, f"it must be {_NAMES[kind]}, not {value!r}")
        if value in ("", []) or (isinstance(value, str) and not value.strip()):
            raise self.refuse(name, "it may not be empty")
        return value

    def moment(self, name: str) -> datetime | None:
        if name not in self.fields:
            return None
        moment = self.get(name, datetime)
        if moment.utcoffset() is None:
            raise self.refuse(name, f"{moment} has no zone; write it as in 2026-11-23T08:00:00Z")
        return moment

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.get(name, list)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.refuse(name, "each must be a text that is not empty")
        return tuple(values)

    def only(self, *known: str) -> None:
        for name in self.fields:
            if name not in known:
                raise self.refuse(name, f"no such field; there are {', '.join(known)}")

    def refuse(self, name: str, problem: str) -> BadInput:
        return BadInput(problem, where=f"{self.where}, {name}", reason="field")


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path), reason="file") from None
    if len(data) > MOST_BYTES:
        text = f"it is larger than {MOST_BYTES // 1_000_000} MB, so it can be no register"
        raise BadInput(text, where=str(path), reason="size")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BadInput(f"not UTF-8 text: byte {error.start}", where=str(path), reason="encoding") from None


def _tables(path: Path, text: str) -> list[tuple[_Table, list[_Table]]]:
    """Each authority's table with those of its certificates."""
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not valid TOML: {error}", where=str(path), reason="not_toml") from None
    _Table(str(path), content).only("authority")
    rows = [(row, _rows(path, row, "certificate")) for row in _rows(path, content, "authority")]
    places = _places(str(path), text, sum(1 + len(own) for _, own in rows))
    return [
        (
            _Table(f"{next(places)}authority {number}", row),
            [
                _Table(f"{next(places)}authority {number}, certificate {each}", fields)
                for each, fields in enumerate(own, 1)
            ],
        )
        for number, (row, own) in enumerate(rows, 1)
    ]


def _rows(path: Path, content: Mapping[str, object], name: str) -> list[dict[str, object]]:
    rows = content.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"{name} must be tables, as in [[{name}]]", where=str(path), reason="field")
    return rows


def _places(where: str, text: str, count: int) -> Iterator[str]:
    """Where each table begins; tables written inline have no header: then only their numbers can be told."""
    lines = [number for number, line in enumerate(text.split("\n"), 1) if _HEADER.match(line)]
    if len(lines) != count:
        return iter([f"{where}, "] * count)
    return (f"{where}, line {line}, " for line in lines)


def _authority(table: _Table, certificates: list[_Table], folder: Path) -> Authority:
    table.only("id", "name", "senders", "reformats", "certificate")
    if not certificates:
        raise table.refuse("certificate", "it is missing; pin at least one [[authority.certificate]]")
    return Authority(
        id=table.get("id", str),
        name=table.get("name", str),
        senders=table.texts("senders"),
        pins=tuple(_pin(each, folder) for each in certificates),
        reformats=table.get("reformats", bool) if "reformats" in table.fields else False,
    )


def _pin(table: _Table, folder: Path) -> Pin:
    table.only("file", "pem", "since", "until", "withdrawn")
    if ("file" in table.fields) == ("pem" in table.fields):
        raise table.refuse("file", "give either the file of the certificate or its pem, the text")
    since, until, withdrawn = (table.moment(name) for name in ("since", "until", "withdrawn"))
    if since is not None and until is not None and until <= since:
        raise table.refuse("until", "it is not after since")
    name = "file" if "file" in table.fields else "pem"
    certificate = read_certificate(_pem(table, name, folder), where=f"{table.where}, {name}")
    return Pin(certificate, since, until, withdrawn)


def _pem(table: _Table, name: str, folder: Path) -> bytes:
    given = table.get(name, str)
    if name == "pem":
        return given.encode()
    try:
        return (folder / given).read_bytes()
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else "it is no name of a file"
        raise table.refuse(name, f"{given} cannot be read: {problem}") from None


def _refuse_twins(tables: list[tuple[_Table, list[_Table]]], authorities: tuple[Authority, ...]) -> None:
    """Two authorities of one id, or one certificate for two, leave open who it is."""
    seen: dict[str, str] = {}
    for (table, own), authority in zip(tables, authorities, strict=True):
        if (first := seen.setdefault(f"id {authority.id}", table.where)) != table.where:
            raise table.refuse("id", f"{authority.id!r} stands in {first} already")
        for each, pin in zip(own, authority.pins, strict=True):
            if (first := seen.setdefault(pin.fingerprint, each.where)) != each.where:
                raise each.refuse("file", f"the certificate stands in {first} already")
