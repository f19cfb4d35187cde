"""CSV files: the three forms are told apart, and what is wrong is refused by file, line and column."""

import gzip
from datetime import UTC, date, datetime

import pytest

from tocsin.errors import BadInput
from tocsin.forewarn.series import Step
from tocsin.forewarn.tabular import Form, Moments, Options, read_csv
from tocsin.forewarn.tabular.files import _PIECE
from tocsin.forewarn.tabular.store import Bounds


@pytest.fixture
def counted(tmp_path):
    def read(text, name="cases.csv", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_csv(path, Options(**options))

    return read


def series(counted):
    """Every series by its name: its first day and its counts."""
    panels = counted.history.as_of(datetime(2100, 1, 1, tzinfo=UTC))
    return {
        row.id: (row.first.isoformat(), row.counts.tolist())
        for panel in panels
        for row in (panel.row(at) for at in range(len(panel.ids)))
    }


class TestForms:
    def test_long(self, counted):
        found = counted("date,series,count\n2015-11-02,a,1\n2015-11-01,a,4\n2015-11-02,b,0\n")
        assert found.form is Form.LONG
        assert series(found) == {"a": ("2015-11-01", [4, 1]), "b": ("2015-11-02", [0])}
        assert found.notes == ("read as long: 2 series by the day, 2015-11-01 to 2015-11-02",)

    def test_long_by_place_and_kind(self, counted):
        found = counted("day,place,kind,n\n2015-11-01,Oslo,fire,1\n2015-11-01,Oslo,attack,2\n")
        assert series(found) == {"Oslo/fire": ("2015-11-01", [1]), "Oslo/attack": ("2015-11-01", [2])}

    def test_one_series_needs_no_name(self, counted):
        assert series(counted("date,cases\n2015-11-01,1\n2015-11-02,2\n")) == {
            "cases": ("2015-11-01", [1, 2])
        }

    def test_wide(self, counted):
        found = counted("Date,Oslo,Bergen\n2015-11-01,1,0\n2015-11-02,2,3\n")
        assert found.form is Form.WIDE
        assert series(found) == {"Oslo": ("2015-11-01", [1, 2]), "Bergen": ("2015-11-01", [0, 3])}

    def test_events_count_a_day_without_a_row_as_none_and_say_so(self, counted):
        rows = "2015-11-04,Oslo,fire\n2015-11-01,Oslo,fire\n2015-11-04,Oslo,fire\n2015-11-02,Bergen,fire\n"
        found = counted(f"date,place,kind\n{rows}")
        assert found.form is Form.EVENTS
        assert series(found) == {
            "Oslo/fire": ("2015-11-01", [1, 0, 0, 2]),
            "Bergen/fire": ("2015-11-01", [0, 1, 0, 0]),
        }
        assert "a day without an event counts 0" in found.notes[1]

    def test_a_column_of_another_name_is_said_to_be_what_it_is(self, counted):
        found = counted(
            "Meldedatum,Land,Fälle,Notiz\n2015-11-01,Wien,3,x\n",
            named={"date": ["Meldedatum"], "series": ["Land"], "count": ["Fälle"]},
            ignore=["Notiz"],
        )
        assert series(found) == {"Wien": ("2015-11-01", [3])}
        assert found.notes[-1] == "left out, as asked: Notiz"

    def test_a_form_may_be_said(self, counted):
        found = counted("date,count,n\n2015-11-01,3,4\n", form=Form.WIDE)
        assert set(series(found)) == {"count", "n"}


class TestSteps:
    @pytest.mark.parametrize(
        ("dates", "step"),
        [
            (("2015-11-01", "2015-11-02"), Step.DAY),
            (("2015-11-01",), Step.DAY),
            (("2015-11-01", "2015-11-08", "2015-11-15"), Step.WEEK),
            (("2015-W53", "2016-W01"), Step.WEEK),
            (("2015-02-01", "2015-03-01"), Step.MONTH),
            (("2015-12", "2016-01"), Step.MONTH),
        ],
    )
    def test_it_is_recognised(self, counted, dates, step):
        found = counted("date,count\n" + "".join(f"{day},1\n" for day in dates))
        assert found.history.step is step
        assert f"by the {step}" in found.notes[0]
        assert series(found)["count"][1] == [1] * len(dates)

    def test_a_missing_week_is_a_gap(self, counted):
        with pytest.raises(BadInput, match="no count of 'count' for the week 2015-11-15"):
            counted("date,count\n2015-11-01,1\n2015-11-08,1\n2015-11-22,1\n")

    def test_a_leap_day_is_a_day(self, counted):
        days = "".join(f"{day},1\n" for day in ("2016-02-28", "2016-02-29", "2016-03-01"))
        assert series(counted(f"date,count\n{days}"))["count"][1] == [1, 1, 1]
        with pytest.raises(BadInput, match="2016-02-29"):
            counted("date,count\n2016-02-28,1\n2016-03-01,1\n2016-03-02,1\n")

    def test_ten_years_of_days_have_their_leap_days(self, counted):
        first = date(2008, 1, 1).toordinal()
        days = [date.fromordinal(first + at) for at in range(3653)]
        found = counted("date,count\n" + "".join(f"{day},{day.day}\n" for day in days))
        assert found.history.last == date(2017, 12, 31)
        assert series(found)["count"][1] == [day.day for day in days]

    def test_a_step_that_the_dates_do_not_have_is_refused(self, counted):
        with pytest.raises(BadInput, match="2015-11-03 does not begin a week"):
            counted("date,count\n2015-11-02,1\n2015-11-03,1\n", step=Step.WEEK)

    def test_events_dated_by_the_month_are_refused(self, counted):
        with pytest.raises(BadInput, match="each needs its day"):
            counted("month,place\n2015-11,Oslo\n")


LONG = "date,series,count\n2015-11-01,a,1\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (LONG + "2015-11-02,a,-1\n", 3, "line 3, column 'count': -1 is negative"),
        (LONG + "2015-11-02,a,2.5\n", 3, "line 3, column 'count': 2.5 is not whole"),
        (LONG + "2015-11-02,a,\n", 3, "line 3, column 'count': the count is missing"),
        (LONG + "2015-11-02,a,NA\n", 3, "line 3, column 'count': the count is missing"),
        (LONG + "2015-11-02,a,many\n", 3, "line 3, column 'count': 'many' is no whole number"),
        (LONG + "2015-11-02,a,1_0\n", 3, "'1_0' is no whole number"),
        (LONG + "2015-11-02,a,inf\n", 3, "'inf' is no whole number"),
        (LONG + "2015-11-02,a,10000001\n", 3, "10000001 is more than 10,000,000"),
        (LONG + "2015-11-01,a,1\n", 3, "line 3, column 'date': a second count of 'a' for 2015-11-01"),
        (LONG + "2015-11-03,a,1\n2015-11-05,b,1\n", 0, "no count of 'a' for the day 2015-11-02; give 0"),
        (LONG + "02.11.2015,a,1\n", 3, "line 3, column 'date': '02.11.2015' is written otherwise"),
        (LONG + "11/02/2015,a,1\n", 3, "could be either of two days"),
        (LONG + "2015-02-30,a,1\n", 3, "there is no '2015-02-30' in the calendar"),
        (LONG + ",a,1\n", 3, "line 3, column 'date': the date is missing"),
        (LONG + "2015-11-02,,1\n", 3, "line 3, column 'series': it is missing"),
        (LONG + "\n\n2015-11-02,a,-1\n", 5, "line 5, column 'count': -1"),
        (LONG + "2015-11-02,a\n", 3, "line 3: it has 2 columns where the first line has 3"),
        (LONG + "2015-11-02,a,1,2\n", 3, "line 3: it has 4 columns"),
        (LONG.encode() + b"2015-11-02,caf\xe9,1\n", 3, "line 3, column 'series': it is not UTF-8"),
        ("date,series,count,colour\n", 0, "the column 'colour' has no place in long form"),
        ("when,count\n2015-11-01,1\n", 0, "no column of dates among 'when', 'count'"),
        ("date,day,count\n", 0, "'date', 'day' could each be the date"),
        ("date,count,count\n", 1, "two columns are named 'count'"),
        ("date,,count\n", 1, "a column has no name"),
        ("date,n\n", 0, "there is no row in it"),
        ("", 1, "the file is empty"),
        (b"\xef\xbb\xbf", 1, "the file is empty"),
        ("\n\ndate,n\n", 1, "the first line is empty"),
        ("date,n\n".encode("utf-16"), 1, "it is UTF-16"),
        ("date,Oslo\n2015-11-01,one\n", 2, "line 2, column 'Oslo': 'one' is no whole number"),
    ],
)
def test_what_is_wrong_is_refused_by_file_line_and_column(counted, tmp_path, text, line, message):
    with pytest.raises(BadInput, match=message.replace("(", r"\(")) as refusal:
        counted(text)
    assert str(refusal.value).startswith(f"{tmp_path / 'cases.csv'}: ")
    assert refusal.value.line == line


