"""Names of places as German, Dutch, Italian and Portuguese write them."""

import pytest

from tests.core.extract.readings import read
from tocsin.extract.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("de", "In den Straßen Istanbuls war es still.", ["Istanbul"]),
        ("de", "Am Hamburger Hafen brannte ein Lager.", ["Hamburg"]),
        ("de", "Die Polizei nahm den Täter in seiner Wohnung fest.", []),
        ("de", "In Bewegung kam die Menge am Abend in Neapel.", ["Naples"]),
        ("nl", "De Rotterdamse politie zoekt getuigen.", ["Rotterdam"]),
        ("nl", "Het Nieuw-Zeelandse leger bewaakt de kerk.", ["New Zealand"]),
        ("it", "Due uomini sono fuggiti da Marsiglia verso Nizza.", ["Marseille", "Nice"]),
        ("pt", "O avião seguia de Lisboa para Joanesburgo.", ["Lisbon", "Johannesburg"]),
        ("pt", "Mataram dois homens na feira.", []),
        # Names too short to be told from words by their letters alone.
        ("de", "Der Zug fuhr von Rom nach Mailand.", ["Rome", "Milan"]),
        ("pt", "O Irã chamou o embaixador em Bagdade.", ["Iran", "Baghdad"]),
    ],
)
def test_a_name_is_found_in_its_form_and_a_noun_is_none(
    gazetteer: Gazetteer, language: str, text: str, names: list[str]
) -> None:
    assert [found.candidates[0].name for found in gazetteer.find(text, language)] == names


def test_a_city_behind_a_square_is_no_street() -> None:
    text = "Tre persone sono state uccise ieri negli scontri di piazza a Calcutta, dice la polizia."
    assert [found.place and found.place.name for found in read(text, "it").incidents] == ["Kolkata"]
