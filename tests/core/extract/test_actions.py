"""Official actions, told in every supported language: what, whose, when."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tocsin.base import ActionKind, Report
from tocsin.extract import Reader

PUBLISHED = datetime(2031, 5, 17, 12, tzinfo=UTC)
ACTIONS = tomllib.loads(Path("tests/data/actions/told.toml").read_text("utf-8"))["action"]
TOLD = [
    pytest.param(action, language, id=f"{action['kind']}-{language}")
    for action in ACTIONS
    for language in action["told"]
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.open()


def test_every_kind_is_told_in_sixteen_languages() -> None:
    assert {action["kind"] for action in ACTIONS} == {str(kind) for kind in ActionKind}
    assert {len(action["told"]) for action in ACTIONS} == {16}


@pytest.mark.parametrize(("action", "language"), TOLD)
def test_an_action_is_read_with_its_country_and_day(action, language, reader) -> None:
    text = action["told"][language]
    report = Report(id="1", source="", title="", text=text, published=PUBLISHED, language=language)
    (found,) = reader.read(report).actions
    assert found.place is not None
    assert found.when is not None
    assert (found.kind, found.place.country) == (action["kind"], action["country"])
    assert (found.when.first, found.when.last) == (action["day"], action["day"])
    assert [text[span.start : span.end] for span in found.evidence] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya will not close its border with Somalia despite the terror attack, its president said.",
        "If there is another attack, Peru may raise its terror alert level, the minister said.",
        "Ten years ago France declared a state of emergency after attacks in Paris.",
    ],
)  # fmt: skip
def test_what_was_not_done_now_is_no_action(text, reader) -> None:
    report = Report(id="1", source="", title="", text=text, published=PUBLISHED, language="en")
    assert reader.read(report).actions == ()