def test_lines_are_counted_through_the_pieces_of_a_large_file(counted):
    rows = _PIECE // 20
    lines = "".join(f"2015-11-01,series-{row:07}\n" for row in range(rows))
    with pytest.raises(BadInput, match=f"line {rows + 2}, column 'date': 'yesterday' is no date"):
        counted(f"date,place\n{lines}yesterday,Oslo\n")


class TestTreatments:
    def test_missing_counts_are_filled_where_that_is_asked_for_and_said(self, counted):
        text = "date,series,count\n2015-11-01,a,1\n2015-11-03,a,\n2015-11-03,b,2\n"
        found = counted(text, fill_zero=True)
        assert series(found) == {"a": ("2015-11-01", [1, 0, 0]), "b": ("2015-11-01", [0, 0, 2])}
        assert "3 missing counts were filled with 0" in found.notes[1]

    def test_semicolons_and_a_mark_are_passed_over_and_said(self, counted):
        found = counted(b"\xef\xbb\xbfdate;count\r\n2015-11-01;3\r\n\r\n")
        assert series(found) == {"count": ("2015-11-01", [3])}
        assert found.notes[1:] == (
            "semicolons part the columns",
            "the mark of UTF-8 at the start was passed over",
        )

    def test_quoted_names_with_commas(self, counted):
        assert series(counted('date,series,count\n2015-11-01,"Oslo, east",1\n')) == {
            "Oslo, east": ("2015-11-01", [1])
        }

    def test_whole_decimals_are_whole(self, counted):
        assert series(counted("date,count\n2015-11-01, 3.0\n2015-11-02,4\n"))["count"][1] == [3, 4]

    def test_gzip(self, counted):
        found = counted(gzip.compress(b"date,count\n2015-11-01,3\n"), name="cases.csv.gz")
        assert series(found) == {"count": ("2015-11-01", [3])}

    def test_early_rows_are_left_out_where_that_is_asked_for_and_said(self, counted):
        text = "date,count\n2015-10-01,9\n2015-11-01,1\n2015-11-02,2\n"
        found = counted(text, since=date(2015, 11, 1))
        assert series(found) == {"count": ("2015-11-01", [1, 2])}
        assert found.notes[-1] == "1 rows before 2015-11-01 were left out, as asked"

    def test_nothing_left_is_an_error(self, counted):
        with pytest.raises(BadInput, match="no row in it; 1 are before 2016-01-01"):
            counted("date,count\n2015-10-01,9\n", since=date(2016, 1, 1))

    def test_one_zone_counts_on_the_days_it_names(self, counted):
        text = "date,place\n2015-11-13T23:30-05:00,a\n2015-11-14T00:10-05:00,a\n"
        assert series(counted(text)) == {"a": ("2015-11-13", [1, 1])}

    def test_two_zones_are_refused_until_one_says_which_day_counts(self, counted):
        text = "date,place\n2015-11-13T23:30-05:00,a\n2015-11-14T00:10+01:00,a\n"
        with pytest.raises(BadInput, match=r"line 3, column 'date': .* is of another time zone"):
            counted(text)
        assert series(counted(text, moments=Moments.LOCAL)) == {"a": ("2015-11-13", [1, 1])}
        assert series(counted(text, moments=Moments.UTC)) == {"a": ("2015-11-13", [1, 1])}

    def test_utc_days_are_those_of_utc(self, counted):
        text = "date,place\n2015-11-13T23:30-05:00,a\n2015-11-14T12:10+01:00,a\n"
        assert series(counted(text, moments=Moments.UTC)) == {"a": ("2015-11-14", [2])}

    def test_a_series_of_zeros_is_a_series(self, counted):
        assert series(counted("date,count\n2015-11-01,0\n2015-11-02,0\n"))["count"][1] == [0, 0]

    def test_progress_reaches_the_end(self, tmp_path):
        path = tmp_path / "cases.csv"
        path.write_text("date,count\n2015-11-01,3\n")
        shares = []
        read_csv(path, progress=shares.append)
        assert shares == [1.0]


