"""A dump of GeoNames widens the packaged list of places, and its bad lines are told, not hidden."""

import zipfile

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.extract.gazetteer import Gazetteer
from tocsin.extract.gazetteer.dump import features
from tocsin.extract.gazetteer.importing import Wanted, widen
from tocsin.extract.gazetteer.store import Tables

BASE = Tables.load()


def line(number, name, kind="P.PPL", *, aliases="", at=(45.5, 3.5), country="FR", admin="84", people=0):
    group, code = kind.split(".")
    columns = [number, name, name, aliases, *at, group, code, country, "", admin, "", "", "", people, "", "0"]
    return "\t".join(map(str, [*columns, "Europe/Paris", "2020-01-01"]))


GOOD = [
    line(900_000_001, "Tocsinville", aliases="Тоцинвиль,Bourg du Tocsin", people=2_500),
    line(900_000_002, "Petit Tocsin", people=80),
    line(900_000_003, "Parc du Tocsin", "L.PRK"),
    line(900_000_004, "Lac du Tocsin", "H.LK"),
    line(900_000_005, "Vieux Tocsin", "P.PPLH"),
    line(2988507, "Paris", "P.PPLC", aliases="Tocsinopolis", at=(48.85, 2.35), admin="11", people=2_138_551),
    line(900_000_006, "Tocsin-Montagnes", "A.ADM1", country="FR", admin="T1"),
    line(900_000_007, "Haut Tocsin", admin="T1"),
]
BAD = ["short line", line(900_000_008, "Nowhere", at=(95.0, 3.5)), line("x", "Bad"), line(9, "", people=5)]


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "FR.txt"
    path.write_text("\n".join([*GOOD, *BAD]) + "\n", "utf-8")
    return path


def silent(done, size):
    """Nobody watches."""


def widened(path, wanted=None, **more):
    return widen(BASE, path, wanted=wanted or Wanted(), tell=silent, **more)


def opened(tables, folder):
    tables.save(folder / "places.npz", packed=False)
    return Gazetteer.open(folder / "places.npz")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    path = folder / "FR.txt"
    path.write_text("\n".join(GOOD), "utf-8")
    names = folder / "names.txt"
    rows = (
        "1\t900000001\tuk\tТоксінвіль",
        "2\t900000001\tlink\thttps://tocsin.example",
        "3\t5\tfr\tX",
        "bad",
    )
    names.write_text("\n".join(rows), "utf-8")
    return opened(widened(path, names=names)[0], folder)


def first(gazetteer, name, language="en"):
    places = gazetteer.named(name, language).candidates
    return (places[0].name, places[0].kind.value, places[0].geonames_id) if places else None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tocsinville", ("Tocsinville", "settlement", 900_000_001)),
        ("Bourg du Tocsin", ("Tocsinville", "settlement", 900_000_001)),
        ("Тоцинвиль", ("Tocsinville", "settlement", 900_000_001)),
        ("Токсінвіль", ("Tocsinville", "settlement", 900_000_001)),
        ("Parc du Tocsin", ("Parc du Tocsin", "division", 900_000_003)),
        ("Tocsinopolis", ("Paris", "settlement", 2988507)),
        ("Lac du Tocsin", None),
        ("Vieux Tocsin", None),
    ],
)
def test_places_of_the_dump_are_found_by_their_names(site, name, expected):
    assert first(site, name) == expected


def test_what_the_packaged_list_knows_stays(site):
    packaged = Gazetteer.open()
    for name, language in (("London", "en"), ("北京", "zh"), ("Middle East", "en"), ("Catalogne", "fr")):
        assert site.named(name, language).candidates[0] == packaged.named(name, language).candidates[0]


def test_a_known_place_is_not_added_a_second_time(site):
    assert [place.geonames_id for place in site.named("Paris", "en").candidates].count(2988507) == 1


def test_a_place_lies_in_the_division_that_the_dump_gives_it(site):
    assert site.named("Haut Tocsin", "en").candidates[0].division == "Tocsin-Montagnes"


def test_a_site_takes_only_the_classes_and_sizes_it_wants(dump, tmp_path):
    tables, summary = widened(dump, Wanted("PH", least_people=1_000))
    site = opened(tables, tmp_path)
    assert first(site, "Lac du Tocsin") is not None
    assert first(site, "Petit Tocsin") is None
    assert summary.not_wanted == 5


def test_bad_lines_are_counted_and_told_by_number(dump):
    _, summary = widened(dump)
    assert (summary.lines, summary.refused) == (12, 4)
    assert [refused.line for refused in summary.examples] == [9, 10, 11, 12]
    assert summary.examples[0].reason == "1 columns, not 19"


def test_a_file_that_is_no_dump_is_refused_with_its_first_fault(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("dear diary\n")
    with pytest.raises(BadInput, match=r"notes\.txt: no line of it is a place \(line 1: 1 columns, not 19\)"):
        widened(path)


def test_the_text_in_a_zip_file_is_read_and_not_its_readme(dump, tmp_path):
    path = tmp_path / "FR.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "about this")
        archive.write(dump, "FR.txt")
    assert len(list(features(path, silent))) == len(GOOD) + len(BAD)


def test_an_imported_list_is_mapped_not_read(site):
    tables = site._store._tables
    assert all(isinstance(column, np.memmap) for column in (tables.entries, tables.names, tables.latitude))
    assert tables.entries.flags.aligned


def test_the_same_dump_gives_the_same_file(dump, tmp_path):
    for name in ("one.npz", "two.npz"):
        widened(dump)[0].save(tmp_path / name, packed=False)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
