"""What may not be sent is refused by element, rule and remedy, above all what the schema lets pass."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from notify.samples import ALERT, AREA, INFO, SENT, SQUARE, with_area, with_info

from tocsin.base import AlertStatus, MessageType, Reference, Resource, Scope
from tocsin.errors import BadInput
from tocsin.notify import Level, Rule, cap, problems, review

HOUR = timedelta(hours=1)
CROSSED = ((48, 2), (49, 3), (48, 3), (49, 2), (48, 2))

FAULTS = {
    "comma in identifier": (replace(ALERT, identifier="a,b"), "alert/identifier", Rule.IDENTIFIER),
    "space in identifier": (replace(ALERT, identifier="a b"), "alert/identifier", Rule.IDENTIFIER),
    "less-than in sender": (replace(ALERT, sender="a<b"), "alert/sender", Rule.SENDER),
    "ampersand in sender": (replace(ALERT, sender="a&b"), "alert/sender", Rule.SENDER),
    "empty identifier": (replace(ALERT, identifier=""), "alert/identifier", Rule.IDENTIFIER),
    "sent without a zone": (replace(ALERT, sent=SENT.replace(tzinfo=None)), "alert/sent", Rule.TIME_FORM),
    "fraction of a second": (replace(ALERT, sent=SENT.replace(microsecond=1)), "alert/sent", Rule.TIME_FORM),
    "zone with seconds": (
        replace(ALERT, sent=SENT.replace(tzinfo=timezone(timedelta(seconds=30)))),
        "alert/sent",
        Rule.TIME_FORM,
    ),
    "zone of no place": (
        replace(ALERT, sent=SENT.replace(tzinfo=timezone(15 * HOUR))),
        "alert/sent",
        Rule.TIME_FORM,
    ),
    "update without references": (
        replace(ALERT, message_type=MessageType.UPDATE),
        "alert/references",
        Rule.REFERENCES_MISSING,
    ),
    "error without references": (
        replace(ALERT, message_type=MessageType.ERROR),
        "alert/references",
        Rule.REFERENCES_MISSING,
    ),
    "reference to itself": (
        replace(ALERT, references=(ALERT.reference,)),
        "alert/references",
        Rule.REFERENCE,
    ),
    "reference to the future": (
        replace(ALERT, references=(Reference("a", "b", SENT + HOUR),)),
        "alert/references",
        Rule.REFERENCE,
    ),
    "space in a reference": (
        replace(ALERT, references=(Reference("a", "b c", SENT - HOUR),)),
        "alert/references",
        Rule.REFERENCE,
    ),
    "restricted to nobody": (
        replace(ALERT, scope=Scope.RESTRICTED),
        "alert/restriction",
        Rule.RESTRICTION_MISSING,
    ),
    "private to nobody": (replace(ALERT, scope=Scope.PRIVATE), "alert/addresses", Rule.ADDRESSES_MISSING),
    "quotation mark in an address": (replace(ALERT, addresses=('a"b',)), "alert/addresses", Rule.CHARACTERS),
    "empty code": (replace(ALERT, codes=("",)), "alert/code", Rule.EMPTY),
    "nothing said": (replace(ALERT, infos=()), "alert/info", Rule.INFO_MISSING),
    "control character": (with_info(headline="a\x07b"), "alert/info[1]/headline", Rule.CHARACTERS),
    "half a surrogate pair": (with_info(description="\ud800"), "alert/info[1]/description", Rule.CHARACTERS),
    "language in words": (with_info(language="English (UK)"), "alert/info[1]/language", Rule.LANGUAGE),
    "no category": (with_info(category=()), "alert/info[1]/category", Rule.EMPTY),
    "unknown category": (with_info(category=("Terror",)), "alert/info[1]/category", Rule.WORD),
    "unknown response": (with_info(response=("Run",)), "alert/info[1]/responseType", Rule.WORD),
    "severity in lower case": (with_info(severity="severe"), "alert/info[1]/severity", Rule.WORD),
    "empty event": (with_info(event=" "), "alert/info[1]/event", Rule.EMPTY),
    "no end": (with_info(expires=None), "alert/info[1]/expires", Rule.EXPIRES_MISSING),
    "end before sending": (with_info(expires=SENT - HOUR), "alert/info[1]/expires", Rule.EXPIRES_SENT),
    "end at sending": (with_info(expires=SENT), "alert/info[1]/expires", Rule.EXPIRES_SENT),
    "end before onset": (with_info(onset=SENT + 48 * HOUR), "alert/info[1]/expires", Rule.EXPIRES_ONSET),
    "end before effect": (
        with_info(effective=SENT + 48 * HOUR),
        "alert/info[1]/expires",
        Rule.EXPIRES_EFFECTIVE,
    ),
    "web without a scheme": (with_info(web="centre.example"), "alert/info[1]/web", Rule.ADDRESS),
    "parameter without a name": (
        with_info(parameters=(("", "x"),)),
        "alert/info[1]/parameter[1]/valueName",
        Rule.EMPTY,
    ),
    "resource without a type": (
        with_info(resources=(Resource(description="Map", mime_type=""),)),
        "alert/info[1]/resource[1]/mimeType",
        Rule.EMPTY,
    ),
    "negative size": (
        with_info(resources=(Resource(description="Map", mime_type="image/png", size=-1),)),
        "alert/info[1]/resource[1]/size",
        Rule.NUMBER,
    ),
    "nowhere": (with_info(areas=()), "alert/info[1]/area", Rule.AREA_MISSING),
    "area without words": (with_area(description=""), "alert/info[1]/area[1]/areaDesc", Rule.EMPTY),
    "open polygon": (
        with_area(polygons=(SQUARE[:-1],)),
        "alert/info[1]/area[1]/polygon[1]",
        Rule.POLYGON_OPEN,
    ),
    "three points": (
        with_area(polygons=((SQUARE[0], SQUARE[1], SQUARE[0]),)),
        "alert/info[1]/area[1]/polygon[1]",
        Rule.POLYGON_SHORT,
    ),
    "no points": (with_area(polygons=((),)), "alert/info[1]/area[1]/polygon[1]", Rule.POLYGON_SHORT),
    "crossed polygon": (
        with_area(polygons=(CROSSED,)),
        "alert/info[1]/area[1]/polygon[1]",
        Rule.POLYGON_CROSSED,
    ),
    "polygon of one line": (
        with_area(polygons=(((48, 2), (49, 3), (50, 4), (48, 2)),)),
        "alert/info[1]/area[1]/polygon[1]",
        Rule.POLYGON_CROSSED,
    ),
    "polygon of one point": (
        with_area(polygons=(((48, 2),) * 4,)),
        "alert/info[1]/area[1]/polygon[1]",
        Rule.POLYGON_CROSSED,
    ),
    "longitude first": (
        with_area(polygons=(tuple((y, x) for x, y in SQUARE),)),
        "alert/info[1]/area[1]/polygon[1]",
        Rule.COORDINATES,
    ),
    "point that is no number": (
        with_area(polygons=((*SQUARE, (float("nan"), 116.2)),)),
        "alert/info[1]/area[1]/polygon[1]",
        Rule.COORDINATES,
    ),
    "longitude of 181": (
        with_area(circles=((0, 181, 1),)),
        "alert/info[1]/area[1]/circle[1]",
        Rule.COORDINATES,
    ),
    "negative radius": (with_area(circles=((0, 0, -1),)), "alert/info[1]/area[1]/circle[1]", Rule.CIRCLE),
    "endless radius": (
        with_area(circles=((0, 0, float("inf")),)),
        "alert/info[1]/area[1]/circle[1]",
        Rule.CIRCLE,
    ),
    "ceiling alone": (with_area(ceiling=100.0), "alert/info[1]/area[1]/ceiling", Rule.CEILING),
    "height without end": (with_area(altitude=float("inf")), "alert/info[1]/area[1]/altitude", Rule.NUMBER),
}

OF_FILES = {
    Rule.NOT_XML,
    Rule.NOT_CAP,
    Rule.ENTITIES,
    Rule.TOO_LARGE,
    Rule.TOO_DEEP,
    Rule.VERSION,
    Rule.ENVELOPE,
    Rule.SCHEMA,
    Rule.MORE,
    Rule.ELEMENT,
    Rule.WHITE_SPACE,
    Rule.POLYGON_TEXT,
}
ADVICE = {Rule.NOTE_MISSING, Rule.AREA_SHAPELESS, Rule.POLYGON_LONG}


def test_the_sample_may_be_sent():
    assert problems(ALERT) == ()


@pytest.mark.parametrize(("alert", "path", "rule"), FAULTS.values(), ids=FAULTS)
def test_one_fault_is_one_problem_at_its_element(alert, path, rule):
    assert [(problem.path, problem.rule) for problem in problems(alert)] == [(path, rule)]


@pytest.mark.parametrize(("alert", "path", "rule"), FAULTS.values(), ids=FAULTS)
def test_one_fault_stops_the_alert_and_says_where_and_how_to_mend_it(alert, path, rule):
    with pytest.raises(BadInput) as refusal:
        cap.write(alert)
    assert refusal.value.where == path
    assert refusal.value.reason == rule
    assert len(str(refusal.value)) > len(path) + 20


def test_every_fault_is_told_not_only_the_first():
    alert = replace(
        ALERT, identifier="", infos=(replace(INFO, event="", areas=(replace(AREA, description=""),)),)
    )
    assert len(problems(alert)) == 3
    with pytest.raises(BadInput, match=r"\(and 2 more\)"):
        cap.write(alert)


def test_every_rule_that_can_stop_a_record_has_a_fault_that_breaks_it():
    assert {rule for _, _, rule in FAULTS.values()} == set(Rule) - OF_FILES - ADVICE


def test_advice_stops_nothing_and_is_told_apart():
    exercise = replace(ALERT, status=AlertStatus.EXERCISE)
    assert problems(exercise) == ()
    assert [(p.path, p.rule, p.level) for p in review(exercise)] == [
        ("alert/note", Rule.NOTE_MISSING, Level.ADVISES)
    ]
    words = with_area(polygons=(), circles=(), geocodes=())
    assert [(p.path, p.rule) for p in review(words)] == [("alert/info[1]/area[1]", Rule.AREA_SHAPELESS)]
    long = tuple((40 + i / 1000, 116 + i / 1000) for i in range(100))
    assert [p.rule for p in review(with_area(polygons=((*long, (41, 116), long[0]),)))] == [Rule.POLYGON_LONG]


def test_what_the_standard_leaves_free_is_forbidden_by_our_profile_alone():
    unsure = with_info(expires=None, areas=())
    assert [p.rule for p in problems(unsure)] == [Rule.EXPIRES_MISSING, Rule.AREA_MISSING]
    assert problems(unsure, profiles=()) == ()
    assert cap.read(cap.write(unsure, profiles=())) == unsure


def test_a_cancel_may_be_silent_but_an_update_may_not():
    old = replace(ALERT, identifier="a", sent=SENT - HOUR)
    cancel = replace(ALERT, message_type=MessageType.CANCEL, references=(old.reference,), infos=())
    assert problems(cancel) == ()
    assert [p.rule for p in problems(replace(cancel, message_type=MessageType.UPDATE))] == [Rule.INFO_MISSING]


def test_swapped_coordinates_are_suspected_aloud():
    swapped = with_area(polygons=(tuple((y, x) for x, y in SQUARE),))
    assert "are they swapped?" in problems(swapped)[0].message


def test_times_in_different_zones_are_compared_as_instants():
    assert problems(with_info(expires=datetime(2015, 11, 14, 5, tzinfo=UTC))) == ()


@pytest.mark.parametrize("uri", ["a map.png", ":©", "http://centre.example/çarte.png", "%zz"])
def test_a_resource_whose_address_is_not_one_is_refused(uri):
    found = problems(with_info(resources=(Resource(description="Map", mime_type="image/png", uri=uri),)))
    assert [(problem.path, problem.rule) for problem in found] == [
        ("alert/info[1]/resource[1]/uri", Rule.ADDRESS)
    ]