class TestKnown:
    def test_a_count_that_was_revised_down(self, counted):
        text = "date,count,known\n2015-11-01,3,2015-11-01\n2015-11-01,2,2015-11-05\n"
        history = counted(text).history
        then, later = (
            next(history.as_of(datetime(2015, 11, day, tzinfo=UTC))).counts.tolist() for day in (2, 6)
        )
        assert (then, later) == ([[3]], [[2]])

    def test_events_are_there_once_they_are_known(self, counted):
        text = "date,place,known\n2015-11-01,a,2015-11-02T00:00:00Z\n2015-11-01,a,2015-11-02T12:00:00Z\n"
        history = counted(text).history
        moments = (datetime(2015, 11, 2, tzinfo=UTC), datetime(2015, 11, 2, 12, tzinfo=UTC))
        assert [next(history.as_of(moment)).counts.tolist() for moment in moments] == [[[1]], [[2]]]

    def test_two_counts_known_at_one_moment_contradict(self, counted):
        text = "date,count,known\n2015-11-01,3,2015-11-01\n2015-11-01,2,2015-11-01\n"
        with pytest.raises(BadInput, match="two counts of 'count' for 2015-11-01 were known at one moment"):
            counted(text)

    def test_a_moment_without_a_zone_is_no_moment(self, counted):
        with pytest.raises(BadInput, match=r"line 2, column 'known': .* has no time zone"):
            counted("date,count,known\n2015-11-01,3,2015-11-01T08:00\n")

    def test_a_hole_that_is_never_filled_is_refused(self, counted):
        text = "date,count,known\n2015-11-01,3,2015-11-01\n2015-11-03,2,2015-11-03\n2015-11-04,2,2015-11-04\n"
        with pytest.raises(BadInput, match="no count of 'count' for the day 2015-11-02"):
            counted(text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match="No such file"):
        read_csv(tmp_path / "none.csv")


