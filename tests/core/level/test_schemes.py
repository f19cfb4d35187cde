"""A scheme file is read whole, or refused by line and field."""

from datetime import timedelta
from pathlib import Path

import pytest

from tocsin.base import STEPS, Level, Scheme
from tocsin.errors import BadInput
from tocsin.level import SCHEMES, SHAPES, get_scheme, load_scheme, scheme_file, schemes

FOLDER = Path(schemes.__file__).parent
LEVEL = '[[level]]\nrank = {}\nstep = {}\nword = "{}"\nmeaning = "As it says."\nshape = "{}"\n'
HEAD = 'id = "mine"\ntitle = "Mine"\n'


def level(rank, word="A", shape="circle", step=1):
    return LEVEL.format(rank, step, word, shape)


CALM = HEAD + level(1)


class TestTheSchemesThatComeWithTocsin:
    def test_every_file_is_registered_and_every_entry_has_a_file(self):
        assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(SCHEMES)

    @pytest.mark.parametrize("name", SCHEMES)
    def test_each_has_the_name_of_its_file_and_levels_told_apart_without_colour(self, name):
        scheme = get_scheme(name)
        assert scheme.id == name
        words, shapes = ({getattr(each, field) for each in scheme.levels} for field in ("word", "shape"))
        assert len(words) == len(shapes) == len(scheme.levels) >= 2
        assert shapes <= set(SHAPES)

    @pytest.mark.parametrize("name", SCHEMES)
    def test_the_highest_level_of_each_asks_for_all_there_is(self, name):
        assert get_scheme(name).levels[-1].step == STEPS

    @pytest.mark.parametrize(
        ("name", "count"), [("uk-threat", 5), ("uk-response", 3), ("fr-vigipirate", 3), ("nl-dtn", 5)]
    )
    def test_each_country_has_as_many_levels_as_it_announces(self, name, count):
        assert len(get_scheme(name).levels) == count

    def test_the_first_posture_of_vigipirate_asks_for_more_than_nothing_for_it_is_permanent(self):
        assert get_scheme("fr-vigipirate").levels[0].step == 2

    def test_every_advisory_of_the_united_states_must_lapse_the_sooner_the_graver_it_is(self):
        rest, *advisories = get_scheme("us-ntas").levels
        assert rest.longest is None
        spans = [each.longest for each in advisories]
        assert spans == sorted(spans, reverse=True)
        assert spans[-1] == timedelta(days=7)

    def test_one_that_is_not_there_lists_those_there_are(self):
        with pytest.raises(BadInput, match="rainbow: there is no such scheme; there are generic, height"):
            get_scheme("rainbow")

    def test_a_name_cannot_lead_out_of_the_folder(self):
        with pytest.raises(BadInput, match="no such scheme"):
            scheme_file("../plans/standard")


def test_a_site_s_own_file_is_read_from_its_path(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(HEAD + level(1, "Ruhig") + level(2, "Höchste Stufe", "octagon", 4), "utf-8")
    assert [each.word for each in load_scheme(path).levels] == ["Ruhig", "Höchste Stufe"]


def test_the_longest_time_of_a_level_may_be_left_open():
    scheme = load_scheme(CALM + level(2, "B", "square", 2) + 'longest = "36 h"\n')
    assert [each.longest for each in scheme.levels] == [None, timedelta(hours=36)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "text: there must be at least one table [[level]]"),
        ("level = 3", "text: there must be at least one table [[level]]"),
        ("id = ", "text: not valid TOML: Invalid value (at end of document)"),
        (HEAD + "[[level]\n", "line 3"),
        ('title = "x"\n' + level(1), "text, id: it is missing"),
        ('id = " "\ntitle = "x"\n' + level(1), "text, id: it may not be empty"),
        ('id = "My own"\ntitle = "x"\n' + level(1), "id: 'My own' is not lower-case letters"),
        (HEAD + 'colour = "red"\n' + level(1), "text, colour: no such field; there are id, title"),
        (CALM + 'colour = "red"\n', "line 3, level 1, colour: no such field; there are rank, step"),
        (HEAD + level("true"), "level 1, rank: it must be a whole number, not True"),
        (HEAD + level(1, ""), "line 3, level 1, word: it may not be empty"),
        (HEAD + level(1, shape="star"), "level 1, shape: 'star' is not one of circle, square"),
        (
            CALM + level(2, "a", "square"),
            "line 9, level 2, word: 'a' stands in text, line 3, level 1 already",
        ),
        (CALM + level(2, "B", "circle"), "line 9, level 2, shape: 'circle' stands in text, line 3"),
        (
            HEAD + 'level = [{rank = 1, word = "A", shape = "circle"}]',
            "text, level 1, meaning: it is missing",
        ),
        (CALM.replace("step = 1\n", ""), "line 3, level 1, step: it is missing"),
        (HEAD + level(1, step=5), "line 3, level 1, step: 5 is not from 1 to 4"),
        (CALM + 'longest = "3 weeks"\n', "level 1, longest: '3 weeks' is not a time such as"),
        (CALM + 'longest = "400 d"\n', "level 1, longest: 400 d is more than 366 days"),
    ],
)
def test_a_bad_field_is_refused_by_line_and_name(text, message):
    with pytest.raises(BadInput) as refusal:
        load_scheme(text)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        (level(2), "line 3, level 1, rank: 2 leaves a gap; here it must be 1"),
        (level(1) + level(3, "B", "square"), "line 9, level 2, rank: 3 leaves a gap; here it must be 2"),
        (
            level(1) + level(2, "B", "square", 2) + level(1, "C", "octagon", 3),
            "line 15, level 3, rank: 1 comes again, so the levels would go round in a circle; here it",
        ),
        (
            level(1, step=3) + level(2, "B", "square", 2),
            "line 9, level 2, step: 2 is below 3, which the level before has",
        ),
    ],
)
def test_levels_that_are_no_ladder_are_refused_by_line(levels, message):
    with pytest.raises(BadInput) as refusal:
        load_scheme(HEAD + levels)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    "ranks_and_steps", [[], [(2, 1)], [(1, 1), (1, 1)], [(1, 3), (2, 2)], [(1, 0)], [(1, 5)]]
)
def test_no_scheme_can_be_built_that_is_no_ladder(ranks_and_steps):
    levels = tuple(Level(rank=r, word="A", meaning="A", shape="circle", step=s) for r, s in ranks_and_steps)
    with pytest.raises(BadInput, match=r"^mine: (ranks|steps) must"):
        Scheme(id="mine", title="Mine", levels=levels)


@pytest.mark.parametrize("rank", [0, 5, -1])
def test_a_rank_that_a_scheme_lacks_is_refused_with_those_it_has(rank):
    with pytest.raises(BadInput, match=f"generic: level {rank} does not exist; there are 1 to 4"):
        get_scheme("generic").level(rank)
