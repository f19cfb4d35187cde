"""Search answers alike on either database, and tells nobody of what they may not see."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.extract.conftest import KIRKUK, KIRKUK_LATER, MOSUL, SPORT, arrive
from tocsin.base import TLP
from tocsin_server.collect import services as collect
from tocsin_server.collect.models import Feed, Report, ReportWords
from tocsin_server.extract import searching
from tocsin_server.extract.models import Incident, IncidentWords
from tocsin_server.extract.searching import Asked, Search
from tocsin_server.extract.selectors import Filters
from tocsin_server.search.words import words
from tocsin_server.units.viewer import Viewer

NOON = datetime(2015, 11, 14, 12, tzinfo=UTC)
TEXTS = {
    "paris": ("Paris", "Explosions à Paris: des témoins évacués vers l’hôpital Saint-Antoine."),
    "beirut": ("بيروت", "انفجار في بيروت: قُتل أربعون شخصًا في الأحياء الجنوبية"),
    "beijing": ("北京", "北京市中心发生爆炸, 警方封锁了地铁站。"),
    "market": ("A bomb at the market", "People ran. The market of the old town was closed."),
    "closed": ("Old town closed", "The market stays shut after a bomb was found there on Friday."),
    "film": ("A bomb of a film", "The actor's new film is about a market trader."),
}


def stored(feed: Feed, name: str, title: str, text: str, published: datetime = NOON) -> Report:
    """A report as the feed gives it, without being read."""
    row = Report.objects.create(
        pk=name, feed=feed, unit=feed.unit, tlp=feed.tlp, outlet=feed.outlet, title=title, text=text,
        published=published, collected=published, arrival=Report.objects.count() + 1,
    )  # fmt: skip
    entry = ReportWords(report=row)
    entry.fill(title, text, published.toordinal())
    entry.save()
    return row


@pytest.fixture
def texts(outlets: dict[str, Feed]) -> dict[str, Report]:
    return {name: stored(outlets["wire"], name, *text) for name, text in TEXTS.items()}


@pytest.fixture
def analyst(cast: Cast) -> Viewer:
    return cast["nation.analyst"]


def found(viewer: Viewer, text: str = "", **asked: object) -> Search:
    return searching.searching(viewer, replace(Asked(text=text), **asked))


def reports(viewer: Viewer, text: str = "", **asked: object) -> list[str]:
    return list(found(viewer, text, **asked).reports.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("market", {"market", "closed", "film"}),
        ("MARKET bomb", {"market", "closed", "film"}),
        ('"old town"', {"market", "closed"}),
        ('"town old"', set()),
        ("bomb -film", {"market", "closed"}),
        ("evacues OR انفجار", {"paris", "beirut"}),
        ("Evacué*", {"paris"}),
        ("hôpital", {"paris"}),
        ("hopital", {"paris"}),
        ("قتل", {"beirut"}),
        ("الاحياء", {"beirut"}),
        ("爆炸", {"beijing"}),
        ("地铁站", {"beijing"}),
        ("铁", {"beijing"}),
        ("炸爆", set()),
        ('"bomb the market"', set()),
        ("trad*", {"film"}),
        ("trad", set()),
    ],
)
def test_a_query_finds_these_reports(
    texts: dict[str, Report], analyst: Viewer, text: str, names: set[str]
) -> None:
    search = found(analyst, text)
    assert set(search.reports.values_list("pk", flat=True)) == names
    assert search.reports.count() == len(names)
    assert search.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "'",
        "\\",
        "a:b & !c",
        "NEAR(a b)",
        "{title}: x",
        "^x",
        "x'; DROP TABLE y",
        "' OR 1=1",
        "\0",
        "<->",
        "*",
    ],
)
def test_no_query_is_an_error(texts: dict[str, Report], analyst: Viewer, text: str) -> None:
    assert isinstance(reports(analyst, text), list)


def test_what_is_not_understood_finds_nothing_and_is_said(texts: dict[str, Report], analyst: Viewer) -> None:
    search = found(analyst, "-bomb")
    assert list(search.reports) == []
    assert search.notes == ("Say also what to look for, not only what to leave out.",)


def test_a_word_in_the_title_counts_more_than_one_in_the_text(
    texts: dict[str, Report], analyst: Viewer
) -> None:
    assert reports(analyst, "market")[0] == "market"
    assert reports(analyst, "closed")[0] == "closed"


def test_of_two_alike_the_newer_comes_first(outlets: dict[str, Feed], analyst: Viewer) -> None:
    for name, days in (("old", 400), ("new", 1), ("older", 900)):
        stored(outlets["wire"], name, "Fire", "A fire burnt.", NOON - timedelta(days=days))
    assert reports(analyst, "fire") == ["new", "old", "older"]


def test_without_words_the_newest_come_first(outlets: dict[str, Feed], analyst: Viewer) -> None:
    for name, days in (("old", 400), ("new", 1)):
        stored(outlets["wire"], name, "Fire", "A fire burnt.", NOON - timedelta(days=days))
    assert reports(analyst) == ["new", "old"]


def test_the_index_follows_what_is_changed_and_deleted(texts: dict[str, Report], analyst: Viewer) -> None:
    entry = texts["market"].words
    entry.fill("Quiet", "Nothing happened.", NOON.toordinal())
    entry.save()
    assert set(reports(analyst, "market")) == {"closed", "film"}
    assert reports(analyst, "quiet") == ["market"]
    texts["film"].delete()
    assert reports(analyst, "market") == ["closed"]


def test_a_report_is_found_as_soon_as_it_is_taken_in(outlets: dict[str, Feed], analyst: Viewer) -> None:
    got = collect.ingest("wire", MOSUL.encode(), actor=TESTER, received=NOON, published=NOON)
    assert reports(analyst, "gunmen mosul") == list(got.report_ids)


@pytest.fixture
def told(outlets: dict[str, Feed]) -> dict[str, str]:
    """Reports by the outlet that told them; two of Kirkuk, one of Mosul, one of sport."""
    texts = {"wire": KIRKUK, "post": KIRKUK_LATER, "radio": MOSUL, "herald": SPORT}
    return {name: arrive(name, text, hours) for hours, (name, text) in enumerate(texts.items())}


def places(viewer: Viewer, text: str = "", **asked: object) -> list[str]:
    return list(found(viewer, text, **asked).incidents.values_list("place_name", flat=True))


def test_an_incident_is_found_by_what_it_is_and_by_what_it_rests_on(
    told: dict[str, str], analyst: Viewer
) -> None:
    assert places(analyst, "bombing iraq") == ["Kirkuk"]
    assert places(analyst, "hospital") == ["Kirkuk"]
    assert places(analyst, "gunmen") == ["Mosul"]
    assert sorted(places(analyst, "friday")) == ["Kirkuk", "Mosul"]
    assert places(analyst, "home side") == []


def test_an_incident_is_indexed_with_each_change(told: dict[str, str], analyst: Viewer) -> None:
    assert IncidentWords.objects.count() == Incident.objects.count()
    arrive("herald", "A car bomb in Kirkuk on Friday killed 16 people near a bakery, police said.", 9)
    assert places(analyst, "bakery") == ["Kirkuk"]


@pytest.mark.parametrize(
    ("asked", "tellers"),
    [
        ({"filters": Filters(kind="bombing")}, {"wire", "post"}),
        ({"filters": Filters(country="IQ")}, {"wire", "post", "radio"}),
        ({"filters": Filters(killed=10)}, {"wire", "post"}),
        ({"filters": Filters(first=date(2015, 11, 15))}, set()),
        ({"filters": Filters(last=date(2015, 11, 14))}, {"wire", "post", "radio", "herald"}),
        ({"filters": Filters(first=date(2015, 11, 14), kind="bombing")}, {"wire", "post"}),
        ({"filters": Filters(source="A")}, set()),
        ({"place": "Kirkuk"}, {"wire", "post"}),
        ({"place": "Erbil", "kilometres": 100.0}, {"wire", "post", "radio"}),
        ({"place": "Erbil", "kilometres": 20.0}, set()),
        ({"place": "Iraq"}, {"wire", "post", "radio"}),
        ({"place": "France"}, set()),
        ({"outlet": "post"}, {"post"}),
        ({"language": "en"}, {"wire", "post", "radio", "herald"}),
        ({"language": "fr"}, set()),
    ],
)
def test_filters_narrow_the_reports(
    told: dict[str, str], analyst: Viewer, asked: dict[str, object], tellers: set[str]
) -> None:
    assert set(reports(analyst, **asked)) == {told[name] for name in tellers}


def test_filters_narrow_the_incidents(told: dict[str, str], analyst: Viewer) -> None:
    assert places(analyst, "killed", filters=Filters(killed=10)) == ["Kirkuk"]
    assert places(analyst, outlet="radio") == ["Mosul"]
    assert places(analyst, place="Erbil", kilometres=20.0) == []
    assert sorted(places(analyst, place="Erbil", kilometres=100.0)) == ["Kirkuk", "Mosul"]


def test_it_is_said_how_a_place_was_understood(outlets: dict[str, Feed], analyst: Viewer) -> None:
    assert found(analyst, place="Kirkuk").notes == ("Within 50 km of Kirkuk, Iraq.",)
    assert found(analyst, place="Iraq").notes == ("In Iraq.",)
    assert "No place of the name “Xyzzyx” is known" in found(analyst, place="Xyzzyx").notes[0]


def test_what_was_looked_for_is_marked(texts: dict[str, Report], analyst: Viewer) -> None:
    search = found(analyst, "market -film")
    (first, *_) = searching.shown_reports(search, ["market", "closed"])
    assert [piece.text for piece in first.title if piece.hit] == ["market"]
    assert [piece.text for piece in first.passage if piece.hit] == ["market"]


def test_a_report_found_names_its_incidents(told: dict[str, str], analyst: Viewer) -> None:
    (shown,) = searching.shown_reports(found(analyst), [told["wire"]])
    assert [row.place_name for row in shown.incidents] == ["Kirkuk"]


def test_the_days_of_what_is_found_are_counted(texts: dict[str, Report], analyst: Viewer) -> None:
    assert found(analyst, "market").days() == {NOON.date(): 3}


HIDDEN = "Gunmen shot dead 9 people in Tikrit on Friday, the army said."


@pytest.fixture
def secret(cast: Cast) -> str:
    """A report of the region that only the region and the nation may see, and its incident."""
    collect.add_feed(
        TESTER, id="quiet", name="quiet", outlet="Quiet", kind="text", language="en",
        unit=cast.units["region"], tlp=TLP.AMBER_STRICT,
    )  # fmt: skip
    return arrive("quiet", HIDDEN)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("nation.analyst", True),
        ("region.duty_officer", True),
        ("region token", True),
        ("locality.duty_officer", False),
        ("outsider.duty_officer", False),
        ("public", False),
    ],
)
def test_nobody_learns_of_a_hidden_report_by_searching(cast: Cast, secret: str, who: str, sees: bool) -> None:
    for text, asked in (("tikrit", {}), ("", {}), ("gun*", {"place": "Tikrit"}), ("", {"outlet": "Quiet"})):
        search = found(cast[who], text, **asked)
        assert bool(search.reports) is sees
        assert search.reports.count() == int(sees)
        assert search.incidents.count() == int(sees)
        assert bool(search.days()) is sees
    incidents = list(Incident.objects.values_list("pk", flat=True))
    assert bool(searching.shown_reports(search, [secret])) is sees
    assert bool(searching.shown_incidents(search, incidents)) is sees
    assert searching.outlets(cast[who]) == ["Quiet"] * sees
    assert searching.languages(cast[who]) == ["en"] * sees


def test_what_is_hidden_does_not_change_what_is_said_of_a_query(cast: Cast, secret: str) -> None:
    blind, empty = found(cast["outsider.duty_officer"], "tikrit"), found(cast["outsider.duty_officer"], "zzz")
    assert blind.notes == empty.notes
    assert list(blind.reports) == list(empty.reports) == []


def test_the_index_holds_the_reports_own_words_alone(told: dict[str, str]) -> None:
    for row in ReportWords.objects.select_related("report"):
        assert set(row.body.split()) == {one.word for one in words(row.report.text)}
