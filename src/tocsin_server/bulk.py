"""Writing very many rows at once: by COPY on PostgreSQL, by one prepared statement on SQLite."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg.adapt import PyFormat, Transformer

Item = TypeVar("Item")
Converter = Callable[[Any], Any]

KEPT = 4096
"""Converted values kept for each column: orders repeat their times and measures over and over."""

AT_ONCE = 5_000
"""Rows handed to the database in one piece: memory is that of so many."""

IN_ONE_QUERY = 500
"""Values named in one query: a database takes only so many parameters."""

NULL = "\\N"
_ESCAPED = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\v": "\\v", "\f": "\\f"}
)
"""What stands for itself in no line of COPY's text format (PostgreSQL manual, COPY, "Text Format")."""


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, values in the order of `columns` (attribute names, as `unit_id`), in the caller's
    transaction.

    Several times as fast as `bulk_create`, and light if `rows` is a generator; rows that come in the order of
    the table's indexes are written faster still. Columns left out must have their value from the database.
    What breaks a constraint breaks the transaction.
    """
    fields = [_field(model, name) for name in columns]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({names}) FROM STDIN", fields, rows)
    else:
        marks = ", ".join(["%s"] * len(fields))
        _execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", fields, rows)


def batched(items: Iterable[Item], size: int = IN_ONE_QUERY) -> Iterator[list[Item]]:
    """Lists of at most `size` items.

    >>> list(batched("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch


def _copy(sql: str, fields: "Sequence[Field[Any, Any]]", rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        convert = [_converter(field, _as_text) for field in fields]
        lines = ("\t".join([to(value) for to, value in zip(convert, row, strict=True)]) for row in rows)
        with connection.wrap_database_errors, cursor.copy(sql) as copy:
            for batch in batched(lines, AT_ONCE):
                copy.write("\n".join(batch) + "\n")


def _execute(sql: str, fields: "Sequence[Field[Any, Any]]", rows: Iterable[Sequence[Any]]) -> None:
    convert = [_converter(field) for field in fields]
    values = ([to(value) for to, value in zip(convert, row, strict=True)] for row in rows)
    with connection.cursor() as cursor:
        for batch in batched(values, AT_ONCE):
            cursor.executemany(sql, batch)


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return next(field for field in model._meta.concrete_fields if name in (field.name, field.attname))


def _converter(field: "Field[Any, Any]", then: Converter = lambda value: value) -> Converter:
    """What turns a value of this column into what the driver takes."""

    def convert(value: Any) -> Any:
        return then(field.get_db_prep_save(value, connection))

    if isinstance(field, JSONField):
        return convert  # its values are lists and dictionaries, which cannot be looked up
    return lru_cache(KEPT, typed=True)(convert)


def _as_text(value: Any) -> str:
    """A value as the driver writes it, in COPY's text format."""
    if value is None:
        return NULL
    if type(value) is str:  # as most values are; asking the driver takes ten times as long
        return value.translate(_ESCAPED)
    written = Transformer(connection.connection).get_dumper(value, PyFormat.TEXT).dump(value)
    return NULL if written is None else bytes(written).decode().translate(_ESCAPED)
