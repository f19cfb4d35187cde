"""Meetings: who may call whom, who sees what, who came and received, and how decisions become orders."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.level.hall import CALL, DECIDE, MORNING, NINE, convened, raised
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.services import verify
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Decision, Meeting, Notice, Order, Receipt
from tocsin_server.units import services as units

ALL = (
    "nation.duty_officer", "nation.analyst", "nation.auditor", "nation token",
    "region.duty_officer", "region.unit_officer", "region token",
    "neighbour.unit_officer", "neighbour token", "locality.duty_officer", "locality token",
    "outsider.duty_officer", "public",
)  # fmt: skip
NATION = {"nation.duty_officer", "nation.analyst", "nation.auditor", "nation token"}
REGION = {"region.duty_officer", "region.unit_officer", "region token"}
NEIGHBOUR = {"neighbour.unit_officer", "neighbour token"}


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


def begun() -> Any:
    """Half past the hour at which the meeting began."""
    return clock.standing_at(NINE + timedelta(minutes=30))


def comes(cast: Cast, meeting: Meeting, who: str = "region.duty_officer") -> None:
    services.reply(cast[who], meeting.pk, who.partition(".")[0], "accepted", "Chief of operations")


# Convening


def test_convening_invites_each_unit_once_in_one_entry_of_the_ledger(cast: Cast) -> None:
    before = ledger.head()
    row = convened(cast, unit_ids=["region", "neighbour", "region"])
    assert [each.unit_id for each in selectors.invitations(row)] == ["region", "neighbour"]
    assert ledger.head() == before + 1
    assert ledger.entries(action="level.meeting_convened").get().data["units"] == ["neighbour", "region"]


def test_the_same_key_is_the_same_meeting(cast: Cast) -> None:
    row, head = convened(cast), ledger.head()
    assert convened(cast) == row
    assert (Meeting.objects.count(), ledger.head()) == (1, head)
    with pytest.raises(Conflict, match="already stands for National group, first meeting"):
        convened(cast, title="Another")


@pytest.mark.parametrize("who", ["nation.analyst", "region.duty_officer", "outsider.duty_officer", "public"])
def test_only_a_duty_officer_of_the_convening_unit_or_above_convenes(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed, match="convene a meeting"):
        services.convene(cast[who], **CALL)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"starts": MORNING - timedelta(minutes=1)}, "starts"),
        ({"starts": datetime(2015, 11, 14, 9)}, "starts"),  # noqa: DTZ001 - a time without a zone
        ({"ends": NINE}, "ends"),
        ({"ends": NINE + timedelta(hours=24, minutes=1)}, "ends"),
        ({"unit_ids": []}, "units"),
        ({"unit_ids": ["region", "outsider"]}, "units"),
        ({"unit_ids": ["nation"]}, "units"),
        ({"tlp": "purple"}, "tlp"),
        ({"unit_id": "nowhere"}, "unit"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused_by_field(cast: Cast, change: Any, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        convened(cast, **change)
    assert caught.value.where == field
    assert not Meeting.objects.exists()


def test_an_exercise_does_not_meet_about_a_real_level(cast: Cast) -> None:
    level = raised(cast)
    with pytest.raises(BadInput, match="an exercise meets about an exercise"):
        convened(cast, exercise=True, declaration_id=level.pk)
    assert convened(cast, declaration_id=level.pk).declaration == level


def test_calling_off_keeps_the_reason_and_happens_once(cast: Cast) -> None:
    row = convened(cast)
    services.call_off(cast["nation.duty_officer"], row.pk, "By telephone instead")
    head = ledger.head()
    again = services.call_off(cast["nation.duty_officer"], row.pk, "By telephone instead")
    assert (again.called_off, again.minutes, ledger.head()) == (
        MORNING, "Called off: By telephone instead", head,
    )  # fmt: skip
    with pytest.raises(Conflict, match="was called off"):
        comes(cast, row)


def test_what_took_place_is_not_called_off(cast: Cast) -> None:
    row = convened(cast)
    with clock.standing_at(row.ends), pytest.raises(Conflict, match="is over"):
        services.call_off(cast["nation.duty_officer"], row.pk, "Too late")


# Who sees a meeting


@pytest.mark.parametrize(
    ("label", "seeing"),
    [
        ("clear", set(ALL)),
        ("green", set(ALL) - {"public"}),
        ("amber", NATION | REGION | NEIGHBOUR),
        ("amber+strict", NATION | REGION | NEIGHBOUR),
        ("red", {"nation.duty_officer", "nation.analyst", "region.duty_officer"}),
    ],
)
def test_a_meeting_is_seen_by_its_units_and_those_above(cast: Cast, label: str, seeing: set[str]) -> None:
    row = convened(cast, tlp=label)
    assert {who for who in ALL if row in selectors.meetings(cast[who])} == seeing


def test_a_unit_below_one_that_is_invited_sees_nothing(cast: Cast) -> None:
    row = convened(cast)
    with pytest.raises(BadInput, match="no such meeting"):
        selectors.meeting(row.pk, cast["locality.duty_officer"])


def test_meetings_to_come_stand_first_and_the_soonest_on_top(cast: Cast) -> None:
    spans = {"late": 5, "soon": 2, "past": 1, "older": 0, "off": 3}
    for key, hours in spans.items():
        starts = MORNING + timedelta(hours=hours)
        convened(cast, key=key, title=key, starts=starts, ends=starts + timedelta(minutes=30))
    services.call_off(cast["nation.duty_officer"], Meeting.objects.get(key="off").pk, "Not needed")
    with clock.standing_at(MORNING + timedelta(hours=1, minutes=45)):
        shown = [row.key for row in selectors.meetings(cast["nation.duty_officer"])]
    assert shown == ["soon", "late", "off", "past", "older"]


# Who comes


def test_a_unit_says_that_it_comes_and_who_speaks_for_it(cast: Cast) -> None:
    row = convened(cast)
    assert [each.unit_id for each in selectors.unanswered_invitations(cast["region.unit_officer"])] == [
        "region"
    ]
    said = services.reply(cast["region.unit_officer"], row.pk, "region", "accepted", " Chief ")
    assert (said.attendance, said.who, said.changed_by) == ("accepted", "Chief", "person:region.unit_officer")
    assert not selectors.unanswered_invitations(cast["region.unit_officer"]).exists()
    head = ledger.head()
    services.reply(cast["region.duty_officer"], row.pk, "region", "accepted", "Chief")
    assert ledger.head() == head
    assert services.reply(cast["region.duty_officer"], row.pk, "region", "declined").attendance == "declined"


@pytest.mark.parametrize(
    "who", ["nation.duty_officer", "region.auditor", "neighbour.unit_officer", "locality.duty_officer"]
)
def test_nobody_answers_for_another_unit(cast: Cast, who: str) -> None:
    row = convened(cast)
    with pytest.raises(NotAllowed, match="answer an invitation"):
        services.reply(cast[who], row.pk, "region", "declined")


def test_a_reply_that_says_too_little_is_refused(cast: Cast) -> None:
    row, officer = convened(cast), cast["region.duty_officer"]
    with pytest.raises(BadInput, match="which office"):
        services.reply(officer, row.pk, "region", "accepted")
    with pytest.raises(BadInput, match="accepted or declined"):
        services.reply(officer, row.pk, "region", "attended", "Chief")


def test_a_unit_that_sees_a_meeting_but_is_not_invited_cannot_answer(cast: Cast) -> None:
    row = convened(cast, unit_ids=["neighbour"])
    with pytest.raises(BadInput, match="Region is not invited"):
        services.reply(cast["region.duty_officer"], row.pk, "region", "declined")


def test_attendance_is_recorded_once_it_has_begun_and_may_be_corrected(cast: Cast) -> None:
    row, officer = convened(cast), cast["nation.duty_officer"]
    comes(cast, row)
    with pytest.raises(Conflict, match="has not begun"):
        services.record_attendance(officer, row.pk, {"region": ""})
    with begun():
        services.record_attendance(officer, row.pk, {"region": ""})
        assert dict(row.invitations.values_list("unit", "attendance")) == {
            "region": "attended", "neighbour": "absent",
        }  # fmt: skip
        assert row.invitations.get(unit="region").who == "Chief of operations"
        services.record_attendance(officer, row.pk, {"region": "Deputy", "neighbour": "Mayor"})
        assert set(row.invitations.values_list("attendance", "who")) == {
            ("attended", "Deputy"), ("attended", "Mayor"),
        }  # fmt: skip
        with pytest.raises(Conflict, match="is over"):
            services.reply(cast["region.duty_officer"], row.pk, "region", "declined")
    assert ledger.entries(action="level.meeting_attended").count() == 2


def test_only_who_was_invited_is_recorded_as_present(cast: Cast) -> None:
    row = convened(cast)
    with begun(), pytest.raises(BadInput, match="not invited: locality"):
        services.record_attendance(cast["nation.duty_officer"], row.pk, {"locality": ""})
    with begun(), pytest.raises(NotAllowed):
        services.record_attendance(cast["region.duty_officer"], row.pk, {"region": ""})


def test_each_version_of_the_minutes_leaves_its_digest_in_the_ledger(cast: Cast) -> None:
    row, officer = convened(cast), cast["nation.duty_officer"]
    with begun():
        for text in ("All agreed.", "All agreed.", "All but one agreed."):
            services.write_minutes(officer, row.pk, text)
    entries = ledger.entries(action="level.meeting_minuted")
    assert len({entry.data["sha256"] for entry in entries}) == entries.count() == 2
    assert verify().ok


# Papers


def shared(cast: Cast, meeting: Meeting, label: str, title: str = "What is known") -> int:
    return services.share_paper(
        cast["nation.duty_officer"], meeting.pk, title=title, text="Three places.", tlp=label
    ).pk


def reading(cast: Cast, meeting: Meeting, paper: int) -> set[str]:
    """Who may read a paper: each by the way everybody goes, the meeting first."""
    found = set()
    for who in ALL:
        try:
            selectors.paper(selectors.meeting(meeting.pk, cast[who]), paper, cast[who])
        except BadInput:
            continue
        found.add(who)
    return found


@pytest.mark.parametrize(
    ("label", "readers"),
    [
        ("clear", NATION | REGION | NEIGHBOUR),
        ("green", NATION | REGION | NEIGHBOUR),
        ("amber", NATION | REGION | NEIGHBOUR),
        ("amber+strict", NATION | REGION | NEIGHBOUR),
        ("red", {"nation.duty_officer", "nation.analyst"}),
    ],
)
def test_a_paper_is_read_by_the_units_of_the_meeting_as_its_label_says(
    cast: Cast, label: str, readers: set[str]
) -> None:
    row = convened(cast)
    assert reading(cast, row, shared(cast, row, label)) == readers


def test_an_amber_paper_goes_up_the_line_and_a_strict_one_stays_in_the_meeting(cast: Cast) -> None:
    """The region convenes the locality: the nation above reads what is amber, and not what is strict."""
    row = services.convene(
        cast["region.duty_officer"], **CALL | {"unit_id": "region", "unit_ids": ["locality"], "tlp": "green"}
    )
    officer = cast["region.duty_officer"]
    amber = services.share_paper(officer, row.pk, title="Amber", text="x", tlp="amber")
    strict = services.share_paper(officer, row.pk, title="Strict", text="x", tlp="amber+strict")
    parties = REGION | {"locality.duty_officer", "locality token"}
    assert reading(cast, row, amber.pk) == NATION | parties
    assert reading(cast, row, strict.pk) == parties


def test_a_red_paper_is_for_persons_of_the_units_that_come(cast: Cast) -> None:
    row = convened(cast)
    paper = shared(cast, row, "red")
    comes(cast, row)
    assert reading(cast, row, paper) == {"nation.duty_officer", "nation.analyst", "region.duty_officer"}
    with begun():
        services.record_attendance(cast["nation.duty_officer"], row.pk, {"neighbour": "Mayor"})
    assert "region.duty_officer" not in reading(cast, row, paper)


def test_a_paper_of_a_red_meeting_is_never_read_more_widely_than_the_meeting(cast: Cast) -> None:
    row = convened(cast, tlp="red")
    paper = shared(cast, row, "green")
    assert reading(cast, row, paper) == {"nation.duty_officer", "nation.analyst", "region.duty_officer"}


def test_opening_a_paper_receives_it_once_for_the_unit(cast: Cast) -> None:
    row = convened(cast)
    paper = shared(cast, row, "amber")
    services.open_paper(cast["region.unit_officer"], row.pk, paper)
    head = ledger.head()
    services.open_paper(cast["region.duty_officer"], row.pk, paper)
    assert ledger.head() == head
    receipt = Receipt.objects.get()
    assert (receipt.unit_id, receipt.by) == ("region", "person:region.unit_officer")
    shown = selectors.papers_shown(row, cast["neighbour.unit_officer"])[0]
    assert (len(shown.receipts), shown.readers, shown.owing) == (1, 2, ("neighbour",))
    assert shown.missing == ("Neighbour",)


def test_reading_from_above_receives_for_nobody(cast: Cast) -> None:
    row = convened(cast)
    paper = shared(cast, row, "amber")
    services.open_paper(cast["nation.duty_officer"], row.pk, paper)
    assert not Receipt.objects.exists()


def test_units_invited_share_papers_too_and_others_do_not(cast: Cast) -> None:
    row = convened(cast, tlp="green")
    given = {"title": "Our stations", "text": "Two are closed."}
    paper = services.share_paper(cast["region.unit_officer"], row.pk, **given)
    assert services.share_paper(cast["region.unit_officer"], row.pk, **given) == paper
    for who in ("locality.duty_officer", "nation.analyst", "outsider.duty_officer"):
        with pytest.raises(NotAllowed, match="officer of a unit of this meeting"):
            services.share_paper(cast[who], row.pk, **given)


def test_a_paper_with_nothing_in_it_is_refused(cast: Cast) -> None:
    row = convened(cast)
    with pytest.raises(BadInput, match="write something, or add a file"):
        services.share_paper(cast["nation.duty_officer"], row.pk, title="Empty")


def test_a_paper_can_be_a_file_that_is_received_by_taking_it(cast: Cast) -> None:
    row, officer = convened(cast), cast["nation.duty_officer"]
    file = services.keep_file(officer, "list.txt", [b"Station A\nStation B\n"])
    paper = services.share_paper(officer, row.pk, title="Stations", file=file)
    taken, data = services.paper_file(cast["region.unit_officer"], row.pk, paper.pk)
    assert (taken.name, data) == ("list.txt", b"Station A\nStation B\n")
    assert Receipt.objects.get().unit_id == "region"


def test_the_ledger_holds_what_was_shared_by_digest_and_not_in_words(cast: Cast) -> None:
    row = convened(cast)
    shared(cast, row, "red")
    data = ledger.entries(action="level.paper_shared").get().data
    assert "Three places." not in str(data)
    assert len(data["sha256"]) == 64


# Decisions


def decided(cast: Cast, meeting: Meeting, **changes: Any) -> Decision:
    return services.decide(cast["nation.duty_officer"], meeting.pk, **DECIDE | changes)


def test_a_decision_becomes_one_order_for_each_unit_named_and_for_no_other(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    with begun():
        decision = decided(cast, row, declaration_id=level.pk)
    orders = Order.objects.filter(measure=decision.measure)
    assert set(orders.values_list("unit", flat=True)) == {"region", "locality"}
    now = NINE + timedelta(minutes=30)
    assert set(orders.values_list("acknowledge_by", "do_by")) == {
        (now + timedelta(hours=1), now + timedelta(hours=6))
    }


def test_what_the_preview_says_is_what_is_ordered(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    same = {name: DECIDE[name] for name in ("unit_ids", "acknowledge")} | {"do": timedelta(days=30)}
    with begun():
        seen = services.preview_decision(cast["nation.duty_officer"], row.pk, **same, declaration_id=level.pk)
        decision = decided(cast, row, declaration_id=level.pk, do=timedelta(days=30))
    assert (seen.capped, seen.do_by) == (True, level.ends)
    orders = Order.objects.filter(measure=decision.measure)
    assert {(seen.acknowledge_by, seen.do_by)} == set(orders.values_list("acknowledge_by", "do_by"))
    assert [unit.pk for unit in seen.units] == sorted(orders.values_list("unit", flat=True))


def test_deciding_the_same_again_orders_nothing_new(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    with begun():
        first = decided(cast, row, declaration_id=level.pk)
        orders, head = Order.objects.count(), ledger.head()
        assert decided(cast, row, declaration_id=level.pk) == first
        assert (Order.objects.count(), ledger.head()) == (orders, head)
        assert decided(cast, row, declaration_id=level.pk, unit_ids=["neighbour"]) != first


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": " "}, "text"),
        ({"basis": ""}, "basis"),
        ({"owner": " "}, "owner"),
        ({"area": "weather"}, "area"),
        ({"unit_ids": []}, "units"),
        ({"unit_ids": ["outsider"]}, "units"),
        ({"acknowledge": timedelta(0)}, "acknowledge"),
        ({"do": timedelta(minutes=30)}, "do"),
        ({"do": timedelta(days=400)}, "do"),
        ({"declaration_id": None}, "declaration"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_by_field(cast: Cast, change: Any, field: str) -> None:
    row, level = convened(cast), raised(cast)
    before = Order.objects.count()
    with begun(), pytest.raises(BadInput) as caught:
        decided(cast, row, **{"declaration_id": level.pk} | change)
    assert caught.value.where == field
    assert (Decision.objects.count(), Order.objects.count()) == (0, before)


def test_a_level_that_does_not_cover_the_units_says_what_to_do(cast: Cast) -> None:
    row = convened(cast)
    level = raised(cast, unit_id="neighbour")
    with begun(), pytest.raises(BadInput, match="does not cover Locality, Region; raise a level"):
        decided(cast, row, declaration_id=level.pk)


def test_nothing_is_decided_before_the_meeting_or_under_a_level_that_has_ended(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    with pytest.raises(Conflict, match="has not begun"):
        decided(cast, row, declaration_id=level.pk)
    services.end_level(level.pk, cast["nation.duty_officer"], "Over")
    with begun(), pytest.raises(Conflict, match="not in force"):
        decided(cast, row, declaration_id=level.pk)


@pytest.mark.parametrize("who", ["nation.analyst", "region.duty_officer", "region.unit_officer"])
def test_only_whoever_holds_the_meeting_decides(cast: Cast, who: str) -> None:
    row, level = convened(cast), raised(cast)
    with begun(), pytest.raises(NotAllowed):
        services.decide(cast[who], row.pk, **DECIDE, declaration_id=level.pk)


def test_a_decision_goes_with_its_level_and_comes_back_under_no_other(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    with begun():
        decision = decided(cast, row, declaration_id=level.pk)
        services.end_level(level.pk, cast["nation.duty_officer"], "Over")
    with clock.standing_at(NINE + timedelta(days=30)):
        later = raised(cast, key="decision-2", ends=NINE + timedelta(days=40))
    assert not later.orders.filter(measure=decision.measure).exists()
    assert later.orders.exists()


def test_a_decision_is_carried_on_when_its_level_is_replaced(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    with begun():
        decision = decided(cast, row, declaration_id=level.pk)
        services.acknowledge(cast["locality.unit_officer"], "locality")
        for key, rank in (("up", 4), ("down", 2)):
            level = raised(cast, key=key, rank=rank)
        units.add_unit(TESTER, id="late", name="Late", kind="locality", parent_id="region")
        services.complete_orders(TESTER)
    orders = Order.objects.filter(measure=decision.measure).exclude(state="withdrawn")
    assert set(orders.values_list("declaration", "unit", "state")) == {
        (level.pk, "region", "issued"), (level.pk, "locality", "acknowledged"),
    }  # fmt: skip


def test_an_exercise_decides_under_an_exercise_and_never_becomes_a_real_order(cast: Cast) -> None:
    row = convened(cast, exercise=True)
    real, drill = raised(cast), raised(cast, key="drill", exercise=True)
    with begun():
        with pytest.raises(BadInput, match="an exercise decides under an exercise"):
            decided(cast, row, declaration_id=real.pk)
        decision = decided(cast, row, declaration_id=drill.pk)
        services.complete_orders(TESTER)
    under = set(Order.objects.filter(measure=decision.measure).values_list("declaration", flat=True))
    assert under == {drill.pk}


def test_decisions_show_where_their_orders_stand(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    with begun():
        decision = decided(cast, row, declaration_id=level.pk)
        services.acknowledge(cast["locality.unit_officer"], "locality")
        shown = selectors.decisions(row)[0]
        assert (shown.decision, shown.units) == (decision, ("Locality", "Region"))
        assert (shown.orders, shown.answered, shown.done, shown.late) == (2, 1, 0, 0)
        assert decision.measure is not None
        services.drop_measure(cast["nation.duty_officer"], decision.measure.slug)
        assert selectors.decisions(row)[0].orders == 0


def test_every_act_of_a_meeting_holds_in_the_chain(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    comes(cast, row)
    paper = shared(cast, row, "amber")
    services.open_paper(cast["region.unit_officer"], row.pk, paper)
    with begun():
        services.record_attendance(cast["nation.duty_officer"], row.pk, {"region": ""})
        decided(cast, row, declaration_id=level.pk)
    actions = set(ledger.entries(subject=f"meeting:{row.pk}").values_list("action", flat=True))
    assert actions == {
        "level.meeting_convened", "level.meeting_answered", "level.paper_shared", "level.paper_received",
        "level.meeting_attended", "level.meeting_decided",
    }  # fmt: skip
    assert verify().ok


@pytest.mark.parametrize(("label", "told"), [("amber", True), ("amber+strict", False), ("red", False)])
def test_a_message_says_nothing_of_what_is_strict_or_red(
    cast: Cast, settings: Any, label: str, told: bool
) -> None:
    settings.EMAIL_HOST = "mail.example"
    services.add_contact(
        cast["region.administrator"], "region", channel="mail", address="region@tocsin.example"
    )
    row = convened(cast, tlp=label)
    content = selectors.notice_content(Notice.objects.get(meeting=row))
    words = f"{content.title} {content.agenda} {content.place}"
    assert ("National group" in words, "attacks" in words, "Room 1" in words) == (told, told, told)
    assert content.link.endswith(f"/console/meetings/{row.pk}/")


def test_an_exercise_is_told_to_no_live_channel(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    services.add_contact(
        cast["region.administrator"], "region", channel="mail", address="region@tocsin.example"
    )
    row = convened(cast, exercise=True)
    services.call_off(cast["nation.duty_officer"], row.pk, "Enough practised")
    assert set(Notice.objects.filter(meeting=row).values_list("channel", flat=True)) == {"rehearsal"}
    convened(cast, key="real")
    assert Notice.objects.exclude(meeting=row).get().channel == "mail"
