"""What is written in bulk reads back as what was given, on either database."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.server.conftest import Cast
from tests.server.level.ground import END, MORNING, raised
from tocsin_server import bulk, clock
from tocsin_server.level import services
from tocsin_server.level.models import Contact, Measure, Notice, Tally
from tocsin_server.units.models import Unit

NOON = datetime(2015, 11, 14, 12, 0, 0, 123456, tzinfo=UTC)
AWKWARD = "a\tb\nc\r\n\\N \\. \\\\ \x0b\x0c\x08 'q' \"q\" %s 警钟 \U0001f514"


def units(**rows: dict[str, Any]) -> None:
    columns = ("id", "name", "kind", "parent_id", "path", "latitude", "population", "name_local", "venue",
               "country", "geonames_id")  # fmt: skip
    base = {
        "kind": "locality",
        "population": 0,
        "name_local": "",
        "venue": "",
        "country": "",
        "geonames_id": 0,
    }
    full = [base | {"id": id, "path": f"/{id}/"} | row for id, row in rows.items()]
    bulk.insert(Unit, columns, ([row.get(name) for name in columns] for row in full))


def test_texts_with_every_awkward_character_come_back_as_they_were(db: None) -> None:
    units(a={"name": AWKWARD}, b={"name": "\\N"}, c={"name": ""}, d={"name": "\\"})
    assert dict(Unit.objects.values_list("pk", "name")) == {"a": AWKWARD, "b": "\\N", "c": "", "d": "\\"}


def test_nothing_numbers_and_references_come_back_as_they_were(db: None) -> None:
    units(a={"name": "A", "latitude": -0.1, "population": 10**12}, b={"name": "B", "parent_id": "a"})
    a, b = Unit.objects.order_by("pk")
    assert (a.latitude, a.population, a.parent_id) == (-0.1, 10**12, None)
    assert (b.latitude, b.parent) == (None, a)


def test_numbers_that_are_equal_but_of_another_type_are_not_confused(db: None) -> None:
    plan = services.plan_in_use()
    rows = [(plan.pk, f"m{n}", data, [], NOON, "x") for n, data in enumerate((1, True, 1.5, "1", [1]))]
    bulk.insert(Measure, ("plan_id", "slug", "data", "only", "added", "added_by"), rows)
    found = [Measure.objects.get(slug=f"m{n}").data for n in range(5)]
    assert [repr(data) for data in found] == ["1", "True", "1.5", "'1'", "[1]"]


def test_json_comes_back_as_it_was(db: None) -> None:
    data = {"text": AWKWARD, "list": [1, None, {"deep": True}], "": ""}
    row = (services.plan_in_use().pk, "m", data, ["a\\b"], NOON, "x")
    bulk.insert(Measure, ("plan_id", "slug", "data", "only", "added", "added_by"), [row])
    found = Measure.objects.get(slug="m")
    assert (found.data, found.only, found.added) == (data, ["a\\b"], NOON)


def test_times_keep_their_instant_to_the_microsecond(cast: Cast) -> None:
    beijing = NOON.astimezone(timezone(timedelta(hours=8)))
    columns = ("key", "kind", "unit_id", "declaration_id", "channel", "address", "language", "exercise",
               "about", "written", "state", "attempts", "sent", "error", "body")  # fmt: skip
    rows = [
        (f"k{n}", "orders", "region", None, "mail", "a", "en", False, "", at, "waiting", 0, sent, "", "")
        for n, (at, sent) in enumerate([(NOON, None), (beijing, beijing)])
    ]
    bulk.insert(Notice, columns, rows)
    assert list(Notice.objects.order_by("key").values_list("written", "sent")) == [(NOON, None), (NOON, NOON)]


def test_what_breaks_a_constraint_breaks_the_transaction(db: None) -> None:
    units(a={"name": "A"})
    with pytest.raises(IntegrityError), transaction.atomic():
        units(b={"name": "B"}, a={"name": "A again"})
    assert list(Unit.objects.values_list("name", flat=True)) == ["A"]


def test_no_rows_write_nothing_and_many_come_from_a_generator(cast: Cast) -> None:
    bulk.insert(Contact, ("unit_id", "channel", "address"), [])
    columns = ("unit_id", "channel", "address", "office", "language", "position", "secret", "added")
    count = bulk.AT_ONCE * 2 + 1
    rows = (("region", "mail", f"{n}@x.example", "", "en", 1, "", NOON) for n in range(count))
    bulk.insert(Contact, columns, rows)
    assert Contact.objects.count() == count
    assert not Tally.objects.exists()


def test_uuids_are_written_as_the_database_keeps_them(cast: Cast) -> None:
    with clock.standing_at(MORNING):
        row = raised(cast, ends=END)
    row.tallies.all().delete()
    bulk.insert(
        Tally,
        ("declaration_id", "unit_id", "issued", "received", "acknowledged", "in_progress", "done", "cannot",
         "delegated", "unanswered_late", "undone_late", "last_answer"),
        [(row.pk, "region", 3, 0, 0, 0, 0, 0, 0, 0, 0, None), (str(row.pk), "nation", *[0] * 9, NOON)],
    )  # fmt: skip
    assert {tally.declaration for tally in Tally.objects.all()} == {row}
    assert Tally.objects.get(unit="nation").last_answer == NOON
    assert not Tally.objects.filter(declaration=uuid4()).exists()


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (2, [2]), (5, [2, 2, 1])])
def test_batches_are_as_large_as_asked_but_the_last(count: int, sizes: list[int]) -> None:
    assert [len(batch) for batch in bulk.batched(range(count), 2)] == sizes
