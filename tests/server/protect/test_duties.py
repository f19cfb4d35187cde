"""A regime asks its duties of every venue below its unit; procedures meet them, and no version is changed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.server.conftest import Cast
from tests.server.protect.places import opera
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.protect.duties import regime_file
from tocsin_server import clock
from tocsin_server.ledger.models import Entry
from tocsin_server.protect import selectors, services
from tocsin_server.protect.models import DutyRecord, Procedure, Regime, Venue

UK = regime_file("uk-premises-2025").read_text("utf-8")
NOON = datetime(2015, 11, 13, 12, tzinfo=UTC)


def adopted(cast: Cast, unit: str = "nation", source: str = UK) -> Regime:
    return services.adopt_regime(cast["nation.duty_officer"], unit, source)


def states(row: Venue) -> dict[str, str]:
    return {one.duty.id: one.state for one in selectors.duties(row) if one.event is None}


@pytest.mark.parametrize(("capacity", "count"), [(199, 0), (200, 5), (799, 5), (800, 8)])
def test_capacity_brings_the_duties_of_its_tier(cast: Cast, capacity: int, count: int) -> None:
    adopted(cast)
    row = opera(cast, capacity=str(capacity), present="100")
    assert [one.state for one in selectors.duties(row)] == ["open"] * count


def test_an_event_with_entry_checks_brings_its_own_where_the_venue_does_not_cover_it(cast: Cast) -> None:
    adopted(cast)
    officer = cast["locality.unit_officer"]
    with clock.standing_at(NOON):
        opera(cast, capacity="500", present="100")
        for name, checks in (("Gala", True), ("Fair", False)):
            services.add_event(
                officer, "opera", name=name, starts=NOON, ends=NOON + timedelta(hours=3), expected=800,
                entry_checks=checks,
            )  # fmt: skip
        shown = selectors.duties(selectors.venue(officer, "opera"))
    assert {(one.event.name if one.event else "", one.tier.id) for one in shown} == {
        ("", "standard"),
        ("Gala", "event"),
    }
    with clock.standing_at(NOON + timedelta(days=60)):
        assert all(one.event is None for one in selectors.duties(selectors.venue(officer, "opera")))


def test_the_nearer_unit_s_regime_of_one_name_holds(cast: Cast) -> None:
    adopted(cast)
    own = adopted(cast, "region", UK.replace("2025-04-03", "own").replace("from = 200", "from = 2000"))
    row = opera(cast, capacity="900", present="100")
    assert selectors.regimes_of(row) == [own]
    assert {one.tier.id for one in selectors.duties(row)} == {"enhanced"}
    services.drop_regime(cast["region.duty_officer"], own.pk)
    assert [one.version for one in selectors.regimes_of(row)] == ["2025-04-03"]


def test_a_version_is_adopted_once_and_never_with_other_words(cast: Cast) -> None:
    first = adopted(cast)
    assert adopted(cast) == first
    with pytest.raises(BadInput, match="its own version"):
        adopted(cast, source=UK.replace("Notify the regulator", "Notify somebody"))
    newer = adopted(cast, source=UK.replace("2025-04-03", "2027"))
    assert [one.pk for one in selectors.regimes()] == [newer.pk]
    assert adopted(cast).pk == first.pk
    with pytest.raises(NotAllowed):
        services.adopt_regime(cast["locality.unit_officer"], "locality", UK)


def test_adopting_a_procedure_meets_its_duty_and_the_version_before_stays_as_it_was(cast: Cast) -> None:
    adopted(cast)
    officer = cast["locality.unit_officer"]
    row = opera(cast, capacity="500", present="100")
    first = services.adopt_procedure(officer, "opera", kind="lockdown", text=" Shut the doors. ")
    assert services.adopt_procedure(officer, "opera", kind="lockdown", text="Shut the doors.") == first
    second = services.adopt_procedure(officer, "opera", kind="lockdown", text="Shut all doors.")
    assert (first.version, second.version) == (1, 2)
    assert Procedure.objects.get(pk=first.pk).text == "Shut the doors."
    assert states(row)["lockdown"] == "met"
    assert selectors.current_procedures(row) == [second]
    assert selectors.earlier_procedures(row) == {"lockdown": [first]}


def test_a_rehearsal_is_of_one_version_and_its_proof_is_seen_by_those_who_see_the_venue(cast: Cast) -> None:
    officer = cast["locality.unit_officer"]
    opera(cast)
    with clock.standing_at(NOON):
        procedure = services.adopt_procedure(
            officer, "opera", kind="evacuation", text="Out by the stage door."
        )
    with clock.standing_at(NOON + timedelta(days=2)):
        file = services.keep_proof(officer, "opera", "drill.txt", [b"everyone was out after four minutes"])
        for _ in range(2):
            services.record_rehearsal(
                officer, "opera", procedure.pk, held=NOON + timedelta(days=1), outcome="worked", file=file
            )
        with pytest.raises(BadInput, match="not been held yet"):
            services.record_rehearsal(
                officer, "opera", procedure.pk, held=NOON + timedelta(days=3), outcome="worked"
            )
        newer = services.adopt_procedure(officer, "opera", kind="evacuation", text="Out by both doors.")
        with pytest.raises(Conflict, match="version before"):
            services.record_rehearsal(officer, "opera", newer.pk, held=NOON, outcome="worked")
    assert procedure.rehearsals.count() == 1
    assert services.open_proof(cast["nation.auditor"], "opera", file.pk)[1].startswith(b"everyone")
    with pytest.raises(BadInput, match="no such venue"):
        services.open_proof(cast["outsider.duty_officer"], "opera", file.pk)
    unnamed = services.keep_proof(officer, "opera", "other.txt", [b"of no venue"])
    with pytest.raises(BadInput, match="no such file"):
        services.open_proof(officer, "opera", unnamed.pk)


def test_what_is_said_of_a_duty_is_kept_and_the_last_stands(cast: Cast) -> None:
    regime = adopted(cast)
    officer = cast["locality.unit_officer"]
    row = opera(cast)

    def say(state: str, **more: object) -> DutyRecord:
        return services.record_duty(
            officer, "opera", regime_id=regime.pk, duty="notify", state=state, **more  # type: ignore[arg-type]
        )  # fmt: skip

    with clock.standing_at(NOON):
        say("in_progress", due=date(2015, 11, 12))
        (shown,) = [one for one in selectors.duties(row) if one.duty.id == "notify"]
        assert (shown.state, shown.late) == ("in_progress", True)
        say("in_progress", due=date(2015, 11, 12))
        say("met", note="Told by letter")
    assert states(row)["notify"] == "met"
    assert DutyRecord.objects.count() == Entry.objects.filter(action="protect.duty_recorded").count() == 2
    with pytest.raises(BadInput, match="why it does not apply"):
        say("not_applicable")
    with pytest.raises(BadInput, match="no regime in force"):
        services.record_duty(officer, "opera", regime_id=regime.pk, duty="dance", state="met")


def test_a_later_version_carries_on_what_was_said(cast: Cast) -> None:
    regime = adopted(cast)
    row = opera(cast)
    services.record_duty(
        cast["locality.unit_officer"], "opera", regime_id=regime.pk, duty="notify", state="met"
    )
    adopted(cast, source=UK.replace("2025-04-03", "2027"))
    assert states(row)["notify"] == "met"
