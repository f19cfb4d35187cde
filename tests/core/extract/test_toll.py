"""Who was killed and who was hurt is told by the nearest word of it."""

import pytest

from tests.core.extract.readings import all_figures, tolls


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "en",
            "The blast killed 43 people and injured 200.",
            [("killed", 43, 43, 43), ("injured", 200, 200, 200)],
        ),
        ("en", "At least 18 dead, 41 hurt", [("killed", 18, 18, None), ("injured", 41, 41, 41)]),
        ("en", "The toll rose from 37 to 41.", [("killed", 41, 41, 41)]),
        ("en", "Two police officers and a civilian were killed.", [("killed", 3, 3, 3)]),
        (
            "fr",
            "faisant dix-huit morts et quarante et un blessés",
            [("killed", 18, 18, 18), ("injured", 41, 41, 41)],
        ),
        (
            "es",
            "18 personas murieron y 41 resultaron heridas",
            [("killed", 18, 18, 18), ("injured", 41, 41, 41)],
        ),
        ("ar", "قتيلان وثلاثة جرحى", [("killed", 2, 2, 2), ("injured", 3, 3, 3)]),
        ("ar", "إلى 41 قتيلا وأكثر من 200 جريح", [("killed", 41, 41, 41), ("injured", 200, 200, None)]),
        ("zh", "造成37人死亡、180多人受伤", [("killed", 37, 37, 37), ("injured", 180, 180, None)]),
        ("zh", "最少18死41伤", [("killed", 18, 18, None), ("injured", 41, 41, 41)]),
        ("zh", "死亡129人受伤352人", [("killed", 129, 129, 129), ("injured", 352, 352, 352)]),
    ],
)
def test_each_number_goes_to_its_fate(language, text, wanted) -> None:
    assert tolls(text, language) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Three attackers were killed."),
        ("en", "Police killed three gunmen."),
        ("fr", "Trois assaillants ont été tués."),
        ("es", "Hay tres muertos entre los atacantes."),
        ("ar", "وقتل ثلاثة من المهاجمين"),
        ("zh", "三名袭击者死亡"),
    ],
)
def test_attackers_are_counted_apart(language, text) -> None:
    assert tolls(text, language) == [("attackers", 3, 3, 3)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "killing and wounding tens of people"),
        ("es", "Decenas de personas murieron o resultaron heridas"),
        ("ar", "سقط عشرات القتلى والجرحى"),
        ("en", "Nobody was killed and no one was injured in 3 cars."),
    ],
)
def test_a_number_of_dead_and_hurt_together_or_of_none_is_neither(language, text) -> None:
    assert tolls(text, language) == []


def test_part_of_a_number_is_not_added() -> None:
    text = "It killed 43 people, including two children, and six of them died later."
    assert tolls(text, "en") == [("killed", 43, 43, 43)]


def test_a_withdrawn_figure_does_not_stand_and_its_correction_does() -> None:
    text = "An earlier version said 60 people had died; the correct figure is 41 dead."
    assert [(figure.best, figure.standing) for figure in all_figures(text, "en")] == [(60, False), (41, True)]


def test_the_figure_is_quoted_as_the_text_has_it() -> None:
    text = "It killed more than 120 people."
    assert [text[figure.start : figure.end] for figure in all_figures(text, "en")] == ["more than 120"]
