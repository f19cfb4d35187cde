"""Venues are kept by their unit and those above it, seen by the one rule, and never changed unseen."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.server.conftest import Cast
from tests.server.protect.places import fields, opera
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.models import Entry
from tocsin_server.protect import selectors, services
from tocsin_server.protect.models import Venue
from tocsin_server.protect.services import VenueFaults

NOON = datetime(2015, 11, 13, 12, tzinfo=UTC)
MAY_KEEP = {
    *("nation.duty_officer", "nation.administrator"),
    *("region.duty_officer", "region.unit_officer", "region.administrator"),
    *("locality.unit_officer", "locality.duty_officer"),
    *("nation token", "region token", "locality token"),
}
SEES = MAY_KEEP | {"nation.analyst", "nation.auditor", "region.auditor"}


def test_exactly_those_of_the_unit_and_above_may_keep_its_venues(cast: Cast) -> None:
    may = set()
    for number, (name, viewer) in enumerate(cast.viewers.items()):
        try:
            services.add_venue(viewer, "locality", fields(id=f"v{number}"))
        except NotAllowed:
            continue
        may.add(name)
    assert may == MAY_KEEP


def test_a_venue_is_seen_by_its_unit_those_above_and_nobody_else(cast: Cast) -> None:
    opera(cast)
    assert {name for name, viewer in cast.viewers.items() if selectors.venues(viewer).exists()} == SEES
    with pytest.raises(BadInput, match="no such venue"):
        selectors.venue(cast["outsider.duty_officer"], "opera")


def test_a_venue_is_kept_with_all_its_fields_and_planned_with(cast: Cast) -> None:
    row = opera(cast, district="Centre", floor="0.2", place="Place de l'Opéra", notes="Two doors")
    assert (row.unit_id, row.tlp, row.place, row.present) == (
        "locality", "amber", "Place de l'Opéra", "Tu-Su 19-23=1500",
    )  # fmt: skip
    ((number, venue),) = selectors.core_venues("region")
    assert (number, venue.id, venue.district, venue.floor, venue.present.peak) == (
        row.pk, "opera", "Centre", 0.2, 1500,
    )  # fmt: skip
    assert selectors.core_venues("neighbour") == []


def test_every_field_that_is_wrong_is_named_and_nothing_is_saved(cast: Cast) -> None:
    with pytest.raises(VenueFaults) as refused:
        opera(cast, capacity="-1", zone="Mars", tlp="PINK", notes="\x00")
    assert [field for field, _ in refused.value.faults] == ["capacity", "zone", "notes", "tlp"]
    assert not Venue.objects.exists()


def test_an_id_is_given_once_in_large_or_small_letters(cast: Cast) -> None:
    opera(cast)
    with pytest.raises(Conflict, match="already"):
        opera(cast, unit="outsider", by="outsider.duty_officer", id="OPERA")


def test_a_change_is_one_entry_with_what_differs_and_the_same_again_is_none(cast: Cast) -> None:
    row = opera(cast)
    changed = fields(capacity="2000", name="Grand Opera")
    for _ in range(2):
        services.change_venue(cast["region.duty_officer"], row.slug, "locality", changed)
    (entry,) = Entry.objects.filter(action="protect.venue_changed")
    assert entry.data["changed"] == {"name": ["Opera", "Grand Opera"], "capacity": [1900, 2000]}
    assert selectors.venue(cast["locality.unit_officer"], "opera").capacity == 2000


def test_a_change_to_what_somebody_else_changed_meanwhile_is_refused(cast: Cast) -> None:
    with clock.standing_at(NOON):
        seen = opera(cast).changed
    with clock.standing_at(NOON + timedelta(hours=1)):
        services.change_venue(cast["locality.unit_officer"], "opera", "locality", fields(name="A"), seen=seen)
        with pytest.raises(Conflict, match="somebody else"):
            services.change_venue(
                cast["locality.unit_officer"], "opera", "locality", fields(name="B"), seen=seen
            )


def test_a_venue_goes_to_another_unit_only_with_the_right_in_both(cast: Cast) -> None:
    opera(cast)
    with pytest.raises(NotAllowed):
        services.change_venue(cast["locality.unit_officer"], "opera", "neighbour", fields())
    services.change_venue(cast["region.duty_officer"], "opera", "neighbour", fields())
    assert selectors.venues(cast["neighbour.unit_officer"]).exists()
    assert not selectors.venues(cast["locality.unit_officer"]).exists()


def test_a_closed_venue_is_planned_for_no_more_and_can_be_opened_again(cast: Cast) -> None:
    officer = cast["locality.unit_officer"]
    opera(cast)
    for _ in range(2):
        services.close_venue(officer, "opera")
    assert (selectors.core_venues("locality"), list(selectors.venues(officer))) == ([], [])
    assert selectors.venue(officer, "opera").closed is not None
    services.reopen_venue(officer, "opera")
    assert len(selectors.core_venues("locality")) == 1
    assert Entry.objects.filter(action__startswith="protect.venue_").count() == 3


def test_a_contact_is_a_function_and_a_number_and_once(cast: Cast) -> None:
    officer = cast["locality.unit_officer"]
    opera(cast)
    for _ in range(2):
        row = services.add_contact(officer, "opera", function=" Control  room ", number="+33 1 0000")
    assert [(one.function, one.number) for one in selectors.venue(officer, "opera").contacts.all()] == [
        ("Control room", "+33 1 0000")
    ]
    with pytest.raises(BadInput, match="number"):
        services.add_contact(officer, "opera", function="Door", number=" ")
    services.remove_contact(officer, "opera", row.pk)
    assert not selectors.venue(officer, "opera").contacts.exists()


def test_an_event_is_noted_once_and_can_be_called_off(cast: Cast) -> None:
    officer = cast["locality.unit_officer"]
    opera(cast)
    event = {"name": "Gala", "starts": NOON, "ends": NOON + timedelta(hours=3), "expected": 1500}
    first = services.add_event(officer, "opera", **event)
    assert services.add_event(officer, "opera", **event) == first
    with pytest.raises(Conflict, match="other figures"):
        services.add_event(officer, "opera", **{**event, "expected": 900})
    with pytest.raises(BadInput, match="end after"):
        services.add_event(officer, "opera", **{**event, "ends": NOON})
    services.call_off_event(officer, "opera", first.pk)
    first.refresh_from_db()
    assert first.called_off is not None
    with pytest.raises(BadInput, match="none here"):
        services.call_off_event(officer, "opera", first.pk + 1)


def test_a_point_has_a_code_that_counts_until_it_is_taken_down(cast: Cast) -> None:
    officer = cast["locality.unit_officer"]
    opera(cast)
    point = services.add_point(officer, "opera", name="Stage door", kind="entrance")
    other = services.add_point(
        officer, "opera", name="Roof", kind="checkpoint", latitude=48.87, longitude=2.33
    )
    assert len(point.code) == 20
    assert point.code != other.code
    assert services.add_point(officer, "opera", name="Stage door", kind="entrance") == point
    assert selectors.point_of(point.code) == point
    services.remove_point(officer, "opera", point.pk)
    assert selectors.point_of(point.code) is None
    assert services.add_point(officer, "opera", name="Stage door", kind="entrance").code != point.code


def test_whoever_may_see_a_venue_but_not_keep_it_changes_nothing(cast: Cast) -> None:
    opera(cast)
    auditor = cast["region.auditor"]
    head = ledger.head()
    for refused in (
        lambda: services.change_venue(auditor, "opera", "locality", fields(name="X")),
        lambda: services.close_venue(auditor, "opera"),
        lambda: services.add_contact(auditor, "opera", function="A", number="1"),
        lambda: services.add_point(auditor, "opera", name="A", kind="entrance"),
        lambda: services.adopt_procedure(auditor, "opera", kind="lockdown", text="Shut the doors"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert ledger.head() == head