class TestBounds:
    """A file may be of any size; what is held of it may not. The bounds here are small ones."""

    @pytest.mark.parametrize(
        ("text", "bounds", "why"),
        [
            (
                "date,place\n2015-11-01,a\n2015-11-02,b\n",
                Bounds(cells=3),
                "2 series of 2 dates are more than",
            ),
            ("date,n\n2015-11-02,1\n2016-11-04,1\n", Bounds(cells=99), "1 series of 369 dates are more than"),
            ("date,place\n2015-11-01,a\n2015-11-01,b\n", Bounds(series=1), "more than 1 series"),
            (
                "date,n,known\n2015-11-01,1,2015-11-02\n2015-11-01,2,2015-11-03\n",
                Bounds(versions=1),
                "more than 1 rows that say when they became known",
            ),
            (
                "date,n,known\n2015-11-02,1,2015-11-03\n2016-11-04,2,2016-11-05\n",
                Bounds(cells=99),
                "1 series of 369 dates are more than",
            ),
        ],
    )
    def test_more_than_is_held_is_refused_by_the_file_and_with_a_way_out(self, counted, text, bounds, why):
        with pytest.raises(BadInput, match=why) as refused:
            counted(text, bounds=bounds)
        assert refused.value.where.endswith("cases.csv")
        assert refused.value.reason == "too_many"

    def test_rows_without_end_of_the_same_dates_and_series_are_held_by_their_counts(self, counted):
        text = "date,place\n" + "2015-11-01,a\n2015-11-02,b\n" * 10_000
        found = counted(text, bounds=Bounds(series=2, cells=4, versions=0))
        assert series(found) == {"a": ("2015-11-01", [10_000, 0]), "b": ("2015-11-01", [0, 10_000])}
