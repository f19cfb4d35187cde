"""Named locks that hold until the transaction ends, for work that must not run twice at the same time."""

import zlib

from django.db import connection


def one_at_a_time(name: str) -> None:
    """Wait until no other transaction holds `name`, and hold it until this one ends.

    On SQLite every transaction of ours begins IMMEDIATE and so already has the database to itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])


def shared(name: str) -> None:
    """Hold `name` together with all who share it, until the transaction ends; `one_at_a_time` waits for them
    and they for it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [zlib.crc32(name.encode())])
