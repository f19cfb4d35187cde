"""Of a report's figures the toll of its main incident is chosen, by what holds in any language."""

import pytest

from tests.core.extract.readings import read
from tocsin.extract.choice import LARGEST, candidates, choose, learned
from tocsin.extract.choice_features import Stated, Telling, describe
from tocsin.extract.toll import Fate, Figure


def stated(fate: Fate, best: int, *, sentence: int = 0, noun: str = "people", single: bool = False) -> Stated:
    figure = Figure(fate, best, best, best, 10 * sentence, 10 * sentence + 5, single=single)
    return Stated(figure, noun, sentence, 0, lead=sentence < 3, told=True, violent=True)


def toll(text: str, language: str = "en") -> tuple[int, int]:
    incident = read(text, language).incidents[0]
    return (
        incident.killed.best if incident.killed else 0,
        incident.injured.best if incident.injured else 0,
    )


def test_a_number_told_first_and_again_is_chosen() -> None:
    told = (stated(Fate.KILLED, 3), stated(Fate.INJURED, 5), stated(Fate.KILLED, 3, sentence=2))
    assert choose(Telling(told, sentences=6, groups=1)) == (3, 5)


def test_nobody_and_the_rest_of_those_shot_are_candidates() -> None:
    told = (stated(Fate.STRUCK, 3), stated(Fate.KILLED, 1, sentence=1, noun="man", single=True))
    pairs = candidates(Telling(told, sentences=4, groups=1))
    assert {(0, 0), (1, 2)} <= set(pairs)


def test_two_persons_told_of_one_by_one_may_be_two() -> None:
    told = tuple(stated(Fate.INJURED, 1, sentence=n, noun=noun, single=True) for n, noun in enumerate("ab"))
    assert (0, 2) in candidates(Telling(told, sentences=4, groups=1))


def test_large_figures_are_no_candidates() -> None:
    pairs = candidates(Telling((stated(Fate.KILLED, LARGEST + 1),), sentences=2, groups=1))
    assert pairs == [(0, 0)]


def test_every_feature_that_is_weighed_can_be_seen() -> None:
    """A weight for a feature that no code gives would be a stale file."""
    told = [
        stated(fate, best, sentence=n, noun=noun, single=single)
        for fate in (Fate.KILLED, Fate.INJURED, Fate.STRUCK)
        for n, (best, noun, single) in enumerate([(2, "people", False), (1, "man", True)])
    ]
    telling = Telling(tuple(told), sentences=4, groups=2)
    seen = {name.partition("_")[0] for pair in candidates(telling) for name in describe(telling, pair)}
    assert {name.partition("_")[0] for name in learned()} == seen == {"k", "i", "p"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "One person is dead after a shooting in Leeds on Tuesday, police said. The man was shot in the "
            "chest. He was pronounced dead at the scene.",
            (1, 0),
        ),
        ("Two people were shot in Leeds on Tuesday, police said. Both are in stable condition.", (0, 2)),
        ("Gunmen killed 4 people and wounded 9 others in Leeds on Tuesday, police said.", (4, 9)),
        (
            "Gunmen killed 140 people and wounded 200 others in Leeds on Tuesday, police said. "
            "A man was taken to a hospital.",
            (140, 200),
        ),
    ],
)
def test_a_report_is_read_to_its_toll(text, wanted) -> None:
    assert toll(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen on Interstate 80 shot one person in Leeds on Tuesday, police said.",
        "Copyright 2019 Media. Gunmen shot one person in Leeds on Tuesday, police said.",
    ],
)
def test_roads_channels_and_years_count_nobody(text) -> None:
    assert toll(text) == (0, 1)
