"""A scheme file is read whole, or refused by line and field."""

from pathlib import Path

import pytest

from tocsin.errors import BadInput
from tocsin.level import SCHEMES, get_scheme, load_scheme, schemes

FOLDER = Path(schemes.__file__).parent
LEVEL = '[[level]]\nrank = {}\nword = "{}"\nmeaning = "As it says."\nshape = "{}"\n'
HEAD = 'id = "mine"\ntitle = "Mine"\n'


def level(rank, word, shape):
    return LEVEL.format(rank, word, shape)


def test_every_file_is_registered_and_every_entry_has_a_file():
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(SCHEMES)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_shipped_scheme_has_its_file_s_name_and_words_that_differ(name):
    scheme = get_scheme(name)
    assert scheme.id == name
    assert len({each.word for each in scheme.levels}) == len({each.shape for each in scheme.levels}) >= 2


def test_a_site_s_own_file_is_read_from_its_path(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(HEAD + level(1, "Ruhig", "circle") + level(2, "Höchste Stufe", "octagon"), "utf-8")
    assert [each.word for each in load_scheme(path).levels] == ["Ruhig", "Höchste Stufe"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "text: there must be at least one table [[level]]"),
        ("level = 3", "text: there must be at least one table [[level]]"),
        ("id = ", "text: not valid TOML: Invalid value (at end of document)"),
        (HEAD + "[[level]\n", "line 3"),
        ('title = "x"\n' + level(1, "A", "circle"), "text, id: it is missing"),
        ('id = " "\ntitle = "x"\n' + level(1, "A", "circle"), "text, id: it may not be empty"),
        (
            HEAD + 'colour = "red"\n' + level(1, "A", "circle"),
            "text, colour: no such field; there are id, title",
        ),
        (HEAD + level(2, "A", "circle"), "text, line 3, level 1, rank: ranks run 1, 2, 3"),
        (
            HEAD + level(1, "A", "circle") + level(3, "B", "square"),
            "line 8, level 2, rank: .* must be 2, not 3",
        ),
        (HEAD + level("true", "A", "circle"), "level 1, rank: it must be a whole number, not True"),
        (HEAD + level(1, "", "circle"), "line 3, level 1, word: it may not be empty"),
        (HEAD + level(1, "A", "star"), "level 1, shape: 'star' is not one of circle, square"),
        (
            HEAD + level(1, "A", "circle") + level(2, "a", "square"),
            "line 8, level 2, word: 'a' stands in text, line 3, level 1 already",
        ),
        (HEAD + level(1, "A", "circle") + level(2, "B", "circle"), "level 2, shape: 'circle' stands in"),
        (
            HEAD + 'level = [{rank = 1, word = "A", shape = "circle"}]',
            "text, level 1, meaning: it is missing",
        ),
    ],
)
def test_a_bad_scheme_is_refused_by_line_and_field(text, message):
    with pytest.raises(BadInput) as refusal:
        load_scheme(text)
    before, _, after = message.partition(" .* ")
    assert before in str(refusal.value)
    assert after in str(refusal.value)


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        load_scheme(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b'id = "\xe9"')
    with pytest.raises(BadInput, match=r"latin\.toml: not UTF-8 text: byte 6"):
        load_scheme(tmp_path / "latin.toml")


def test_an_unknown_scheme_lists_those_there_are():
    with pytest.raises(
        BadInput, match="rainbow: there is no such scheme; there are generic, heightened-alert"
    ):
        get_scheme("rainbow")
