"""Days as German, Italian, Dutch and Portuguese news name them, counted from a Thursday."""

from datetime import UTC, datetime

import pytest

from tocsin.extract.dates import find

THURSDAY = datetime(2031, 3, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "Der Anschlag ereignete sich am Dienstagabend.", 18),
        ("de", "am vergangenen Samstag", 15),
        ("de", "in der Nacht von Montag auf Dienstag", 17),
        ("de", "gestern Nachmittag gegen 16 Uhr", 19),
        ("de", "am Mittwoch, dem 19. März, gegen Mittag", 19),
        ("de", "am 5. März 2031", 5),
        ("de", "Vor zwei Tagen", 18),
        ("de", "heute früh", 20),
        ("de", "vorgestern Abend", 18),
        ("de", "Am frühen Montagmorgen", 17),
        ("de", "am 19.03.2031", 19),
        ("it", "nella serata di martedì", 18),
        ("it", "sabato scorso", 15),
        ("it", "nella notte tra lunedì e martedì", 17),
        ("it", "ieri pomeriggio", 19),
        ("it", "mercoledì 19 marzo", 19),
        ("it", "il 1º marzo", 1),
        ("it", "due giorni fa", 18),
        ("it", "l'altro ieri sera", 18),
        ("it", "stamattina all'alba", 20),
        ("it", "nella tarda serata di ieri", 19),
        ("it", "lunedì mattina", 17),
        ("it", "domenica 16", 16),
        ("nl", "dinsdagavond laat", 18),
        ("nl", "afgelopen zaterdag", 15),
        ("nl", "in de nacht van maandag op dinsdag", 17),
        ("nl", "gisteren in de namiddag", 19),
        ("nl", "woensdag 19 maart", 19),
        ("nl", "op 5 maart 2031", 5),
        ("nl", "twee dagen geleden", 18),
        ("nl", "eergisteravond", 18),
        ("nl", "vanochtend vroeg", 20),
        ("nl", "maandagochtend", 17),
        ("nl", "gisternacht", 19),
        ("pt", "na noite de terça-feira", 18),
        ("pt", "no sábado passado", 15),
        ("pt", "na madrugada de segunda para terça-feira", 17),
        ("pt", "ontem à tarde", 19),
        ("pt", "na quarta-feira, 19 de março", 19),
        ("pt", "a 5 de março de 2031", 5),
        ("pt", "há dois dias", 18),
        ("pt", "anteontem à noite", 18),
        ("pt", "esta manhã", 20),
        ("pt", "nesta segunda-feira (17)", 17),
        ("pt", "na manhã de segunda", 17),
        ("pt", "na quarta (19)", 19),
        ("pt", "no 1º de março", 1),
        ("pt", "na noite desta quarta-feira", 19),
        ("pt", "no último domingo", 16),
        ("pt", "na tarde de ontem", 19),
    ],
)
def test_a_day_is_told_by_its_distance_its_weekday_or_its_date(language: str, text: str, day: int) -> None:
    (found,) = find(text, language, published=THURSDAY)
    assert found.when
    assert (found.when.first.day, found.when.last.day) == (day, day)


@pytest.mark.parametrize("text", ["a segunda vítima", "a quarta explosão", "a terça parte"])
def test_a_portuguese_ordinal_is_no_weekday(text: str) -> None:
    assert find(text, "pt", published=THURSDAY) == ()


def test_a_portuguese_short_weekday_counts_where_no_noun_follows() -> None:
    (found,) = find("Morreram na noite de segunda, disse a polícia.", "pt", published=THURSDAY)
    assert found.when
    assert found.when.first.day == 17
