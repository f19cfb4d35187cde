"""A name is put where the rest of the text says, and how sure that is can be read off."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.quality.geocoding import gold_names
from benchmarks.quality.toponyms import calibration_error, read
from tests.core.shared_data import shared_data
from tocsin.base import Place, PlaceKind
from tocsin.extract.gazetteer import Gazetteer, Toponym
from tocsin.extract.geocode import country_of, dateline, distance_km, resolve
from tocsin.extract.geocode.trust import Choice, trust

GAZETTEER = Gazetteer.open()


def located(text, language="en", **known):
    names = GAZETTEER.find(text, language)
    return {one.toponym.surface: one for one in resolve(names, text=text, language=language, **known)}


def place_of(surface, text, language="en", **known):
    place = located(text, language, **known)[surface].place
    return place.division, place.country


@pytest.mark.parametrize(
    ("language", "text", "surface", "expected"),
    [
        ("en", "It happened in Portland, Maine.", "Portland", ("Maine", "US")),
        ("en", "It happened in Portland, Ore., at noon.", "Portland", ("Oregon", "US")),
        ("en", "A shooting in Paris, TX, left two dead.", "Paris", ("Texas", "US")),
        ("en", "Saint-Denis, north of Paris, was sealed off.", "Saint-Denis", ("Île-de-France", "FR")),
        ("en", "In Saint-Denis, on Réunion, a shop burned.", "Saint-Denis", ("Reunion", "RE")),
        ("en", "Troops left Tripoli in northern Lebanon.", "Tripoli", ("Liban-Nord", "LB")),
        (
            "en",
            "Troops left Tripoli. The Libyan government said so in Benghazi.",
            "Tripoli",
            ("Tripoli", "LY"),
        ),
        ("fr", "Des tirs à Tripoli, dans le nord du Liban.", "Tripoli", ("Liban-Nord", "LB")),
        ("es", "Un atentado en Córdoba, Argentina, dejó dos heridos.", "Córdoba", ("Córdoba", "AR")),
        ("es", "Un atentado en Córdoba y otro en Sevilla, España.", "Córdoba", ("Andalusia", "ES")),
        ("ar", "وقعت اشتباكات في طرابلس في شمال لبنان", "طرابلس", ("Liban-Nord", "LB")),
        ("zh", "黎巴嫩的黎波里发生冲突", "的黎波里", ("Liban-Nord", "LB")),
    ],
)
def test_what_contains_a_place_or_lies_near_it_decides(language, text, surface, expected):
    assert place_of(surface, text, language) == expected


def test_without_help_the_better_known_place_wins():
    assert place_of("Paris", "Shots were heard in Paris.") == ("Île-de-France", "FR")


def test_the_city_is_meant_where_its_division_bears_its_name():
    assert located("A blast shook Baghdad.")["Baghdad"].place.kind is PlaceKind.SETTLEMENT


def test_the_dateline_lifts_places_near_it():
    text = "Police shut the road to Springfield. Boston was calm."
    assert place_of("Springfield", text, dateline="Boston") == ("Massachusetts", "US")


def test_the_outlets_country_lifts_its_own_places():
    text = "The council of Hamilton met."
    assert place_of("Hamilton", text, outlet_country="NZ")[1] == "NZ"


def test_one_name_means_one_place_throughout():
    text = "Two men were held in Paris, Texas. Paris is quiet, and its police too."
    names = resolve(GAZETTEER.find(text, "en"), text=text, language="en")
    assert {one.place.division for one in names if one.toponym.surface == "Paris"} == {"Texas"}


def test_every_choice_is_explained_in_words():
    told = located("Saint-Denis, north of Paris. French police. Portland, Maine. Mosul.")
    assert told["French"].reason == "the adjective for France"
    assert told["Portland"].reason == "named together with what contains it (Maine)"
    assert told["Saint-Denis"].reason == "in the same country as Paris, French"
    assert told["Paris"].reason.startswith("the best known of")


def test_company_in_the_same_country_and_a_clear_choice_lift_trust():
    name = Toponym(0, 5, "Paris", (), ())
    alone = trust(name, Choice(0, share=0.9, known=5.0))
    assert trust(name, Choice(0, share=0.9, known=5.0, company=("France",))) > alone
    assert trust(name, Choice(0, share=0.5, known=5.0)) < alone


def test_a_name_known_to_be_of_a_place_is_trusted_more_than_one_found_in_text():
    place, choice = GAZETTEER.named("Nice", "en"), Choice(0, share=0.95, known=5.5)
    assert place.given
    assert trust(place, choice) > trust(Toponym(0, 4, "Nice", (), ()), choice)


def test_an_outlets_address_tells_its_country_only_by_a_domain_of_one():
    addresses = {"https://www.example.co.uk/a": "GB", "http://example.ca": "CA", "news.example.com.lb": "LB"}
    assert {address: country_of(address) for address in addresses} == addresses
    assert [country_of(address) for address in ("example.com", "start.io", "", "http://[", "10.0.0.1")] == [
        ""
    ] * 5


def test_a_foreign_outlet_does_not_move_a_capital():
    assert place_of("Paris", "Shots were heard in Paris.", outlet_country="CA")[1] == "FR"


def test_calibration_error_is_nought_where_confidence_is_the_share_of_right():
    judged = [(0.5, True), (0.5, False)] * 50
    assert calibration_error(judged) == 0
    assert calibration_error([(1.0, right) for _, right in judged]) == 0.5


coordinates = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def at(point):
    return Place(name="x", kind=PlaceKind.SETTLEMENT, country="", latitude=point[0], longitude=point[1])


@given(coordinates, coordinates)
def test_distance_is_symmetric_and_at_most_half_way_round(one, other):
    there, back = distance_km(at(one), at(other)), distance_km(at(other), at(one))
    assert math.isclose(there, back, abs_tol=1e-6)
    assert 0 <= there <= math.pi * 6371.01


def test_a_degree_of_latitude_is_111_kilometres():
    assert distance_km(at((10, 20)), at((11, 20))) == pytest.approx(111.2, abs=0.1)


@pytest.mark.parametrize(
    ("language", "text", "place", "date"),
    [
        ("en", "PARIS, Nov 14 (Agency) - Gunmen fired.", "PARIS", "Nov 14"),
        ("en", "BAGHDAD, Iraq — A bomb went off.", "BAGHDAD, Iraq", ""),
        ("en", "WASHINGTON (Agency) -- The senate met.", "WASHINGTON", ""),
        ("fr", "Paris, le 14 novembre (Agence) – Des tirs.", "Paris", "le 14 novembre"),
        ("es", "BAGDAD, 13 de noviembre (Agencia) - Un ataque.", "BAGDAD", "13 de noviembre"),
        ("ar", "بيروت 12 تشرين الثاني - سقط جرحى", "بيروت", "12 تشرين الثاني"),
        ("ar", "بغداد (وكالة) - قالت الشرطة", "بغداد", ""),
        ("zh", "新闻社巴黎11月14日电 法国总统说", "巴黎", "11月14日"),
        ("zh", "（贝鲁特讯）黎巴嫩警方说", "贝鲁特", ""),
    ],
)
def test_datelines_of_each_language(language, text, place, date):
    line = dateline(text, language)
    assert (line.place, line.date) == (place, date)


@pytest.mark.parametrize(
    "text", ["Gunmen fired - police said so.", "Update: two dead", "", "12 dead - police"]
)
def test_what_only_looks_like_a_dateline(text):
    assert dateline(text, "en") is None


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["Paris", "Tripoli", ", ", " ", "in ", "Texas", "France", "French ", ". ", "é"]))
    .map("".join)
)  # fmt: skip
def test_each_name_gets_one_of_its_own_candidates(text):
    names = GAZETTEER.find(text, "en")
    placed = resolve(names, text=text, language="en")
    assert [one.toponym for one in placed] == list(names)
    for one in placed:
        assert one.place in one.toponym.candidates
        assert 0 < one.confidence < 1
        assert one.reason


@settings(max_examples=200)
@given(st.text(), st.sampled_from(["en", "fr", "es", "ar", "zh", "und"]))
def test_any_text_may_be_asked_for_its_dateline(text, language):
    line = dateline(text, language)
    assert line is None or (0 < line.end <= len(text) and line.place in text)


def test_it_beats_the_published_share_on_travel_news():
    """TR-News, names given: published is 87.6 % within 161 km, for a smaller list. Development data."""
    path = shared_data("reading", "geoparsing", "TR-News.xml")
    judged = gold_names(GAZETTEER, read(path))
    assert sum(one.right for one in judged) / len(judged) > 0.876
