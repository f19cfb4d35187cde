"""Grades follow what is told, by a job that may run at any time; a person's word stands until it ends."""

from datetime import timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.extract.conftest import KIRKUK, KIRKUK_LATER, KIRKUK_MARKET, SATURDAY, arrive, standing
from tocsin.errors import BadInput, NotAllowed
from tocsin_server import clock
from tocsin_server.collect import services as collect
from tocsin_server.collect.models import Feed
from tocsin_server.extract import grades, services
from tocsin_server.extract.models import Incident, SourceGrade, Statement
from tocsin_server.jobs import worker
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.models import Entry
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.pipeline.schedule import enqueue_due

pytestmark = pytest.mark.usefixtures("outlets")
TOWNS = ("Kirkuk", "Mosul", "Baghdad", "Basra", "Erbil", "Fallujah", "Ramadi", "Samarra", "Tikrit", "Karbala")
AWRY = "On Friday 90 people died in Kirkuk when a car blew up, a shopkeeper told us."
WEEK = 7 * 24.0
UNTIL = SATURDAY + timedelta(days=30)


def grade() -> None:
    services.grade(TESTER)


def letter(outlet: str) -> str:
    return SourceGrade.objects.get(outlet=outlet).letter


def ten_bombs() -> None:
    """An incident a week, as three outlets tell it; the herald has another figure for each."""
    told = {"wire": KIRKUK, "post": KIRKUK_MARKET, "radio": KIRKUK_LATER, "herald": AWRY}
    for number, town in enumerate(TOWNS):
        for outlet, text in told.items():
            arrive(outlet, text.replace("Kirkuk", town), -WEEK * number)


def test_two_others_confirm_an_incident_and_bear_each_other_out() -> None:
    arrive("wire", KIRKUK)
    arrive("post", KIRKUK_MARKET, 1)
    arrive("radio", KIRKUK_LATER, 2)
    grade()
    row = standing()["Kirkuk"]
    assert (row.credibility, row.learned, row.graded) == (1, 1, True)
    assert "tells it: told alike by" in row.credibility_why
    assert {each.agreed for each in row.statements.all()} == {True}


def test_one_outlet_alone_cannot_be_judged() -> None:
    arrive("wire", KIRKUK)
    grade()
    assert standing()["Kirkuk"].credibility == 6
    assert letter("wire") == "F"


def test_a_wire_copy_confirms_nothing() -> None:
    text = KIRKUK + " Ambulances took the injured to two hospitals of the city, and the road was {}."
    arrive("wire", text.format("closed"))
    arrive("post", text.format("shut"), 1)
    grade()
    assert standing()["Kirkuk"].credibility == 6
    assert not SourceGrade.objects.filter(outlet="post").exists()


def test_sources_are_told_apart_by_what_the_others_settle() -> None:
    ten_bombs()
    grade()
    assert [letter(outlet) for outlet in ("wire", "post", "radio")] == ["B", "B", "B"]
    herald = SourceGrade.objects.get(outlet="herald")
    assert (herald.letter, herald.agreed, herald.judged) == ("E", 0, 10)
    wrong = herald.statements.first()
    assert wrong is not None
    assert [each["fact"] for each in wrong.findings if not each["agrees"]] == ["killed"]
    assert "0 of 10 tellings agreed" in herald.why


def test_grading_again_changes_nothing() -> None:
    ten_bombs()
    grade()
    head, before = ledger.head(), grading_state()
    grade()
    assert ledger.head() == head
    Incident.objects.update(graded=False)
    grade()
    assert grading_state() == before


def grading_state() -> list[tuple[object, ...]]:
    stated = Statement.objects.order_by("incident", "source").values_list("incident", "source__outlet", "why")
    return [*stated, *SourceGrade.objects.order_by("outlet").values_list("outlet", "letter", "why")]


def test_only_what_changed_is_graded_again() -> None:
    ten_bombs()
    grade()
    arrive("wire", "The car bomb in Mosul on Friday killed 13 people, the hospital said.", 2 - WEEK)
    assert [row.place_name for row in grades.changed()] == ["Mosul"]


def test_the_calendar_asks_for_grades_and_a_worker_gives_them() -> None:
    arrive("wire", KIRKUK)
    worker.drain(HANDLERS)
    enqueue_due()
    worker.drain(HANDLERS)
    assert not grades.any_due(clock.now())
    assert Entry.objects.filter(action="extract.graded").count() == 1


