"""An alert says the same in every language; what is said aloud has its times in words; areas are typed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS
from tocsin.base import Area
from tocsin.errors import BadInput
from tocsin.notify.problem import Level
from tocsin_server import clock
from tocsin_server.notify import checking, selectors, services, shapes
from tocsin_server.notify.models import Alert
from tocsin_server.notify.radio import script

TWO = [
    {
        "language": "en",
        "event": "Flood",
        "headline": "Flood",
        "description": "Water.",
        "instruction": "Go up.",
    },
    {"language": "fr", "event": "Crue", "headline": "Crue", "description": "Eau.", "instruction": "Montez."},
]
SHARED = {name: value for name, value in WORDS.items() if name not in {*TWO[0], "unit_id"}}


def drafted(cast: Cast, **changes: Any) -> Alert:
    words = {**SHARED, "languages": TWO} | changes
    return services.draft(cast["nation.duty_officer"], unit_id="nation", **words)


def test_what_is_shared_is_the_same_in_every_language(placed: Cast) -> None:
    row = drafted(placed, web="https://example.org/flood")
    services.revise(row.pk, placed["nation.duty_officer"], severity="Extreme")
    row.refresh_from_db()
    first, second = selectors.record(row).infos
    assert (first.language, second.language, second.event) == ("en", "fr", "Crue")
    for name in ("category", "severity", "urgency", "certainty", "expires", "areas", "web", "sender_name"):
        assert getattr(first, name) == getattr(second, name)
    assert first.severity == "Extreme"


def test_a_language_is_left_out_by_not_being_named(placed: Cast) -> None:
    row = drafted(placed)
    services.revise(
        row.pk, placed["nation.duty_officer"], languages=[{"language": "fr", "headline": "Grande crue"}]
    )
    row.refresh_from_db()
    (only,) = selectors.record(row).infos
    assert (only.language, only.event, only.headline) == ("fr", "Crue", "Grande crue")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"headline": "One for all"}, "within languages"),
        ({"languages": TWO, "headline": "x"}, "not both"),
        ({"languages": []}, "at least one language"),
        ({"languages": [{"event": "x"}]}, "which language"),
        ({"languages": [{"language": "en", "mood": "x"}]}, "no such words"),
    ],
)
def test_words_that_do_not_say_for_which_language_are_refused(placed: Cast, words: Any, told: str) -> None:
    row = drafted(placed)
    with pytest.raises(BadInput, match=told):
        services.revise(row.pk, placed["nation.duty_officer"], **words)


def test_a_language_given_twice_forbids_the_alert(placed: Cast) -> None:
    row = drafted(placed, languages=[TWO[0], TWO[0]])
    assert "language-twice" in [each.rule for each in selectors.faults(row)]


def test_the_end_of_an_alert_is_told_in_all_its_languages(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    first = services.publish(drafted(placed).pk, officer)
    with clock.standing_at(NOON + timedelta(hours=1)):
        row = services.cancel(first.pk, officer, "The water falls.")
    said = [(info.description, info.instruction) for info in selectors.record(row).infos]
    assert said == [("The water falls.", ""), ("Cette alerte est levée.", "")]


def test_a_copy_refers_to_nothing_and_holds_as_long(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    first = services.publish(drafted(placed).pk, officer)
    with clock.standing_at(NOON + timedelta(days=5)):
        record = selectors.record(services.duplicate(first.pk, officer))
    assert (record.identifier, record.references, record.message_type) == ("draft", (), "Alert")
    assert record.infos[0].expires == NOON + timedelta(days=6)


def test_a_cap_file_becomes_a_draft_of_our_own(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    out = services.publish(drafted(placed).pk, officer)
    row = services.import_cap(placed["region.duty_officer"], bytes(out.xml), unit_id="region")
    record = selectors.record(row)
    assert (row.state, row.unit_id, record.identifier, record.references) == ("draft", "region", "draft", ())
    assert [info.headline for info in record.infos] == ["Flood", "Crue"]
    assert {info.sender_name for info in record.infos} == {"Region"}
    with pytest.raises(BadInput, match="CAP"):
        services.import_cap(officer, b"<rss/>", unit_id="nation")


def test_checking_keeps_nothing_and_tells_what_publishing_would(placed: Cast) -> None:
    officer, words = placed["nation.duty_officer"], {**SHARED, "languages": TWO, "severity": ""}
    told = services.check(officer, unit_id="nation", **words)
    assert not Alert.objects.exists()
    row = services.draft(officer, unit_id="nation", **words)
    assert told == selectors.problems(row)
    assert "alert/info[1]/severity" in [each.path for each in told if each.level is Level.FORBIDS]


def test_swapped_numbers_are_guessed_from_where_the_sender_is(placed: Cast) -> None:
    area = Area(description="Pier", circles=((31.2, 121.5, 5.0),))
    swapped = Area(description="Pier", polygons=(((12.5, 41.9), (12.6, 41.9), (12.6, 42.0), (12.5, 41.9)),))
    alert = selectors.record(drafted(placed, areas=[area]))
    assert "swapped" not in [each.rule for each in checking.found(alert, (39.9, 116.4))]
    alert = selectors.record(drafted(placed, areas=[swapped]))
    found = [each for each in checking.found(alert, (41.9, 12.5)) if each.rule == "swapped"]
    assert {each.level for each in found} == {Level.ADVISES}


@pytest.mark.parametrize(
    ("tag", "until"),
    [
        ("en", "until twelve o'clock in the afternoon, on Sunday the fifteenth of November"),
        ("fr", "jusqu'à midi, le dimanche quinze novembre"),
    ],
)
def test_the_radio_reads_times_in_words(placed: Cast, settings: Any, tag: str, until: str) -> None:
    settings.TIME_ZONE = "UTC"
    alert = selectors.record(drafted(placed, expires=NOON.replace(hour=12) + timedelta(days=1)))
    info = next(each for each in alert.infos if each.language == tag)
    text = " ".join(script(alert, info))
    assert until in text
    assert text.count(info.headline) >= 2


def test_an_exercise_is_read_out_as_one(placed: Cast) -> None:
    alert = selectors.record(drafted(placed, status="Exercise"))
    said = script(alert, alert.infos[0])
    assert said[0] == said[-1]
    assert "Exercise" in said[0]


@pytest.mark.parametrize(
    ("text", "polygons", "circles"),
    [
        ("1, 2\n3 4; 5,6", (((1, 2), (3, 4), (5, 6), (1, 2)),), ()),
        ("1,2\n3,4\n5,6\n1,2", (((1, 2), (3, 4), (5, 6), (1, 2)),), ()),
        ("1,2,3 km\n\n4,5\n6,7\n8,9", (((4, 5), (6, 7), (8, 9), (4, 5)),), ((1, 2, 3),)),
        ("", (), ()),
    ],
)
def test_areas_are_typed_as_lines(text: str, polygons: Any, circles: Any) -> None:
    assert shapes.parse(text) == (polygons, circles)
    area = Area(description="x", polygons=polygons, circles=circles)
    assert shapes.parse(shapes.text_of(area)) == (polygons, circles)


@pytest.mark.parametrize("line", ["48.9", "48.9, two", "1, 2, 3, 4", "nan, 2", "inf, 2"])
def test_a_line_that_is_no_place_is_named(line: str) -> None:
    with pytest.raises(BadInput, match="is not a latitude"):
        shapes.parse(f"1, 2\n{line}")
