"""What must never go out: the faults of alerts, each refused on writing by element and rule.

Most of them the schema of CAP 1.2 lets pass; the others it does not, nor may we. For each it is shown what
the schema says of the document that would have gone out.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree
from notify.samples import ALERT, INFO, SENT, SQUARE, with_area, with_info

from tocsin.base import MessageType, Resource, Scope
from tocsin.errors import BadInput
from tocsin.notify import Rule, cap
from tocsin.notify.cap import schemas, writing

CROSSED = ((48.0, 2.0), (49.0, 3.0), (48.0, 3.0), (49.0, 2.0), (48.0, 2.0))
NORTH = ((95.0, 2.0), (96.0, 2.0), (96.0, 3.0), (95.0, 2.0))
LINE = ((48.0, 2.0), (49.0, 3.0), (50.0, 4.0), (48.0, 2.0))
SWAPPED = tuple((longitude, latitude) for latitude, longitude in SQUARE)

UNSEEN = {
    "comma in the identifier": (replace(ALERT, identifier="a,b"), Rule.IDENTIFIER),
    "space in the identifier": (replace(ALERT, identifier="a b"), Rule.IDENTIFIER),
    "update that refers to nothing": (
        replace(ALERT, message_type=MessageType.UPDATE),
        Rule.REFERENCES_MISSING,
    ),
    "restricted to nobody": (replace(ALERT, scope=Scope.RESTRICTED), Rule.RESTRICTION_MISSING),
    "private to nobody": (replace(ALERT, scope=Scope.PRIVATE), Rule.ADDRESSES_MISSING),
    "lapsed before it was sent": (with_info(expires=SENT - timedelta(hours=1)), Rule.EXPIRES_SENT),
    "open polygon": (with_area(polygons=(SQUARE[:-1],)), Rule.POLYGON_OPEN),
    "polygon of three points": (with_area(polygons=(SQUARE[:2] + SQUARE[:1],)), Rule.POLYGON_SHORT),
    "crossed polygon": (with_area(polygons=(CROSSED,)), Rule.POLYGON_CROSSED),
    "polygon of one line": (with_area(polygons=(LINE,)), Rule.POLYGON_CROSSED),
    "polygon beyond the pole": (with_area(polygons=(NORTH,)), Rule.COORDINATES),
    "polygon with longitude first": (with_area(polygons=(SWAPPED,)), Rule.COORDINATES),
    "empty event": (with_info(event=" "), Rule.EMPTY),
    "empty areaDesc": (with_area(description=""), Rule.EMPTY),
}
SEEN = {
    "word of no list": (with_info(severity="Catastrophic"), Rule.WORD),
    "no category": (with_info(category=()), Rule.EMPTY),
    "language in words": (with_info(language="English (UK)"), Rule.LANGUAGE),
    "resource without a media type": (
        with_info(resources=(Resource(description="Map", mime_type=""),)),
        Rule.EMPTY,
    ),
    "height that is no number": (with_area(altitude=float("nan")), Rule.NUMBER),
}
FAULTS = {**UNSEEN, **SEEN}


def test_there_are_at_least_seventeen():
    assert len(FAULTS) >= 17


@pytest.mark.parametrize(("alert", "rule"), FAULTS.values(), ids=FAULTS)
def test_it_is_refused_by_element_rule_and_remedy_and_by_the_standard_alone(alert, rule):
    with pytest.raises(BadInput) as refusal:
        cap.write(alert, profiles=())
    assert refusal.value.reason == rule
    assert refusal.value.where.startswith("alert/")
    assert ";" in str(refusal.value)


@pytest.mark.parametrize(("alert", "rule"), UNSEEN.values(), ids=UNSEEN)
def test_the_same_fault_in_a_document_of_others_is_told_though_the_schema_lets_it_pass(alert, rule):
    document = unchecked(alert)
    verdict = cap.validate(document, where="theirs.xml")
    if rule is not Rule.EMPTY:  # what is empty is not written, so that the schema misses it too
        assert verdict.schema_valid
    assert not verdict.valid
    assert rule in {problem.rule for problem in verdict.problems}


@pytest.mark.parametrize(("alert", "rule"), SEEN.values(), ids=SEEN)
def test_the_schema_refuses_what_it_sees(alert, rule):
    assert not schemas.accepts(etree.fromstring(unchecked(alert)))


def unchecked(alert):
    """What a careless writer would send: ours, without its check."""
    return etree.tostring(writing.element(alert))


def test_times_cannot_be_without_a_zone_or_with_parts_of_seconds():
    for wrong in (SENT.replace(tzinfo=None), SENT.replace(microsecond=1)):
        with pytest.raises(BadInput) as refusal:
            cap.write(replace(ALERT, sent=wrong, infos=(replace(INFO, expires=None),)), profiles=())
        assert (refusal.value.where, refusal.value.reason) == ("alert/sent", Rule.TIME_FORM)
