"""Names of places are found whole, in five languages, and common words and persons are not taken for them."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.base import PlaceKind
from tocsin.errors import BadInput
from tocsin.extract.gazetteer import Gazetteer
from tocsin.extract.gazetteer.build import script_of, unwrap
from tocsin.extract.gazetteer.words import LANGUAGES, words

GAZETTEER = Gazetteer.open()


def found(text, language="en"):
    """What each name found means at first sight."""
    return {
        name.surface: (name.candidates[0].name, name.candidates[0].country)
        for name in GAZETTEER.find(text, language)
    }


@pytest.mark.parametrize(
    ("language", "text", "surface", "name", "country"),
    [
        ("en", "A bomb went off in Deir ez-Zor at dawn.", "Deir ez-Zor", "Deir ez-Zor", "SY"),
        ("en", "Shots were heard in Saint-Denis, north of Paris.", "Paris", "Paris", "FR"),
        ("en", "It happened in Bourj el-Barajneh.", "Bourj el-Barajneh", "Bourj el-Barajneh", "LB"),
        ("en", "The U.S. embassy was closed.", "U.S.", "United States", "US"),
        ("en", "Police in Lanexa, Va. said so.", "Va.", "Virginia", "US"),
        ("fr", "L'attaque a eu lieu à Alep mardi.", "Alep", "Aleppo", "SY"),
        ("fr", "Le président des États-Unis a réagi.", "États-Unis", "United States", "US"),
        ("es", "Hubo una explosión en Bagdad, según la policía.", "Bagdad", "Baghdad", "IQ"),
        ("es", "Viajó a Ciudad de México.", "Ciudad de México", "Mexico City", "MX"),
        ("ar", "وقع انفجار ببغداد صباح اليوم", "بغداد", "Baghdad", "IQ"),
        ("ar", "سمع دوي في برج البراجنة مساء", "برج البراجنة", "Bourj el-Barajneh", "LB"),
        ("ar", "وصل الوفد إلى الولايات المتحدة", "الولايات المتحدة", "United States", "US"),
        ("zh", "黎巴嫩首都贝鲁特南郊发生爆炸", "贝鲁特", "Beirut", "LB"),
        ("fa", "انفجار در پورتو‌پرنس رخ داد", "پورتو‌پرنس", "Port-au-Prince", "HT"),
        ("fa", "پلیس نیوزیلند خبر داد", "نیوزیلند", "New Zealand", "NZ"),
        ("hi", "इराक के किरकुक शहर में विस्फोट हुआ", "किरकुक", "Kirkuk", "IQ"),
        ("hi", "मुम्बई में विस्फोट हुआ", "मुम्बई", "Mumbai", "IN"),
        ("hi", "दक्षिण अफ्रीका की पुलिस ने बताया", "दक्षिण अफ्रीका", "South Africa", "ZA"),
        ("id", "Ledakan terjadi di Kairo, Mesir.", "Kairo", "Cairo", "EG"),
        ("id", "Polisi Selandia Baru menyelidiki.", "Selandia Baru", "New Zealand", "NZ"),
        ("sw", "Mlipuko ulitokea mjini Athene, Ugiriki.", "Ugiriki", "Greece", "GR"),
        ("sw", "Polisi wa Afrika Kusini wamesema hivyo.", "Afrika Kusini", "South Africa", "ZA"),
        ("zh", "新疆维吾尔自治区政府发布通告", "新疆维吾尔自治区", "Xinjiang", "CN"),
    ],
)
def test_places_are_found_by_their_names_in_each_language(language, text, surface, name, country):
    assert found(text, language)[surface] == (name, country)


@pytest.mark.parametrize(
    ("language", "text", "adjective", "country"),
    [
        ("en", "Lebanese officials met.", "Lebanese", "LB"),
        ("fr", "La police française a fermé la rue.", "française", "FR"),
        ("es", "Los soldados iraquíes llegaron.", "iraquíes", "IQ"),
        ("ar", "قال الرئيس الفرنسي إن الوضع صعب", "الفرنسي", "FR"),
    ],
)
def test_an_adjective_of_a_nation_names_its_country_and_says_that_it_is_one(
    language, text, adjective, country
):
    name = next(name for name in GAZETTEER.find(text, language) if name.surface == adjective)
    assert name.demonym
    assert name.candidates[0].country == country


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Reading is fun. Police said that March was cold. Most people agreed."),
        ("en", "Of all the Sunday papers, the New York Times sold best."),
        ("fr", "Des hommes sont venus. Or, Mars est une planète. Police et pompiers étaient là."),
        ("es", "Mayo fue seco. Los vecinos salieron. Cada Victoria cuenta."),
        ("ar", "قال إن كل شيء على ما يرام وإن الوضع هادئ"),
        ("zh", "警方说，事件发生后已启动调查，目前安全。"),
        ("fa", "پلیس گفت که در این حمله چند نفر زخمی شدند و بازار بسته است"),
        ("hi", "पुलिस ने बताया कि हमले के बाद बाजार में सुरक्षा कड़ी कर दी गई है"),
        ("id", "Polisi mengatakan pasar ditutup. Korban luka dirawat di rumah sakit."),
        ("sw", "Polisi walisema soko limefungwa. Watu waliojeruhiwa wanatibiwa hospitalini."),
    ],
)
def test_common_words_are_no_places(language, text):
    assert found(text, language) == {}


def test_a_person_is_no_place_without_doubt():
    names = GAZETTEER.find("Witnesses saw Paris Hilton and President Lincoln leave.", "en")
    assert all(not name.sure for name in names)


def test_in_makes_a_common_word_a_place():
    assert found("The lorry was stopped in Nice.")["Nice"] == ("Nice", "FR")


def test_text_without_case_is_read_all_the_same():
    text = "POLICE SAID THAT TWO BOMBS EXPLODED IN SAN SALVADOR LAST NIGHT AND THAT A MAN WAS HURT."
    assert found(text) == {"SAN SALVADOR": ("San Salvador", "SV")}
    assert found(text.lower() * 3)["san salvador"] == ("San Salvador", "SV")


def test_divisions_carry_names_in_each_language():
    names = {"en": "Catalonia", "fr": "Catalogne", "es": "Cataluña", "zh": "加泰罗尼亚"}
    for language, name in names.items():
        place = GAZETTEER.named(name, language).candidates[0]
        assert (place.kind, place.country) == (PlaceKind.DIVISION, "ES")


def test_regions_of_the_world_have_no_country():
    place = GAZETTEER.named("Middle East", "en").candidates[0]
    assert (place.kind, place.country) == (PlaceKind.REGION, "")


def test_every_candidate_of_a_town_has_its_division():
    names = {(place.division, place.country) for place in GAZETTEER.named("Springfield", "en").candidates}
    assert ("Illinois", "US") in names
    assert all(division for division, _ in names)


def test_the_language_files_name_only_countries_that_exist():
    known = {place.country for place in _countries()}
    for language in LANGUAGES:
        lists = words(language)
        assert set(lists.demonyms.values()) | set(lists.countries) <= known


def _countries():
    return [place for code in ("US", "FR") for place in GAZETTEER.named(code, "en").candidates] + [
        GAZETTEER._store.place(row) for row in GAZETTEER._nations.values()
    ]


ALPHABET = st.one_of(
    st.characters(), st.sampled_from([*" .,-'’\n", "Paris", "St. ", "U.S.", "برج ", "ببغداد", "北京", "法国"])
)


@settings(max_examples=150)
@given(st.lists(ALPHABET, max_size=40).map("".join), st.sampled_from([*LANGUAGES, "und", "de"]))
def test_any_text_is_scanned_and_every_span_indexes_it(text, language):
    end = 0
    for name in GAZETTEER.find(text, language):
        assert text[name.start : name.end] == name.surface
        assert end <= name.start < name.end
        assert len(name.candidates) == len(name.known) > 0
        end = name.end


def test_a_missing_file_says_how_to_build_it(tmp_path):
    with pytest.raises(BadInput, match=r"nowhere\.npz.*python -m tocsin\.extract\.gazetteer"):
        Gazetteer.open(tmp_path / "nowhere.npz")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"not a file of arrays"])
def test_a_broken_file_is_refused_by_name(tmp_path, data):
    path = tmp_path / "places.npz"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"places\.npz: not a gazetteer"):
        Gazetteer.open(path)


def test_it_opens_small():
    """Under 150 MB resident in a fresh process, all of the interpreter and numpy with it."""
    code = (
        "import psutil; from tocsin.extract.gazetteer import Gazetteer; kept = Gazetteer.open();"
        "print(psutil.Process().memory_info().rss)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert int(done.stdout) < 150_000_000


def test_words_for_what_a_division_is_are_taken_off():
    assert [unwrap(name) for name in ("Anbar Governorate", "محافظة نينوى", "河北省", "Ohio")] == [
        "Anbar", "نينوى", "河北", "Ohio",
    ]  # fmt: skip


def test_scripts_are_told_by_their_first_letter():
    assert [script_of(name) for name in ("Lima", "بيروت", "北京", "42")] == ["LATIN", "ARABIC", "CJK", ""]
