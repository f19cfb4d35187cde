"""An alert goes out once under an identifier of its own; what follows refers to it; exercises stay in."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS
from tocsin.base import Scope
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.notify import cap, problems
from tocsin_server import clock
from tocsin_server.jobs import worker
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.services import verify
from tocsin_server.notify import selectors, services
from tocsin_server.notify.channels.rehearsal import folder
from tocsin_server.notify.checking import Forbidden
from tocsin_server.notify.models import Alert, Delivery
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.units.viewer import PUBLIC


def drafted(cast: Cast, **changes: Any) -> Alert:
    return services.draft(cast["nation.duty_officer"], **WORDS | changes)


def published(cast: Cast, **changes: Any) -> Alert:
    return services.publish(drafted(cast, **changes).pk, cast["nation.duty_officer"])


def at(hours: float) -> Any:
    return clock.standing_at(NOON + timedelta(hours=hours))


def test_a_published_alert_is_valid_cap_and_public(placed: Cast) -> None:
    row = published(placed)
    alert = cap.read(bytes(row.xml))
    assert problems(alert) == ()
    assert alert == selectors.record(row)
    assert alert.identifier.startswith("urn:oid:2.49.0.1.")
    assert ".2015." in alert.identifier
    assert [one.pk for one in selectors.in_force()] == [row.pk]
    assert selectors.public_alert(alert.identifier) == row
    assert selectors.alert(row.pk, PUBLIC) == row


def test_the_area_of_a_unit_holds_all_units_below_it(placed: Cast) -> None:
    area = selectors.record(drafted(placed)).infos[0].areas[0]
    assert (area.description, len(area.polygons)) == ("Region", 1)
    lats = [latitude for latitude, _ in area.polygons[0]]
    assert min(lats) < 22.5455 < 23.1167 < max(lats)


def test_a_draft_is_not_public(placed: Cast) -> None:
    row = drafted(placed)
    assert not selectors.alerts(PUBLIC).exists()
    assert not selectors.public_alerts().exists()
    assert selectors.alert(row.pk, placed["locality.unit_officer"]) == row
    with pytest.raises(BadInput, match="no such alert"):
        selectors.alert(row.pk, placed["outsider.duty_officer"])


def test_publishing_twice_is_one_identifier_and_one_delivery(placed: Cast) -> None:
    row = published(placed)
    head = ledger.head()
    again = services.publish(row.pk, placed["nation.duty_officer"])
    assert (again.identifier, bytes(again.xml)) == (row.identifier, bytes(row.xml))
    assert Delivery.objects.count() == 1
    assert ledger.head() == head


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"event": "x" * 201}, "alert/info[1]/event"),
        ({"category": ["Weather"]}, "alert/info[1]/category"),
        ({"severity": "Catastrophic"}, "alert/info[1]/severity"),
        ({"expires": datetime(2015, 11, 15)}, "expires"),  # noqa: DTZ001 - a time without a zone
        ({"headline": "x" * 301}, "alert/info[1]/headline"),
        ({"area_units": ["outsider"]}, "unit outsider"),
        ({"status": "Real"}, "status"),
        ({"mood": "grave"}, "mood"),
        ({"unit_id": "nowhere"}, "unit"),
    ],
)
def test_a_draft_that_cannot_be_kept_is_refused_by_element(placed: Cast, change: Any, where: str) -> None:
    with pytest.raises(BadInput) as caught:
        drafted(placed, **change)
    assert caught.value.where.startswith(where)
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"event": " "}, "alert/info[1]/event"),
        ({"expires": NOON - timedelta(hours=1)}, "alert/info[1]/expires"),
        ({"area_units": []}, "alert/info[1]/area"),
        ({"scope": "Restricted"}, "alert/restriction"),
        ({"headline": "Danger at {place}"}, "alert/info[1]/headline"),
    ],
)
def test_a_draft_keeps_its_faults_and_is_not_published_with_them(
    placed: Cast, change: Any, path: str
) -> None:
    row = drafted(placed, **change)
    assert path in [problem.path for problem in selectors.faults(row)]
    with pytest.raises(Forbidden) as caught:
        services.publish(row.pk, placed["nation.duty_officer"])
    assert [problem.path for problem in caught.value.problems] == [path]
    assert caught.value.where == path
    row.refresh_from_db()
    assert (row.state, row.identifier) == ("draft", None)


def test_a_draft_that_lapsed_meanwhile_is_not_published(placed: Cast) -> None:
    row = drafted(placed)
    with at(25), pytest.raises(BadInput, match="expires"):
        services.publish(row.pk, placed["nation.duty_officer"])
    row.refresh_from_db()
    assert (row.state, row.identifier) == ("draft", None)


def test_a_draft_is_revised_and_a_published_alert_is_not(placed: Cast) -> None:
    row = drafted(placed)
    services.revise(row.pk, placed["nation.analyst"], headline="Bag checks at stations")
    row = services.publish(row.pk, placed["nation.duty_officer"])
    assert row.headline == selectors.record(row).infos[0].headline == "Bag checks at stations"
    with pytest.raises(Conflict, match="publish an update"):
        services.revise(row.pk, placed["nation.analyst"], headline="Never mind")


def test_an_analyst_drafts_and_a_duty_officer_publishes(placed: Cast) -> None:
    row = services.draft(placed["nation.analyst"], **WORDS)
    with pytest.raises(NotAllowed, match="duty officer"):
        services.publish(row.pk, placed["nation.analyst"])
    with pytest.raises(NotAllowed):
        services.draft(placed["locality.duty_officer"], **WORDS)


def test_an_update_takes_the_place_of_the_alert_and_refers_to_it(placed: Cast) -> None:
    first = published(placed)
    with at(2):
        second = services.update(first.pk, placed["nation.duty_officer"], headline="Checks at schools too")
        assert [one.pk for one in selectors.in_force()] == [second.pk]
    one, two = selectors.record(first), selectors.record(second)
    assert two.references == (one.reference,)
    assert (two.message_type, two.infos[0].event) == ("Update", one.infos[0].event)
    assert second.follows == first


def test_an_update_of_an_update_refers_to_both(placed: Cast) -> None:
    first = published(placed)
    with at(1):
        second = services.update(first.pk, placed["nation.duty_officer"])
    with at(2):
        third = services.update(second.pk, placed["nation.duty_officer"])
    references = selectors.record(third).references
    assert [reference.identifier for reference in references] == [first.identifier, second.identifier]


def test_a_cancel_ends_the_alert_and_says_why(placed: Cast) -> None:
    first = published(placed)
    with at(3):
        row = services.cancel(first.pk, placed["nation.duty_officer"], "The danger has passed.")
        assert selectors.in_force() == []
    cancel = cap.read(bytes(row.xml))
    assert (cancel.message_type, cancel.references) == ("Cancel", (selectors.record(first).reference,))
    assert (cancel.note, cancel.infos[0].response) == ("The danger has passed.", ("AllClear",))
    assert row in selectors.public_alerts()


def test_an_update_that_lapsed_does_not_bring_the_alert_back(placed: Cast) -> None:
    first = published(placed, expires=NOON + timedelta(days=30))
    with at(1):
        services.update(first.pk, placed["nation.duty_officer"], expires=NOON + timedelta(days=1))
    with at(24 * 20):
        assert selectors.in_force() == []


def test_only_the_last_message_that_holds_can_be_followed(placed: Cast) -> None:
    first, officer = published(placed), placed["nation.duty_officer"]
    with at(1):
        second = services.update(first.pk, officer)
        with pytest.raises(Conflict, match=f"updated by {second.identifier}"):
            services.update(first.pk, officer)
    with at(2):
        ended = services.cancel(second.pk, officer, "Over")
        with pytest.raises(Conflict, match="cancelled by"):
            services.cancel(second.pk, officer, "Over")
        with pytest.raises(Conflict, match="is a cancellation"):
            services.update(ended.pk, officer)
    with pytest.raises(Conflict, match="never published"):
        services.update(drafted(placed).pk, officer)


def test_an_alert_that_lapsed_cannot_be_updated(placed: Cast) -> None:
    first = published(placed)
    with at(25), pytest.raises(Conflict, match="lapsed"):
        services.update(first.pk, placed["nation.duty_officer"], expires=NOON + timedelta(days=3))


def test_two_messages_in_one_second_differ_in_number_and_the_later_in_time(placed: Cast) -> None:
    first = published(placed)
    second = services.update(first.pk, placed["nation.duty_officer"])
    assert first.identifier != second.identifier
    assert selectors.record(second).sent == selectors.record(first).sent + timedelta(seconds=1)


@pytest.mark.parametrize("status", ["Exercise", "Test", "System", "Draft"])
def test_what_is_not_the_real_thing_reaches_the_rehearsal_folder_and_nobody_else(
    placed: Cast, post: Any, status: str
) -> None:
    services.add_recipient(placed["nation.administrator"], "nation", "mail", "desk@paper.example")
    row = published(placed, status=status)
    worker.drain(HANDLERS)
    assert [(one.channel, one.state) for one in row.deliveries.all()] == [("rehearsal", "sent")]
    assert row.identifier is not None
    written = folder() / f"{row.identifier.replace(':', '_')}.xml"
    assert written.read_bytes() == bytes(row.xml)
    assert selectors.in_force() == []
    assert not selectors.public_alerts().exists()
    assert not selectors.alerts(PUBLIC).exists()
    assert post.taken == []
    assert selectors.alert(row.pk, placed["outsider.duty_officer"]).tlp == "green"


def test_a_restricted_alert_stays_in_its_line(placed: Cast) -> None:
    row = published(placed, scope=Scope.RESTRICTED, restriction="Officers only")
    assert not selectors.public_alerts().exists()
    assert not row.deliveries.exists()
    assert selectors.alert(row.pk, placed["locality.unit_officer"]) == row
    with pytest.raises(BadInput):
        selectors.alert(row.pk, placed["outsider.duty_officer"])


def test_every_act_is_in_the_ledger(placed: Cast) -> None:
    first = published(placed)
    with at(1):
        services.cancel(first.pk, placed["nation.duty_officer"], "Over")
    actions = list(ledger.entries(action="notify").values_list("action", flat=True))
    assert actions == ["notify.cancelled", "notify.published", "notify.drafted"]
    assert verify().ok


@pytest.mark.django_db(transaction=True)
def test_alerts_published_at_the_same_moment_have_different_identifiers(placed: Cast) -> None:
    rows = [drafted(placed) for _ in range(6)]

    def go(row: Alert) -> None:
        try:
            with clock.standing_at(NOON):
                services.publish(row.pk, placed["nation.duty_officer"])
        finally:
            connection.close()

    threads = [Thread(target=go, args=(row,)) for row in [*rows, *rows]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(Alert.objects.values_list("identifier", flat=True)) - {None}) == 6
    assert Delivery.objects.count() == 6


def test_a_file_that_reads_differently_from_what_was_written_is_not_published(placed: Cast) -> None:
    from tocsin_server.notify.channels import DeliveryFailed, Target
    from tocsin_server.notify.channels.feed import Feed

    row = published(placed)
    alert = selectors.record(row)
    altered = replace(alert, note="not in the file")
    with pytest.raises(DeliveryFailed, match="reads differently"):
        Feed().deliver(altered, bytes(row.xml), Target(key="feed", address="feed"))


def test_the_rehearsal_folder_is_in_the_home_of_the_site(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert folder() == tmp_path / "rehearsal"
