"""The sample day is read as its own list of truths says, all languages together and each alone."""

from functools import cache

import pytest

from benchmarks.quality.sample_day import (
    LANGUAGES,
    action_score,
    load,
    read,
    shortcomings,
    toll_errors,
    truth,
)
from tests.core.extract.readings import reader


@cache
def outcome(language: str):
    items = [item for item in load() if language in ("all", item.truth["language"])]
    return items, read(items, reader())


@pytest.mark.parametrize("language", ["all", *LANGUAGES])
def test_beirut_paris_and_baghdad_and_nothing_else_are_found(language) -> None:
    _, found = outcome(language)
    assert shortcomings(found, truth()["incident"], claims=language == "all") == []


@pytest.mark.parametrize("language", ["all", *LANGUAGES])
def test_no_unrelated_item_is_an_incident(language) -> None:
    items, found = outcome(language)
    read_as = [
        i.report.title for i in items if i.about == "unrelated" and found.readings[i.report.id].incidents
    ]
    assert read_as == []


def test_nearly_every_toll_of_every_dispatch_is_read() -> None:
    given, wrong = toll_errors(*outcome("all"))
    assert len(wrong) <= given * 0.05, wrong


def test_every_official_action_is_found() -> None:
    found, wanted, _ = action_score(*outcome("all"), truth()["action"])
    assert found == wanted
