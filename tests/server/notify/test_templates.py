"""Templates are kept by a unit for those below, in several languages, with blanks that must be filled."""

from datetime import timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.notify.conftest import NOON, WORDS
from tocsin.base import MessageType
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.notify.vocabulary import CATEGORIES, CERTAINTIES, RESPONSES, SEVERITIES, URGENCIES
from tocsin_server.ledger import selectors as ledger
from tocsin_server.notify import library, selectors, services
from tocsin_server.notify.blanks import blanks
from tocsin_server.notify.checking import OWN_WORDS
from tocsin_server.notify.models import Template

BLOCKS = [
    {"language": "en", "event": "Flood", "headline": "Flood at {place}", "description": "Since {time}."},
    {
        "language": "fr",
        "event": "Inondation",
        "headline": "Inondation à {place}",
        "description": "Dès {time}.",
    },
]


def kept(cast: Cast, unit: str = "nation", name: str = "Flood") -> Template:
    return services.add_template(
        cast[f"{unit}.duty_officer"],
        unit,
        name,
        hours=6,
        languages=BLOCKS,
        category=["Met"],
        severity="Severe",
    )


@pytest.mark.parametrize("written", library.templates(), ids=lambda each: each.name)
def test_each_shipped_template_is_whole_in_five_languages(written: library.Written) -> None:
    assert [info.language for info in written.infos] == ["en", "fr", "es", "ar", "zh"]
    asked = {frozenset(blanks(getattr(info, name) for name in OWN_WORDS)) for info in written.infos}
    assert len(asked) == 1, "every language has the same blanks"
    assert asked.pop() <= {"place", "time", "phone"}
    for info in written.infos:
        assert all(getattr(info, name) for name in OWN_WORDS)
        assert set(info.category) <= set(CATEGORIES)
        assert set(info.response) <= set(RESPONSES)
        assert info.urgency in URGENCIES
        assert info.severity in SEVERITIES
        assert info.certainty in CERTAINTIES


def test_a_unit_takes_the_library_once(placed: Cast) -> None:
    assert services.take_library(TESTER, "nation") == len(library.templates())
    assert services.adopt_library(placed["nation.duty_officer"], "nation") == 0
    assert not selectors.lacks_library(placed.units["locality"])


def test_units_below_have_the_template_and_strangers_do_not(placed: Cast) -> None:
    row = kept(placed)
    assert list(selectors.templates(placed["locality.duty_officer"])) == [row]
    assert not selectors.templates(placed["outsider.duty_officer"]).exists()
    with pytest.raises(NotAllowed):
        services.change_template(row.pk, placed["locality.duty_officer"], name="Ours")


def test_an_alert_from_a_template_has_its_blanks_filled_and_its_end_set(placed: Cast) -> None:
    row = kept(placed)
    alert = services.draft(
        placed["region.duty_officer"],
        unit_id="region",
        template_id=row.pk,
        blanks={"place": "Lyon", "time": "14:30"},
        area_units=["region"],
        urgency="Immediate",
        certainty="Likely",
    )
    first, second = selectors.record(alert).infos
    assert (first.headline, second.headline) == ("Flood at Lyon", "Inondation à Lyon")
    assert (first.sender_name, first.expires) == ("Region", NOON + timedelta(hours=6))
    assert (first.severity, first.areas) == (second.severity, second.areas)
    assert selectors.faults(alert) == ()


def test_an_unfilled_blank_forbids_the_alert_and_is_named(placed: Cast) -> None:
    row = kept(placed)
    alert = services.draft(
        placed["nation.duty_officer"], unit_id="nation", template_id=row.pk, blanks={"place": "Lyon"}
    )
    told = [(each.path, each.rule) for each in selectors.faults(alert) if each.rule == "blank"]
    assert told == [("alert/info[1]/description", "blank"), ("alert/info[2]/description", "blank")]


def test_a_template_is_made_from_an_alert_changed_and_removed(placed: Cast) -> None:
    officer = placed["nation.duty_officer"]
    alert = services.publish(services.draft(officer, **WORDS).pk, officer)
    row = services.template_from(alert.pk, officer, "Checks")
    record = selectors.template_record(row)
    assert (row.hours, record.infos[0].expires, record.infos[0].sender_name) == (24, None, "")
    assert record.message_type is MessageType.ALERT
    with pytest.raises(Conflict, match="already"):
        services.template_from(alert.pk, officer, "Checks")
    services.change_template(row.pk, officer, name="Checks at stations", headline="Checks at {place}")
    row.refresh_from_db()
    assert (row.name, selectors.template_blanks(row)) == ("Checks at stations", ["place"])
    services.remove_template(row.pk, officer)
    acts = ledger.entries(action="notify").filter(action__startswith="notify.template")
    assert list(acts.values_list("action", flat=True)) == [
        "notify.template_removed",
        "notify.template_changed",
        "notify.template_added",
    ]


def test_a_template_without_a_name_is_refused(placed: Cast) -> None:
    with pytest.raises(BadInput, match="name"):
        kept(placed, name=" ")
