"""Whatever is handed in as a scheme or a plan, what comes back is its tables or one clear refusal."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.base import tables
from tocsin.base.tables import span_text
from tocsin.errors import BadInput


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(BadInput, match=r"missing\.toml: cannot be read: No such file"):
        tables.read(tmp_path / "missing.toml", "level")
    with pytest.raises(BadInput, match="cannot be read: Is a directory"):
        tables.read(tmp_path, "level")
    (tmp_path / "latin.toml").write_bytes(b'id = "\xe9"')
    with pytest.raises(BadInput, match=r"latin\.toml: not UTF-8 text: byte 6"):
        tables.read(tmp_path / "latin.toml", "level")


def test_a_file_of_a_hundred_megabytes_is_refused_after_four(tmp_path):
    path = tmp_path / "film.toml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(BadInput, match=r"film\.toml: it is larger than 4 MB"):
        tables.read(path, "level")
    with pytest.raises(BadInput, match="text: it is larger than 4 MB"):
        tables.read("#" * (tables.MOST_BYTES + 1), "level")


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 50_000, "x = " + "9" * 5_000, "\x00", "%PDF-1.7", "id,word\n1,Calm\n", "\ud800"]
)
def test_what_is_not_toml_is_refused_in_one_line(text):
    with pytest.raises(BadInput, match=r"^text: not") as refusal:
        tables.read(text, "level")
    assert "\n" not in str(refusal.value)


@given(st.one_of(st.text(), st.binary().map(lambda data: data.decode("latin-1"))))
@example("[[level]]\n[[level]]")
def test_no_text_does_worse_than_be_refused(text):
    with suppress(BadInput):
        assert tables.read(text, "level").tables


def test_lines_are_counted_as_an_editor_counts_them():
    file = tables.read('title = "a\u2028b"\r\n\r\n[[level]]\r\nrank = 1\r\n', "level")
    assert file.tables[0].where == "text, line 3, level 1"


@given(st.integers(1, 500_000).map(lambda minutes: timedelta(minutes=minutes)))
def test_a_length_of_time_is_read_as_it_is_written(span):
    table = tables.Table("x", {"do": span_text(span)})
    assert table.span("do", timedelta(days=366)) == span


@pytest.mark.parametrize("text", ["0 h", "1h", "-1 h", "1.5 h", "2 weeks", "h", "1 H", "٣ h", "9999999 min"])
def test_what_is_no_length_of_time_is_refused_with_examples(text):
    with pytest.raises(BadInput, match=r'x, do: .* is not a time such as "30 min", "2 h" or "3 d"'):
        tables.Table("x", {"do": text}).span("do", timedelta(days=7))
