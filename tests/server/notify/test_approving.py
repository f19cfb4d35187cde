"""Two people let an alert out, or one with a reason that is looked into; or the clock, and never too late."""

from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS
from tocsin.base import MessageType
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin_server import clock
from tocsin_server.jobs import worker
from tocsin_server.ledger import selectors as ledger
from tocsin_server.notify import selectors, services
from tocsin_server.notify.checking import Forbidden
from tocsin_server.notify.models import Alert
from tocsin_server.pipeline.handlers import HANDLERS


@pytest.fixture
def two(settings: Any, placed: Cast) -> Cast:
    settings.TOCSIN_ALERT_SECOND_PERSON = 1
    return placed


def drafted(cast: Cast, **changes: Any) -> Alert:
    return services.draft(cast["nation.analyst"], **WORDS | changes)


def proposed(cast: Cast, **changes: Any) -> Alert:
    return services.propose(drafted(cast, **changes).pk, cast["nation.analyst"])


def at(minutes: float) -> Any:
    return clock.standing_at(NOON + timedelta(minutes=minutes))


def last_act() -> Any:
    return ledger.entries(action="notify").first()


def test_an_actual_alert_takes_two_and_an_exercise_one(two: Cast) -> None:
    officer = two["nation.duty_officer"]
    with pytest.raises(NotAllowed, match="second person"):
        services.publish(drafted(two).pk, officer)
    assert services.publish(drafted(two, status="Exercise").pk, officer).state == "published"


def test_what_is_confirmed_is_what_was_proposed(two: Cast) -> None:
    row = proposed(two)
    out = services.confirm(row.pk, two["nation.duty_officer"], row.proposal)
    assert (out.state, out.proposed_by, out.published_by) == (
        "published",
        "person:nation.analyst",
        "person:nation.duty_officer",
    )
    assert last_act().data["proposal"] == row.proposal
    assert selectors.record(out).infos[0].headline == WORDS["headline"]


def test_confirming_twice_is_one_alert(two: Cast) -> None:
    row = proposed(two)
    first = services.confirm(row.pk, two["nation.duty_officer"], row.proposal)
    again = services.confirm(row.pk, two["nation.duty_officer"], row.proposal)
    assert again.identifier == first.identifier


def test_nobody_confirms_an_own_proposal_and_no_token_any(two: Cast) -> None:
    officer = two["nation.duty_officer"]
    row = services.propose(drafted(two).pk, officer)
    with pytest.raises(NotAllowed, match="proposed it yourself"):
        services.confirm(row.pk, officer, row.proposal)
    with pytest.raises(NotAllowed, match="not a token"):
        services.confirm(row.pk, two["nation token"], row.proposal)
    with pytest.raises(NotAllowed, match="duty officer"):
        services.confirm(row.pk, two["nation.analyst"], row.proposal)
    row.refresh_from_db()
    assert row.state == "proposed"


def test_changing_a_proposal_withdraws_it(two: Cast) -> None:
    row = proposed(two)
    services.revise(row.pk, two["nation.analyst"], headline="Something else")
    with pytest.raises(Conflict, match="does not wait"):
        services.confirm(row.pk, two["nation.duty_officer"], row.proposal)
    again = services.propose(row.pk, two["nation.analyst"])
    assert again.proposal != row.proposal
    with pytest.raises(Conflict, match="has changed"):
        services.confirm(row.pk, two["nation.duty_officer"], row.proposal)


def test_what_was_altered_behind_the_proposal_is_not_confirmed(two: Cast) -> None:
    row = proposed(two)
    data = row.data | {"note": "slipped in"}
    Alert.objects.filter(pk=row.pk).update(data=data)
    with pytest.raises(Conflict, match="has changed"):
        services.confirm(row.pk, two["nation.duty_officer"], row.proposal)


def test_a_proposal_is_sent_back_with_a_reason(two: Cast) -> None:
    row = proposed(two)
    with pytest.raises(BadInput, match="what is to be changed"):
        services.send_back(row.pk, two["nation.duty_officer"], " ")
    back = services.send_back(row.pk, two["nation.duty_officer"], "Name the stations")
    assert (back.state, back.returned, back.proposal) == ("draft", "Name the stations", "")
    assert list(selectors.waiting(two["nation.duty_officer"])) == [back]


def test_what_cap_forbids_is_not_even_proposed(two: Cast) -> None:
    with pytest.raises(Forbidden):
        proposed(two, event="")


def test_one_person_alone_publishes_with_a_reason_that_another_looks_into(two: Cast) -> None:
    officer = two["nation.duty_officer"]
    row = services.publish(proposed(two).pk, officer, alone="The line to the deputy is dead")
    entry = last_act()
    assert (entry.action, entry.data["alone"]) == ("notify.published_alone", row.alone)
    assert list(selectors.unreviewed(officer)) == [row]
    with pytest.raises(NotAllowed, match="published it yourself"):
        services.review(row.pk, officer, "Fine")
    with pytest.raises(NotAllowed, match="token"):
        services.review(row.pk, two["nation token"], "Fine")
    Alert.objects.filter(pk=row.pk).update(published_by="person:somebody.else")
    services.review(row.pk, officer, "There was nobody else")
    assert not selectors.unreviewed(officer).exists()


