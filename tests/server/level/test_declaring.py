"""A level is raised, replaced, extended and ended: by whom, with what, and never below its floor."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from tests.server.conftest import TESTER, Cast
from tests.server.level.ground import DECISION, END, MORNING, later, miscounted, raised
from tests.server.level.reckoning import faults, orders_by_unit
from tocsin.errors import BadInput, Conflict, NotAllowed, TocsinError
from tocsin.level import get_scheme
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.models import Entry
from tocsin_server.ledger.services import verify
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Declaration, DeclarationState, Order
from tocsin_server.units import selectors as unit_selectors
from tocsin_server.units import services as units
from tocsin_server.units.viewer import viewer_of


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


def last_entry() -> Entry:
    entry = ledger.entries().first()
    assert entry is not None
    return entry


# Raising


def test_raising_twice_with_one_key_is_one_declaration_and_one_set_of_orders(cast: Cast) -> None:
    first, orders, head = raised(cast), Order.objects.count(), ledger.head()
    assert raised(cast) == first
    assert (Declaration.objects.count(), Order.objects.count(), ledger.head()) == (1, orders, head)


def test_a_key_is_good_for_its_decision_even_when_its_end_has_passed(cast: Cast) -> None:
    first = raised(cast)
    with later(days=30):
        assert raised(cast) == first


@pytest.mark.parametrize(
    "change",
    [{"rank": 4}, {"unit_id": "region"}, {"exercise": True}, {"threats": ["mail"]}, {"venues": ["station"]}],
)
def test_a_key_that_stands_for_another_decision_is_refused(cast: Cast, change: Any) -> None:
    raised(cast)
    with pytest.raises(Conflict, match="Heightened over Nation"):
        raised(cast, **change)


@pytest.mark.parametrize("who", ["nation.analyst", "region.duty_officer", "outsider.duty_officer", "public"])
def test_only_a_duty_officer_of_the_unit_or_above_raises(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed, match="duty officer of Nation"):
        services.raise_level(cast[who], **DECISION)
    assert Order.objects.count() == 0


def test_a_region_raises_over_itself_and_all_below(cast: Cast) -> None:
    row = services.raise_level(cast["region.duty_officer"], **DECISION | {"unit_id": "region"})
    assert set(orders_by_unit(row)) == {"region", "locality", "neighbour"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"basis": " "}, "basis"),
        ({"owner": ""}, "owner"),
        ({"owner": "x" * 201}, "owner"),
        ({"key": " "}, "key"),
        ({"key": "x" * 201}, "key"),
        ({"reason": ""}, "reason"),
        ({"ends": MORNING - timedelta(hours=1)}, "ends"),
        ({"ends": MORNING}, "ends"),
        ({"ends": MORNING + timedelta(days=800)}, "ends"),
        ({"ends": datetime(2015, 11, 21, 9)}, "ends"),  # noqa: DTZ001 - a time without a zone
        ({"rank": 9}, "generic"),
        ({"rank": 0}, "generic"),
        ({"rank": 1}, "rank"),
        ({"scheme": "heightened-alert"}, "scheme"),
        ({"unit_id": "nowhere"}, "unit"),
        ({"threats": ["weather"]}, "threats"),
        ({"venues": ["moon"]}, "venues"),
        ({"warning_ids": [77]}, "warnings"),
        ({"incident_ids": ["x"]}, "incidents"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_by_name(cast: Cast, change: Any, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        raised(cast, **change)
    assert caught.value.where.split(" ")[0] == field
    assert Declaration.objects.count() == Order.objects.count() == 0


def test_raising_is_one_entry_in_the_ledger(cast: Cast) -> None:
    services.plan_in_use()
    before = ledger.head()
    row = raised(cast)
    entry = last_entry()
    assert (entry.sequence, entry.action, entry.unit) == (before + 1, "level.raised", "nation")
    assert entry.subject == f"declaration:{row.pk}"
    assert (entry.data["orders"], entry.data["units"]) == (row.orders.count(), 4)
    assert verify().ok


def test_no_level_is_declared_for_longer_than_its_scheme_allows(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "SCHEME", get_scheme("us-ntas"))
    monkeypatch.setattr("tocsin_server.level.selectors.levels.SCHEME", get_scheme("us-ntas"))
    imminent = {"scheme": "us-ntas", "rank": 4}
    with pytest.raises(BadInput, match="7 d at most"):
        raised(cast, **imminent, ends=MORNING + timedelta(days=8))
    row = raised(cast, **imminent, ends=MORNING + timedelta(days=6))
    with later(days=5):
        services.extend_level(
            row.pk, cast["nation.duty_officer"], MORNING + timedelta(days=12), "Still there"
        )
        with pytest.raises(BadInput, match="7 d at most"):
            services.extend_level(row.pk, cast["nation.duty_officer"], MORNING + timedelta(days=13), "Still")


# The floor


@pytest.mark.parametrize("over", ["region", "locality"])
def test_below_the_floor_nothing_is_written(cast: Cast, over: str) -> None:
    raised(cast)
    head, orders = ledger.head(), Order.objects.count()
    with pytest.raises(BadInput) as caught:
        raised(cast, key="lower", unit_id=over, rank=2)
    assert (caught.value.where, caught.value.reason) == ("rank", "below_floor")
    assert (ledger.head(), Order.objects.count(), Declaration.objects.count()) == (head, orders, 1)


def test_the_floor_is_that_of_units_above_and_as_high_is_allowed(cast: Cast) -> None:
    raised(cast, key="beside", unit_id="neighbour", rank=4)
    raised(cast, key="above", unit_id="region", rank=2)
    raised(cast, key="as high", unit_id="locality", rank=2)


def test_a_level_for_one_threat_binds_below_for_that_threat_alone(cast: Cast) -> None:
    raised(cast, key="mail", rank=4, threats=["mail"])
    raised(cast, key="general", unit_id="region", rank=2)
    raised(cast, key="blades", unit_id="region", rank=2, threats=["blade"])
    with pytest.raises(BadInput, match="below level 4"):
        raised(cast, key="lower", unit_id="region", rank=3, threats=["mail"])
    with pytest.raises(BadInput, match="below level 4"):
        raised(cast, key="lower", unit_id="region", rank=3, threats=["mail"], venues=["station"])


def test_an_exercise_neither_binds_what_is_real_nor_is_bound_by_it(cast: Cast) -> None:
    real = raised(cast, unit_id="region", rank=3)
    raised(cast, key="drill", unit_id="locality", rank=2, exercise=True)
    raised(cast, key="large drill", rank=4, exercise=True)
    raised(cast, key="another", unit_id="neighbour", rank=3)
    assert selectors.standing("locality").declaration == real
    with pytest.raises(BadInput, match="below level 4"):
        raised(cast, key="small drill", unit_id="neighbour", rank=3, exercise=True)


def test_no_level_counts_once_it_has_ended(cast: Cast) -> None:
    row = raised(cast)
    services.end_level(row.pk, cast["nation.duty_officer"], "Over")
    raised(cast, key="lower", unit_id="region", rank=2)
    with later(days=8):
        raised(cast, key="lower still", unit_id="locality", rank=2, ends=END + timedelta(days=9))


# Replacing


def test_a_level_raised_higher_takes_the_place_of_the_lower_and_keeps_its_answers(cast: Cast) -> None:
    first = raised(cast)
    before = {(o.unit_id, o.measure.slug): o.pk for o in first.orders.select_related("measure")}
    services.acknowledge(cast["locality.unit_officer"], "locality")
    with later(hours=1):
        second = raised(cast, key="higher", rank=4)
        assert (second.replaces, selectors.standing("locality").declaration) == (first, second)
        after = {(o.unit_id, o.measure.slug): o.pk for o in second.orders.select_related("measure")}
        assert before.items() <= after.items()
        assert len(after) > len(before)
        assert last_entry().data["orders"] == len(after) - len(before)
        acknowledged = second.orders.filter(unit="locality", state="acknowledged")
        assert acknowledged.count() == sum(unit == "locality" for unit, _ in before)
        assert not faults(clock.now())
    assert not miscounted()


def test_a_level_is_lowered_by_raising_a_lower_one_in_its_place(cast: Cast) -> None:
    first = raised(cast, rank=4)
    had = first.orders.count()
    with later(hours=1):
        second = raised(cast, key="lower", rank=2)
        kept = second.orders.count()
        assert 0 < kept < had
        assert first.orders.filter(state="withdrawn").count() == had - kept == last_entry().data["withdrawn"]
        assert (last_entry().data["orders"], last_entry().data["from"]) == (0, 4)
        assert not faults(clock.now())
    assert not miscounted()


def test_what_was_done_under_a_level_stays_done_when_it_is_lowered(cast: Cast) -> None:
    first = raised(cast, rank=4)
    done = first.orders.filter(unit="locality", measure__data__step=4).first()
    assert done is not None
    Order.objects.filter(pk=done.pk).update(state="done")
    with later(hours=1):
        raised(cast, key="lower", rank=2)
    done.refresh_from_db()
    assert (done.state, done.declaration) == ("done", first)


def test_the_same_level_again_is_a_conflict(cast: Cast) -> None:
    raised(cast)
    with pytest.raises(Conflict, match="extend it instead"):
        raised(cast, key="again")
    assert Declaration.objects.count() == 1


def test_levels_of_another_scope_stand_beside_each_other(cast: Cast) -> None:
    general = raised(cast)
    mail = raised(cast, key="mail", rank=4, threats=["mail"])
    drill = raised(cast, key="drill", rank=3, exercise=True)
    assert {row.pk for row in selectors.live()} == {general.pk, mail.pk, drill.pk}
    assert not faults(MORNING)
    with later(hours=1):
        assert raised(cast, key="mail eases", rank=3, threats=["mail"]).replaces == mail
        assert not faults(clock.now())
    assert not miscounted()


def test_a_lowered_level_leaves_to_another_what_that_one_asks_for(cast: Cast) -> None:
    raised(cast, rank=4)
    mail = raised(cast, key="mail", rank=4, threats=["mail"])
    assert not mail.orders.exists(), "all of it is asked already"
    with later(hours=1):
        raised(cast, key="lower", rank=2)
        assert mail.orders.exclude(state="withdrawn").exists()
        assert not faults(clock.now())
    assert not miscounted()


# Extending and ending


def test_a_level_is_extended_and_its_orders_stand(cast: Cast) -> None:
    row = raised(cast)
    orders = list(row.orders.order_by("pk").values_list("pk", "acknowledge_by", "do_by"))
    services.extend_level(row.pk, cast["nation.duty_officer"], END + timedelta(days=7), "Not over yet")
    with later(days=10):
        assert selectors.standing("locality").declaration == row
    assert list(row.orders.order_by("pk").values_list("pk", "acknowledge_by", "do_by")) == orders
    assert last_entry().data["reason"] == "Not over yet"


def test_a_level_that_ends_sooner_leaves_no_deadline_past_its_end(cast: Cast) -> None:
    row = raised(cast)
    sooner = MORNING + timedelta(hours=1)
    assert row.orders.filter(do_by__gt=sooner).exists()
    services.extend_level(row.pk, cast["nation.duty_officer"], sooner, "It is over soon")
    assert not row.orders.filter(Q(do_by__gt=sooner) | Q(acknowledge_by__gt=sooner)).exists()


def test_one_that_replaces_it_and_ends_sooner_brings_deadlines_forward(cast: Cast) -> None:
    raised(cast)
    sooner = MORNING + timedelta(hours=1)
    later = raised(cast, key="decision-2", rank=4, ends=sooner)
    assert not later.orders.filter(Q(do_by__gt=sooner) | Q(acknowledge_by__gt=sooner)).exists()


def test_extending_to_the_end_it_has_changes_nothing(cast: Cast) -> None:
    row = raised(cast)
    head = ledger.head()
    assert services.extend_level(row.pk, cast["nation.duty_officer"], END, "The same").ends == END
    assert ledger.head() == head


@pytest.mark.parametrize("ends", [MORNING, MORNING - timedelta(days=1), MORNING + timedelta(days=400)])
def test_a_level_is_not_extended_into_the_past_or_for_ever(cast: Cast, ends: datetime) -> None:
    row = raised(cast)
    with pytest.raises(BadInput):
        services.extend_level(row.pk, cast["nation.duty_officer"], ends, "Why not")
    row.refresh_from_db()
    assert row.ends == END


def test_a_level_that_lapsed_is_neither_extended_nor_ended(cast: Cast) -> None:
    row = raised(cast)
    with later(days=7):
        with pytest.raises(Conflict, match="not in force"):
            services.extend_level(row.pk, cast["nation.duty_officer"], END + timedelta(days=9), "Late")
        with pytest.raises(Conflict, match="not in force"):
            services.end_level(row.pk, cast["nation.duty_officer"], "Late")


@pytest.mark.parametrize("act", ["extend", "end", "refuse"])
def test_each_of_these_takes_a_reason_and_a_duty_officer(cast: Cast, act: str) -> None:
    row = raised(cast, propose=act == "refuse")
    call = {
        "extend": lambda who, why: services.extend_level(row.pk, cast[who], END + timedelta(days=1), why),
        "end": lambda who, why: services.end_level(row.pk, cast[who], why),
        "refuse": lambda who, why: services.refuse(row.pk, cast[who], why),
    }[act]
    with pytest.raises(BadInput) as caught:
        call("nation.duty_officer", " ")
    assert caught.value.where == "reason"
    with pytest.raises(NotAllowed):
        call("nation.analyst", "Because")
    with pytest.raises(TocsinError):
        call("outsider.duty_officer", "Because")


def test_when_a_level_ends_what_another_still_asks_for_is_given_under_that_one(cast: Cast) -> None:
    raised(cast, key="region's own", unit_id="region", rank=2)
    nation = raised(cast)
    region = Declaration.objects.get(key="region's own")
    assert not nation.orders.filter(measure__data__step=2, unit="locality").exists()
    with later(hours=1):
        services.end_level(region.pk, cast["region.duty_officer"], "Calm here")
        assert nation.orders.filter(measure__data__step=2, unit="locality").exists()
        assert last_entry().data["given"] > 0
        assert not faults(clock.now())
    assert not miscounted()


def test_ending_an_exercise_touches_nothing_real(cast: Cast) -> None:
    raised(cast)
    drill = raised(cast, key="drill", exercise=True)
    assert orders_by_unit(drill) == orders_by_unit(Declaration.objects.get(key="decision-1"))
    before = list(Order.objects.filter(declaration__exercise=False).order_by("pk").values_list("pk", "state"))
    services.end_level(drill.pk, cast["nation.duty_officer"], "Well done")
    after = Order.objects.filter(declaration__exercise=False).order_by("pk").values_list("pk", "state")
    assert list(after) == before


# Two people


@pytest.fixture
def _two_people(settings: Any) -> None:
    settings.TOCSIN_SECOND_PERSON = 3


@pytest.fixture
def second(cast: Cast) -> str:
    """Another duty officer of the nation."""
    units.add_person(TESTER, username="deputy", display="Deputy")
    units.grant(TESTER, username="deputy", unit_id="nation", role="duty_officer")
    cast.viewers["deputy"] = viewer_of(unit_selectors.person("deputy"))
    return "deputy"


@pytest.mark.usefixtures("_two_people")
def test_a_high_level_is_in_force_only_once_a_second_person_confirms(cast: Cast, second: str) -> None:
    row = raised(cast)
    assert (row.state, Order.objects.count()) == (DeclarationState.PROPOSED, 0)
    assert selectors.standing("locality").level.rank == 1
    assert list(selectors.proposals(cast[second])) == [row]
    assert last_entry().action == "level.proposed"
    with later(minutes=10):
        services.confirm(row.pk, cast[second])
        held = selectors.standing("locality").declaration
        assert held is not None
        assert (held, held.decided_by, held.starts) == (row, "person:deputy", clock.now())
        assert (last_entry().action, last_entry().unit) == ("level.raised", "nation")
        assert not faults(clock.now())
        head = ledger.head()
        assert services.confirm(row.pk, cast[second]) == row
        assert ledger.head() == head
    assert not miscounted()


@pytest.mark.usefixtures("_two_people")
def test_a_low_level_and_an_exercise_take_one_person(cast: Cast) -> None:
    assert raised(cast, rank=2).state == DeclarationState.DECLARED
    assert raised(cast, key="drill", rank=4, exercise=True).state == DeclarationState.DECLARED


def test_a_second_person_may_be_asked_for_where_none_is_needed(cast: Cast) -> None:
    assert raised(cast, rank=2, propose=True).state == DeclarationState.PROPOSED


@pytest.mark.usefixtures("_two_people")
@pytest.mark.parametrize(
    "who", ["nation.duty_officer", "nation token", "nation.analyst", "region.duty_officer"]
)
def test_nobody_but_another_duty_officer_in_person_confirms(cast: Cast, who: str) -> None:
    row = raised(cast)
    with pytest.raises(NotAllowed):
        services.confirm(row.pk, cast[who])
    assert Order.objects.count() == 0


@pytest.mark.usefixtures("_two_people")
def test_the_floor_is_looked_at_again_when_it_is_confirmed(cast: Cast, second: str) -> None:
    row = raised(cast, unit_id="region")
    services.confirm(raised(cast, key="nation", rank=4).pk, cast[second])
    with pytest.raises(BadInput, match="below level 4"):
        services.confirm(row.pk, cast[second])
    row.refresh_from_db()
    assert (row.state, row.orders.count()) == (DeclarationState.PROPOSED, 0)


@pytest.mark.usefixtures("_two_people")
def test_a_proposal_that_passed_its_end_comes_into_force_no_more(cast: Cast, second: str) -> None:
    row = raised(cast, ends=MORNING + timedelta(hours=1))
    with later(hours=1):
        assert not selectors.proposals(cast[second]).exists()
        with pytest.raises(Conflict, match="propose it anew"):
            services.confirm(row.pk, cast[second])
    assert Order.objects.count() == 0


@pytest.mark.usefixtures("_two_people")
def test_a_proposal_is_proposed_once_and_a_refused_one_stays_refused(cast: Cast, second: str) -> None:
    row = raised(cast)
    assert raised(cast) == row
    services.refuse(row.pk, cast[second], "Not now")
    assert raised(cast).state == DeclarationState.REFUSED
    with pytest.raises(Conflict, match="was refused"):
        services.confirm(row.pk, cast[second])
    with pytest.raises(Conflict, match="does not wait"):
        services.refuse(row.pk, cast[second], "Again")
    assert Order.objects.count() == 0


@pytest.mark.usefixtures("_two_people")
def test_who_proposed_it_may_take_it_back(cast: Cast) -> None:
    row = services.refuse(raised(cast).pk, cast["nation.duty_officer"], "A mistake")
    assert (row.state, last_entry().data) == (DeclarationState.REFUSED, {"reason": "A mistake"})


@pytest.mark.usefixtures("_two_people")
def test_of_two_proposals_of_the_same_only_one_comes_into_force(cast: Cast, second: str) -> None:
    one, other = raised(cast), raised(cast, key="other")
    services.confirm(one.pk, cast[second])
    with pytest.raises(Conflict, match="extend it instead"):
        services.confirm(other.pk, cast[second])


# At the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("one_key", [True, False])
def test_raising_at_the_same_moment_in_two_places_is_still_one_declaration(cast: Cast, one_key: bool) -> None:
    made: list[Declaration] = []
    refused: list[TocsinError] = []
    start = Barrier(4)

    def go(number: int) -> None:
        start.wait()
        try:
            with clock.standing_at(MORNING):
                made.append(raised(cast, key="one" if one_key else f"key {number}"))
        except Conflict as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=go, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == ((4, 0) if one_key else (1, 3))
    assert len({row.pk for row in made}) == Declaration.objects.count() == 1
    assert not faults(MORNING)
    assert verify().ok
