"""The core's records as JSON and back, without loss: what the stages keep in their `data` columns."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from tocsin.errors import BadInput

T = TypeVar("T")


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def encode(record: object) -> Any:
    """A record of `tocsin.base` as plain dictionaries, lists, strings and numbers."""
    return _adapter(type(record)).dump_python(record, mode="json")


def decode(kind: type[T], data: Any) -> T:
    """The record that `encode` wrote, its own checks made again; `BadInput` names the field that is amiss.

    >>> from datetime import date
    >>> from tocsin.base import When
    >>> encode(When.on(date(2015, 11, 13)))
    {'first': '2015-11-13', 'last': '2015-11-13', 'precision': 'day'}
    >>> decode(When, encode(When.on(date(2015, 11, 13)))) == When.on(date(2015, 11, 13))
    True
    """
    try:
        record: T = _adapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join((kind.__name__, *(str(part) for part in first["loc"])))
        raise BadInput(first["msg"], where=where, reason="record") from error
    return record