def test_a_token_never_publishes_alone_and_a_site_may_forbid_it_to_all(two: Cast, settings: Any) -> None:
    row = drafted(two)
    with pytest.raises(NotAllowed, match="token"):
        services.publish(row.pk, two["nation token"], alone="Nobody here")
    settings.TOCSIN_ALERT_ALONE = 0
    with pytest.raises(NotAllowed, match="never"):
        services.publish(row.pk, two["nation.duty_officer"], alone="Nobody here")


def test_updates_and_endings_take_two_as_well(two: Cast) -> None:
    officer, analyst = two["nation.duty_officer"], two["nation.analyst"]
    first = proposed(two)
    services.confirm(first.pk, officer, first.proposal)
    with at(5):
        for act in (
            lambda: services.update(first.pk, officer),
            lambda: services.cancel(first.pk, officer, "x"),
        ):
            with pytest.raises(NotAllowed, match="second person"):
                act()
        ending = services.propose(services.follow_with_end(first.pk, analyst, "It is over").pk, analyst)
        assert (ending.message_type, ending.state) == ("Cancel", "proposed")
    with at(6):
        out = services.confirm(ending.pk, officer, ending.proposal)
    record = selectors.record(out)
    assert record.references == (selectors.record(Alert.objects.get(pk=first.pk)).reference,)
    assert (record.note, record.infos[0].description) == ("It is over", "It is over")


def test_of_two_followers_the_second_is_refused(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    first = services.publish(drafted(placed).pk, officer)
    with at(5):
        one, two = (services.follow(first.pk, officer, MessageType.UPDATE) for _ in range(2))
        services.publish(one.pk, officer)
        with pytest.raises(Conflict, match="was updated by"):
            services.publish(two.pk, officer)


def test_a_planned_alert_goes_out_at_its_moment_and_holds_as_long_as_meant(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    row = services.schedule(drafted(placed).pk, officer, NOON + timedelta(hours=1))
    worker.drain(HANDLERS)
    row.refresh_from_db()
    assert row.state == "scheduled"
    with at(62):
        worker.drain(HANDLERS)
    row.refresh_from_db()
    assert (row.state, row.sent, row.published_by) == (
        "published",
        NOON + timedelta(minutes=62),
        officer.label,
    )
    assert row.expires == WORDS["expires"] + timedelta(minutes=2)


def test_a_moment_missed_by_far_is_set_aside_with_its_reason(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    row = services.schedule(drafted(placed).pk, officer, NOON + timedelta(hours=1))
    with at(90):
        worker.drain(HANDLERS)
    row.refresh_from_db()
    assert (row.state, row.returned_by) == ("draft", "system:scheduler")
    assert "missed by 30 minutes" in row.returned
    assert last_act().action == "notify.set_aside"
    assert list(selectors.waiting(officer)) == [row]


def test_what_was_taken_back_or_changed_does_not_go_out(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    moment = NOON + timedelta(hours=1)
    taken = services.schedule(drafted(placed).pk, officer, moment)
    services.unschedule(taken.pk, officer)
    changed = services.schedule(drafted(placed).pk, officer, moment)
    services.revise(changed.pk, officer, headline="Other words")
    with at(61):
        worker.drain(HANDLERS)
    assert set(Alert.objects.values_list("state", flat=True)) == {"draft"}


def test_a_planned_follower_of_what_was_cancelled_meanwhile_is_set_aside(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    first = services.publish(drafted(placed).pk, officer)
    with at(1):
        row = services.follow(first.pk, officer, MessageType.UPDATE)
        services.schedule(row.pk, officer, NOON + timedelta(hours=1))
        services.cancel(first.pk, officer, "Over")
    with at(61):
        worker.drain(HANDLERS)
    row.refresh_from_db()
    assert (row.state, "cancelled" in row.returned) == ("draft", True)


def test_a_moment_that_takes_two_is_proposed_with_it(two: Cast) -> None:
    officer, moment = two["nation.duty_officer"], NOON + timedelta(hours=1)
    row = drafted(two)
    with pytest.raises(NotAllowed, match="propose it"):
        services.schedule(row.pk, officer, moment)
    row = services.propose(row.pk, two["nation.analyst"], publish_at=moment)
    assert services.confirm(row.pk, officer, row.proposal).state == "scheduled"
    with at(60):
        worker.drain(HANDLERS)
    row.refresh_from_db()
    assert (row.state, row.sent) == ("published", moment)


@pytest.mark.parametrize("minutes", [-1, 0, 60 * 24 * 400])
def test_no_moment_past_or_far_off_is_taken(placed: Cast, minutes: int) -> None:
    with pytest.raises(BadInput, match="publish_at"):
        services.schedule(
            drafted(placed).pk, placed["nation.duty_officer"], NOON + timedelta(minutes=minutes)
        )


def test_a_discarded_draft_stays_to_be_read_and_never_goes_out(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    row = services.discard(drafted(placed).pk, officer)
    with pytest.raises(Conflict, match="discarded"):
        services.publish(row.pk, officer)
    assert services.duplicate(row.pk, officer).state == "draft"
    assert selectors.alert(row.pk, officer).state == "discarded"
