"""`tocsin plan`: schemes and plans shown, checked, compared and copied, without a server."""

import json
from pathlib import Path

import pytest
from cli.samples import Command

from tocsin.cli.plan import complete_name
from tocsin.level import PLANS, SCHEMES, plan_file, scheme_file

SCHEME = (
    'id = "own"\ntitle = "Our \x1b[31mlevels"\n[[level]]\nrank = 1\nstep = 1\nword = "Calm"\nmeaning = "-"\n'
)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is folded."""
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The standard plan, with one deadline changed and its last measure struck."""
    text = plan_file("standard").read_text("utf-8").replace('acknowledge = "2 h"', 'acknowledge = "1 h"', 1)
    path = tmp_path / "own.toml"
    path.write_text(text[: text.rindex("[[measure]]")], "utf-8")
    return path


class TestList:
    def test_it_names_all_that_comes_with_tocsin(self, tocsin: Command) -> None:
        code, out, _ = tocsin("plan", "list")
        assert code == 0
        assert all(name in out for name in (*SCHEMES, *PLANS))
        assert "measures in ar, en, es, fr, zh" in out


class TestShow:
    def test_a_scheme_s_gravest_level_stands_on_top(self, tocsin: Command) -> None:
        out = tocsin("plan", "show", "uk-threat")[1]
        assert out.index("Critical") < out.index("Severe") < out.index("Low")

    def test_a_plan_is_shown_in_a_language(self, tocsin: Command) -> None:
        code, out, err = tocsin("plan", "show", "standard", "--language", "fr", "--step", "2")
        assert code == 0
        assert "signalement" in out
        assert "not written in fr" not in err

    def test_english_stands_in_for_a_language_that_is_missing_and_that_is_said(self, tocsin: Command) -> None:
        _, out, err = tocsin("plan", "show", "standard", "--language", "tlh", "--json")
        measures = json.loads(out)["measures"]
        assert f"{len(measures)} of {len(measures)} measures are not written in tlh; in English here" in err

    def test_step_and_kind_narrow_it_down(self, tocsin: Command) -> None:
        _, out, _ = tocsin("plan", "show", "standard", "--step", "3", "--kind", "locality", "--json")
        measures = json.loads(out)["measures"]
        assert measures
        assert {each["step"] for each in measures} <= {1, 2, 3}
        assert all("locality" in each["kinds"] for each in measures)

    def test_json_of_a_scheme_has_every_field(self, tocsin: Command) -> None:
        scheme = json.loads(tocsin("plan", "show", "us-ntas", "--json")[1])
        assert scheme["type"] == "scheme"
        assert scheme["levels"][3]["longest"] == "7 d"
        assert set(scheme["levels"][0]) == {"rank", "step", "word", "meaning", "shape", "longest"}

    def test_a_scheme_has_no_steps_or_kinds_to_choose(self, tocsin: Command) -> None:
        code, _, err = tocsin("plan", "show", "generic", "--kind", "venue")
        assert code == 2
        assert "generic: it is a scheme; --step and --kind are for plans" in err

    def test_a_name_that_is_nothing_is_refused_with_the_names_there_are(self, tocsin: Command) -> None:
        code, _, err = tocsin("plan", "show", "rainbow")
        assert code == 2
        assert "rainbow: neither a file nor a scheme or plan that comes with Tocsin: generic," in err

    def test_a_file_cannot_rewrite_the_screen(self, tocsin: Command, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text(SCHEME.replace("\x1b", "\\u001b") + 'shape = "circle"\n', "utf-8")
        code, out, _ = tocsin("plan", "show", path)
        assert code == 0
        assert "\x1b" not in out


class TestCheck:
    def test_what_is_sound_is_said_to_be_with_what_it_is(self, tocsin: Command) -> None:
        code, out, _ = tocsin("plan", "check", scheme_file("nl-dtn"), plan_file("standard"))
        assert code == 0
        assert "nl-dtn.toml: a scheme, nl-dtn, 5 levels; sound" in out
        assert "standard.toml: a plan, standard 2026.1, " in out

    def test_each_that_is_not_is_named_by_line_and_the_others_are_checked_still(
        self, tocsin: Command, tmp_path: Path
    ) -> None:
        path = tmp_path / "own.toml"
        path.write_text('id = "own"\ntitle = "Own"\n[[level]]\nrank = 2\n', "utf-8")
        code, out, err = tocsin("plan", "check", path, tmp_path / "missing.toml", scheme_file("generic"))
        assert code == 2
        assert "own.toml, line 3, level 1, word: it is missing" in err
        assert "missing.toml: cannot be read: No such file" in err
        assert "2 of 3 cannot be used" in err
        assert "generic.toml: a scheme" in out

    def test_what_is_no_text_at_all_is_refused_in_one_line(self, tocsin: Command, tmp_path: Path) -> None:
        path = tmp_path / "photo.toml"
        path.write_bytes(b"\xff\xd8\xff\xe0" * 1000)
        code, _, err = tocsin("plan", "check", path)
        assert code == 2
        assert "photo.toml: not UTF-8 text: byte 0" in err


class TestDiff:
    def test_it_tells_what_changed_in_plain_words(self, tocsin: Command, own: Path) -> None:
        code, out, _ = tocsin("plan", "diff", "standard", own)
        removed, changed = out.splitlines()
        assert code == 0
        assert ": removed: " in removed
        assert changed.endswith(": acknowledge 2 h -> 1 h")

    def test_two_that_are_the_same_are_said_to_be(self, tocsin: Command) -> None:
        assert tocsin("plan", "diff", "standard", "standard")[1] == "Every measure is the same in both.\n"

    def test_a_scheme_is_refused(self, tocsin: Command) -> None:
        code, _, err = tocsin("plan", "diff", "standard", "generic")
        assert code == 2
        assert "generic: it is a scheme; only plans can be compared" in err


class TestCopy:
    @pytest.mark.parametrize("name", [*SCHEMES, *PLANS])
    def test_the_copy_is_the_same_and_sound(self, tocsin: Command, tmp_path: Path, name: str) -> None:
        path = tmp_path / "own.toml"
        assert tocsin("plan", "copy", name, path)[0] == 0
        assert tocsin("plan", "check", path)[0] == 0
        assert tocsin("plan", "show", path, "--json")[1] == tocsin("plan", "show", name, "--json")[1]

    def test_nothing_is_overwritten(self, tocsin: Command, own: Path) -> None:
        before = own.read_bytes()
        code, _, err = tocsin("plan", "copy", "standard", own)
        assert code == 2
        assert "it exists already, and is not overwritten" in err
        assert own.read_bytes() == before

    def test_a_place_that_cannot_be_written_is_refused(self, tocsin: Command, tmp_path: Path) -> None:
        code, _, err = tocsin("plan", "copy", "standard", tmp_path / "nowhere" / "own.toml")
        assert code == 2
        assert "No such file or directory" in err

    def test_only_what_comes_with_tocsin_can_be_copied(self, tocsin: Command, own: Path) -> None:
        code, _, err = tocsin("plan", "copy", own, own.with_name("other.toml"))
        assert code == 2
        assert "no such scheme or plan; there are generic, " in err


def test_half_typed_names_are_completed() -> None:
    assert complete_name("uk-") == ["uk-response", "uk-threat"]
