"""Orders go out as a sheet and come back filled in: whole, sealed, and with every fault named by its line."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.level.ground import MORNING, later, miscounted, needs, orders_of, raised, state
from tocsin.errors import BadInput, NotAllowed
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Answer, Declaration, Escalation, Order
from tocsin_server.level.services import Faults, SheetResult, sheets

Rows = list[dict[str, str]]


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def level(cast: Cast) -> Declaration:
    return raised(cast)


def sheet(cast: Cast, level: Declaration, unit: str = "region", who: str = "region.duty_officer") -> Rows:
    data = services.write_sheet(cast[who], level.pk, unit)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def written(rows: Rows, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def read(cast: Cast, rows: Rows, who: str = "region.duty_officer", **how: Any) -> SheetResult:
    return services.read_sheet(cast[who], written(rows, **how))


def faults(cast: Cast, rows: Rows, who: str = "region.duty_officer") -> dict[str, str]:
    """What is wrong by line; and that nothing was taken."""
    answers, head = Answer.objects.count(), ledger.head()
    with pytest.raises(Faults) as caught:
        read(cast, rows, who)
    assert (Answer.objects.count(), ledger.head()) == (answers, head)
    return dict(caught.value.faults)


def test_a_sheet_holds_the_orders_of_a_branch_and_no_others(cast: Cast, level: Declaration) -> None:
    assert {row["unit"] for row in sheet(cast, level)} == {"region", "locality", "neighbour"}
    assert {row["unit"] for row in sheet(cast, level, "locality")} == {"locality"}
    assert {row["unit"] for row in sheet(cast, level, "", "locality.unit_officer")} == {"locality"}
    assert sheet(cast, level, "neighbour", "locality.unit_officer") == []


def test_a_row_says_all_that_a_unit_needs_to_know(cast: Cast, level: Declaration) -> None:
    row, order = sheet(cast, level, "locality")[0], orders_of("locality")[0]
    assert list(row) == list(sheets.COLUMNS)
    assert (row["order"], row["unit"], row["unit_name"]) == (str(order.pk), "locality", "Locality")
    assert row["title"] == order.measure.data["title"]["en"]
    assert row["do_by"] == order.do_by.strftime("%Y-%m-%dT%H:%M+00:00")
    assert [row[column] for column in sheets.TO_FILL_IN] == ["", "", "", ""]


def test_a_sheet_filled_in_becomes_answers(cast: Cast, level: Declaration) -> None:
    needs("text", "place", "time")
    rows = sheet(cast, level, "locality")
    done, cannot, noted, *rest = rows
    done |= {
        "answer": "Done",
        "note": "Gates guarded",
        "place": "North gate",
        "time": "2015-11-14T08:00+08:00",
    }
    cannot |= {"answer": "cannot", "note": "No guards"}
    noted |= {"answer": "in progress", "note": '=half, "said" the mayor\nnearly'}
    assert read(cast, rows) == SheetResult(answers=3, unchanged=len(rest))
    first, second, third = orders_of("locality")[:3]
    assert [state(order) for order in (first, second, third)] == ["done", "cannot", "in_progress"]
    word = selectors.answers(first)[0]
    assert (word.text, word.place, word.via, word.by) == (
        "Gates guarded",
        "North gate",
        "csv",
        "person:region.duty_officer",
    )
    assert word.time is not None
    assert word.time.isoformat() == "2015-11-14T00:00:00+00:00"
    assert selectors.answers(third)[0].text == '=half, "said" the mayor\nnearly'
    assert Escalation.objects.get().order_id == second.pk
    assert not miscounted()


def test_a_sheet_read_twice_changes_nothing_the_second_time(cast: Cast, level: Declaration) -> None:
    rows = sheet(cast, level, "locality")
    for row in rows:
        row["answer"] = "acknowledged"
    assert read(cast, rows) == SheetResult(len(rows), 0)
    head = ledger.head()
    assert read(cast, rows) == SheetResult(0, len(rows))
    assert ledger.head() == head


def test_a_sheet_is_one_entry_in_the_ledger(cast: Cast, level: Declaration) -> None:
    rows, head = sheet(cast, level), ledger.head()
    rows[0]["answer"] = rows[-1]["answer"] = "acknowledged"
    read(cast, rows)
    entry = ledger.entries().first()
    assert entry is not None
    assert (entry.sequence, entry.action, entry.data["via"]) == (head + 1, "level.answered", "csv")
    assert len(entry.data["orders"]) == 2


@pytest.mark.parametrize(
    "how",
    [
        {"delimiter": ";"},
        {"delimiter": "\t", "encoding": "utf-16"},
        {"encoding": "utf-8"},
        {"delimiter": ";", "encoding": "utf-16"},
    ],
    ids=str,
)
def test_sheets_come_back_as_spreadsheets_write_them(cast: Cast, level: Declaration, how: Any) -> None:
    rows = sheet(cast, level, "locality")
    rows[0] |= {"answer": "cannot", "note": "没有警卫; none"}
    assert read(cast, rows, **how).answers == 1
    assert selectors.answers(orders_of("locality")[0])[0].text == "没有警卫; none"


def test_text_that_a_spreadsheet_would_run_is_marked_and_comes_back_unmarked(
    cast: Cast, level: Declaration
) -> None:
    order = orders_of("locality")[0]
    order.measure.data["title"] = {"en": "=HYPERLINK(1)"}
    order.measure.save(update_fields=["data"])
    rows = sheet(cast, level, "locality")
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    rows[0] |= {"answer": "in progress", "note": "'-3 guards"}
    read(cast, rows)
    assert selectors.answers(order)[0].text == "-3 guards"


def test_seals_are_letters_that_no_spreadsheet_takes_for_a_number() -> None:
    seals = {sheets.seal(number, "locality", "patrols") for number in range(100)}
    assert len(seals) == 100
    assert all(seal.isalpha() and len(seal) == 16 for seal in seals)


def test_every_fault_is_named_by_its_line_and_nothing_is_taken(cast: Cast, level: Declaration) -> None:
    needs("text")
    rows = sheet(cast, level, "locality")[:9]
    theirs = orders_of("neighbour")[0]
    rows[0] |= {"answer": "done"}
    rows[1] |= {"answer": "cannot"}
    rows[2] |= {"answer": "yes"}
    rows[3] |= {"answer": "done", "note": "x", "place": "x", "time": "2015-11-14 08:00"}
    rows[4] |= {"answer": "acknowledged", "order": str(theirs.pk)}
    rows[5] |= {"answer": "acknowledged", "seal": rows[6]["seal"]}
    rows[6] |= {"note": "done, I think"}
    rows[7] |= {"answer": "acknowledged"}
    rows[8] |= {"answer": "done", "note": "x", "place": "x", "time": "yesterday"}
    found = faults(cast, [*rows, rows[7], rows[7] | {"order": "999999999"}, rows[7] | {"order": "x"}])
    assert {line: problem.split(";")[0] for line, problem in found.items()} == {
        "line 2": "text: to report it as done, add its text",
        "line 3": "text: say why it cannot be done",
        "line 4": "answer: 'yes' is no answer",
        "line 5": "time: say in which time zone, as in 2015-11-15T12:00+08:00",
        "line 6": f"unit: order {theirs.pk} was not given to 'locality'",
        "line 7": "seal: it does not fit the order and the unit",
        "line 8": "answer: something is filled in, but no answer",
        "line 10": "time: 'yesterday' is not a time such as 2015-11-15T12:00+08:00",
        "line 11": f"order {rows[7]['order']} stands in line 9 already",
        "line 12": "order: there is no order 999999999",
        "line 13": "order: 'x' is not the number of an order",
    }


def test_lines_are_counted_as_an_editor_counts_them(cast: Cast, level: Declaration) -> None:
    rows = sheet(cast, level, "locality")[:2]
    rows[0] |= {"answer": "in progress", "note": "first\nsecond\nthird"}
    rows[1] |= {"answer": "yes"}
    assert list(faults(cast, rows)) == ["line 5"]


def test_passing_on_takes_more_than_a_sheet_asks(cast: Cast, level: Declaration) -> None:
    rows = sheet(cast, level, "locality")
    rows[0]["answer"] = "delegated"
    assert "is no answer" in faults(cast, rows)["line 2"]


def test_answers_of_a_unit_that_the_reader_does_not_speak_for_are_refused(
    cast: Cast, level: Declaration
) -> None:
    rows = sheet(cast, level)
    for row in rows:
        row["answer"] = "acknowledged" if row["unit"] != "region" else ""
    mine = {f"line {number}" for number, row in enumerate(rows, 2) if row["unit"] == "neighbour"}
    assert set(faults(cast, rows, "locality.unit_officer")) == mine
    only = [row for row in rows if row["unit"] == "locality"]
    assert read(cast, only, "locality.unit_officer").answers == len(only)
    with pytest.raises(Faults, match="may not"):
        read(cast, only, "nation.analyst")


def test_answers_that_a_level_which_ended_does_not_need_are_refused(cast: Cast, level: Declaration) -> None:
    rows = sheet(cast, level, "locality")[:1]
    rows[0]["answer"] = "acknowledged"
    with later(hours=1):
        services.end_level(level.pk, cast["nation.duty_officer"], "Over")
        assert "has ended" in faults(cast, rows)["line 2"]


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a spreadsheet": (lambda _: b"PK\x03\x04...", "an Office document; save it as CSV"),
    "a picture": (lambda _: b"\xff\xd8\xff\xe0", "not text in UTF-8"),
    "another encoding": (lambda data: data.replace(b"Locality", b"Localit\xe9"), "not text in UTF-8"),
    "zero bytes": (lambda data: data + b"\0", "no text"),
    "6 MB": (lambda data: data + b" " * 6_000_000, "larger than 5 MB"),
    "nothing": (lambda _: b"", "no column order"),
    "some other table": (lambda _: b"a,b\n1,2\n", "no column order, seal, unit, answer, note, place, time"),
    "a column too many": (
        lambda data: data.replace(b",place", b",spot,place", 1),
        "'spot' was not given out",
    ),
    "a column twice": (lambda data: data.replace(b"unit_name", b"unit", 1), "'unit' stands twice"),
    "an open quote": (lambda data: data + b'1,"', "not CSV"),
    "a cell too many": (lambda data: data.rstrip() + b",more\r\n", "more cells than columns"),
}


@pytest.mark.parametrize(("change", "problem"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_such_sheet_is_refused_by_what_it_is(
    cast: Cast, level: Declaration, change: Callable[[bytes], bytes], problem: str
) -> None:
    data = services.write_sheet(cast["region.duty_officer"], level.pk, "locality")
    with pytest.raises(BadInput, match=problem) as caught:
        services.read_sheet(cast["region.duty_officer"], change(data))
    assert caught.value.where.startswith("sheet")
    assert not Answer.objects.exists()


def test_a_sheet_larger_than_can_be_read_back_is_not_written(
    cast: Cast, level: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    with pytest.raises(BadInput, match="choose a unit further down"):
        services.write_sheet(cast["region.duty_officer"], level.pk, "locality")


@pytest.mark.parametrize("who", ["outsider.duty_officer", "public"])
def test_a_level_one_may_not_see_gives_no_sheet(cast: Cast, level: Declaration, who: str) -> None:
    with pytest.raises((BadInput, NotAllowed)):
        services.write_sheet(cast[who], level.pk, "locality")


def test_a_unit_without_orders_writes_a_sheet_with_a_head_alone(cast: Cast, level: Declaration) -> None:
    Order.objects.filter(unit="locality").update(state="withdrawn")
    assert sheet(cast, level, "locality") == []