def test_tellings_age_and_the_letter_with_them() -> None:
    ten_bombs()
    grade()
    with clock.standing_at(SATURDAY + timedelta(days=400)):
        assert grades.any_due(clock.now())
        grade()
        assert letter("wire") == "F"


def test_a_persons_grade_stands_until_it_ends_and_counts_at_once(cast: Cast) -> None:
    arrive("wire", KIRKUK)
    arrive("post", KIRKUK_MARKET, 1)
    grade()
    assert standing()["Kirkuk"].credibility == 2
    for outlet in ("wire", "post"):
        row = SourceGrade.objects.get(outlet=outlet)
        services.overrule_source(row.pk, "E", "It was taken over.", UNTIL, cast["nation.analyst"])
    grade()
    assert (letter("wire"), standing()["Kirkuk"].credibility) == ("E", 6)
    with clock.standing_at(UNTIL):
        grade()
    assert (letter("wire"), standing()["Kirkuk"].credibility) == ("F", 2)


def test_what_is_learned_meanwhile_does_not_overrule_a_person(cast: Cast) -> None:
    arrive("wire", KIRKUK)
    grade()
    row = SourceGrade.objects.get(outlet="wire")
    services.overrule_source(row.pk, "D", "It has a new owner.", UNTIL, cast["nation.analyst"])
    ten_bombs()
    grade()
    row.refresh_from_db()
    assert (row.letter, row.learned) == ("D", "B")


def test_a_persons_grade_of_an_incident_outlasts_later_reports_and_is_taken_back(cast: Cast) -> None:
    arrive("wire", KIRKUK)
    grade()
    row = standing()["Kirkuk"]
    services.overrule_incident(row.pk, "5", "The governor denies it.", UNTIL, cast["nation.analyst"])
    arrive("post", KIRKUK_MARKET, 1)
    grade()
    row.refresh_from_db()
    assert (row.credibility, row.learned) == (5, 2)
    word = grades.in_force(row)
    assert word is not None
    services.withdraw_overruling(word.pk, cast["nation.analyst"])
    row.refresh_from_db()
    assert row.credibility == 2
    acts = Entry.objects.filter(action__contains="overrul").order_by("sequence")
    assert [entry.action for entry in acts] == [
        "extract.incident_overruled",
        "extract.overruling_withdrawn",
    ]


@pytest.mark.parametrize(
    ("given", "reason", "until", "field"),
    [("G", "why", UNTIL, "grade"), ("A", " ", UNTIL, "reason"), ("A", "why", SATURDAY, "until")],
)
def test_a_grade_needs_a_letter_a_reason_and_an_end(cast, given, reason, until, field) -> None:  # type: ignore[no-untyped-def]
    arrive("wire", KIRKUK)
    grade()
    row = SourceGrade.objects.get(outlet="wire")
    with pytest.raises(BadInput) as refused:
        services.overrule_source(row.pk, given, reason, until, cast["nation.analyst"])
    assert refused.value.where == field


def test_who_may_not_overrule_is_refused_and_who_may_not_see_finds_nothing(cast: Cast) -> None:
    collect.add_feed(
        TESTER, id="own", name="own", outlet="own", kind="text", unit=cast.units["nation"], tlp="AMBER+STRICT"
    )
    arrive("own", KIRKUK)
    arrive("wire", KIRKUK)
    grade()
    wire, own = (SourceGrade.objects.get(outlet=outlet) for outlet in ("wire", "own"))
    with pytest.raises(NotAllowed):
        services.overrule_source(wire.pk, "A", "Friends.", UNTIL, cast["region.duty_officer"])
    with pytest.raises(BadInput):
        services.overrule_source(own.pk, "A", "Friends.", UNTIL, cast["region.duty_officer"])
    assert [row.outlet for row in grades.sources(cast["outsider.duty_officer"])] == ["wire"]


def test_what_one_unit_holds_grades_no_source_of_another(cast: Cast, outlets: dict[str, Feed]) -> None:
    collect.add_feed(
        TESTER, id="own", name="own", outlet="post", kind="text", unit=cast.units["outsider"], language="en"
    )
    arrive("wire", KIRKUK)
    arrive("own", KIRKUK_MARKET, 1)
    grade()
    assert {row.credibility for row in Incident.objects.all()} == {6}
