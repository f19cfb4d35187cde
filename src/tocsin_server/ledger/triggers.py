"""The database itself refuses to change or delete what the ledger holds, whoever asks."""

from django.db import connections

_REFUSAL = "the ledger is append-only"
_BACKWARD = "the head of the ledger moves one entry at a time"
_RULES = (
    ("entry_unchanged", "ledger_entry", "UPDATE", "", _REFUSAL),
    ("entry_kept", "ledger_entry", "DELETE", "", _REFUSAL),
    ("head_kept", "ledger_head", "DELETE", "", _REFUSAL),
    ("head_forward", "ledger_head", "UPDATE", "WHEN (NEW.sequence <> OLD.sequence + 1)", _BACKWARD),
)
_TABLES = ("ledger_entry", "ledger_head")


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for name, table, event, when, message in _RULES
    ]


def _postgresql() -> list[str]:
    function = (
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
    )
    rows = [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} "
        f"EXECUTE FUNCTION ledger_refuse('{message}')"
        for name, table, event, when, message in _RULES
    ]
    truncate = [
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
        f"EXECUTE FUNCTION ledger_refuse('{_REFUSAL}')"
        for table in _TABLES
    ]
    return [function, *rows, *truncate]


def install(alias: str = "default") -> None:
    """Put the triggers in place; the migration does."""
    _run(alias, _sqlite() if connections[alias].vendor == "sqlite" else _postgresql())


def remove(alias: str = "default") -> None:
    """Take them away: for undoing the migration, and for tests that empty the tables."""
    if connections[alias].vendor == "sqlite":
        _run(alias, [f"DROP TRIGGER IF EXISTS {name}" for name, *_ in _RULES])
    else:
        _run(alias, ["DROP FUNCTION IF EXISTS ledger_refuse() CASCADE"])


def _run(alias: str, statements: list[str]) -> None:
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
