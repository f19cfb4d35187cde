"""The index of words: FTS5 on SQLite, a tsvector under GIN on PostgreSQL, behind one selector.

A stage that has texts keeps a table of their words, one row a text, a subclass of `Searched`. Rows are
written with the text, in its transaction, and go with it. Triggers of the database carry them into the index,
so that no row is without; the migration that makes the table calls `install`.
"""

from typing import Any

from django.db import connections, models
from django.db.models import Case, F, FloatField, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Abs, Cast

from tocsin_server.search.query import Query, Term
from tocsin_server.search.words import MOST_WORDS, kept

TITLE_WEIGHT = 4.0
"""How much more a word counts in a title than in a text."""

FRESH = 30.0
"""Days after which the bonus of what is new has halved; what is of today counts twice."""

_FTS_OPTIONS = "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\""


class Searched(models.Model):
    """The words of one text as the index keeps them, and its day."""

    title = models.TextField(blank=True, help_text="Words without case and accents, as the index keeps them")
    body = models.TextField(blank=True)
    day = models.IntegerField(default=0, db_index=True, help_text="Days since the year 1; 0 where not known")

    class Meta:
        abstract = True

    def fill(self, title: str, body: str, day: int) -> None:
        """Take the words of a title and a text."""
        self.title, self.body = kept_of(title, body)
        self.day = day


def kept_of(title: str, body: str) -> tuple[str, str]:
    """The words that are kept of a title and a text; together no more than one index takes."""
    first = kept(title, MOST_WORDS // 2)
    return first, kept(body, MOST_WORDS - first.count(" ") - 1)


def matching(rows: QuerySet[Any], table: str, query: Query, today: int) -> QuerySet[Any]:
    """Of `rows`, which must be joined with `table` of words, those that match; with a `rank`, best first.

    The rank is the relevance (bm25 on SQLite, PostgreSQL's `ts_rank` there; a title counts four times), up to
    doubled for what is of today.
    """
    postgresql = connections[rows.db].vendor == "postgresql"
    found, relevance = (_postgresql if postgresql else _sqlite)(rows, table, query)
    age = Cast(Abs(Value(today) - F("words__day")), FloatField())
    fresh = Case(When(words__day=0, then=Value(1.0)), default=1.0 + FRESH / (FRESH + age))
    ranked: QuerySet[Any] = found.annotate(rank=relevance * fresh)
    return ranked


def _sqlite(rows: QuerySet[Any], table: str, query: Query) -> tuple[QuerySet[Any], RawSQL]:
    index = f"{table}_fts"
    joined = f'"{index}".rowid = "{table}".id'
    found = rows.extra(tables=[index], where=[joined, f'"{index}" MATCH %s'], params=[_fts_query(query)])
    return found, RawSQL(f"(-bm25({index}, {TITLE_WEIGHT}, 1.0))", (), output_field=FloatField())


def _postgresql(rows: QuerySet[Any], table: str, query: Query) -> tuple[QuerySet[Any], RawSQL]:
    asked = _ts_query(query)
    found = rows.extra(where=[f'"{table}".vector @@ %s::tsquery'], params=[asked])
    weights = f"{{0, 0, {1 / TITLE_WEIGHT}, 1.0}}"
    rank = f"ts_rank('{weights}', \"{table}\".vector, %s::tsquery, 1)"
    return found, RawSQL(rank, (asked,), output_field=FloatField())


def _fts_query(query: Query) -> str:
    wanted = " AND ".join(f"({' OR '.join(map(_fts_term, group))})" for group in query.groups)
    return f"({wanted}) NOT ({' OR '.join(map(_fts_term, query.none))})" if query.none else wanted


def _fts_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + " *" * term.prefix


def _ts_query(query: Query) -> str:
    wanted = " & ".join(f"({' | '.join(map(_ts_term, group))})" for group in query.groups)
    return " & ".join([wanted, *(f"!({_ts_term(term)})" for term in query.none)])


def _ts_term(term: Term) -> str:
    # A folded word holds letters, digits and marks alone, so that nothing in it needs escaping.
    return " <-> ".join(f"'{word}'" for word in term.words) + ":*" * term.prefix


def install(table: str, alias: str = "default") -> None:
    """Make the index of a table of words, and the triggers that keep it; existing rows are taken in."""
    postgresql = connections[alias].vendor == "postgresql"
    _run(alias, _postgresql_index(table) if postgresql else _sqlite_index(table))


def remove(table: str, alias: str = "default") -> None:
    """Take the index away; the words stay."""
    if connections[alias].vendor == "postgresql":
        _run(alias, [f"ALTER TABLE {table} DROP COLUMN vector", f"DROP FUNCTION {table}_vector"])
    else:
        triggers = [f"DROP TRIGGER {table}_{event}" for event in ("in", "out", "change")]
        _run(alias, [*triggers, f"DROP TABLE {table}_fts"])


def _sqlite_index(table: str) -> list[str]:
    index = f"{table}_fts"
    take = f"INSERT INTO {index}(rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body)"
    drop = f"INSERT INTO {index}({index}, rowid, title, body) VALUES ('delete', OLD.id, OLD.title, OLD.body)"
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5(title, body, content='{table}', content_rowid='id', "
        f"{_FTS_OPTIONS})",
        f"CREATE TRIGGER {table}_in AFTER INSERT ON {table} BEGIN {take}; END",
        f"CREATE TRIGGER {table}_out AFTER DELETE ON {table} BEGIN {drop}; END",
        f"CREATE TRIGGER {table}_change AFTER UPDATE ON {table} BEGIN {drop}; {take}; END",
        f"INSERT INTO {index}({index}) VALUES ('rebuild')",
    ]


def _postgresql_index(table: str) -> list[str]:
    """PostgreSQL's own parser is passed by: it cuts words otherwise under every locale."""
    places = (
        "SELECT string_agg(quote_literal(word) || ':' || least(place, 16383) || '{weight}', ' ') "
        "FROM unnest(string_to_array(nullif({text}, ''), ' ')) WITH ORDINALITY AS w(word, n), "
        "LATERAL (SELECT n + {after} AS place) p"
    )
    title = places.format(weight="A", text="title", after="0")
    body = places.format(
        weight="B", text="body", after="coalesce(array_length(string_to_array(title, ' '), 1), 0) + 1"
    )
    return [
        f"CREATE FUNCTION {table}_vector(title text, body text) RETURNS tsvector IMMUTABLE LANGUAGE sql AS "
        f"$$ SELECT (coalesce(({title}), '') || ' ' || coalesce(({body}), ''))::tsvector $$",
        f"ALTER TABLE {table} ADD COLUMN vector tsvector "
        f"GENERATED ALWAYS AS ({table}_vector(title, body)) STORED",
        f"CREATE INDEX {table}_vector_gin ON {table} USING gin (vector)",
    ]


def _run(alias: str, statements: list[str]) -> None:
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
