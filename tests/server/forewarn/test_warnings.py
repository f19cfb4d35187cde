"""An alarm becomes one warning that follows what is known, explains itself, and is judged by people."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.forewarn.happenings import DAY, EVENING, happened, toll, watched_since
from tocsin.base import Explanation
from tocsin.errors import BadInput, NotAllowed
from tocsin.forewarn import recompute
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.extract.models import Incident as Row
from tocsin_server.forewarn import selectors, services
from tocsin_server.forewarn.models import Warning
from tocsin_server.ledger import selectors as ledger
from tocsin_server.units.viewer import PUBLIC


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.standing_at(EVENING):
        yield


def raised() -> Warning:
    """The one warning; what was held back stands beside it."""
    return Warning.objects.get(held="")


def test_a_grave_incident_warns_with_an_explanation_that_recomputes(cast: Cast) -> None:
    row = happened("one", 40)
    services.catch_up([], TESTER)
    warning = raised()
    assert (warning.series, warning.day, warning.detector) == ("FR/Île-de-France/attack", DAY, "severity")
    assert (warning.country, warning.kind, warning.observed) == ("FR", "attack", 40)
    assert list(warning.incidents.all()) == [row]
    assert warning.sentence.startswith("At least 40 people were killed")
    assert recompute(decode(Explanation, warning.explanation))


def test_many_incidents_after_a_quiet_time_warn(cast: Cast) -> None:
    watched_since(cast, 30)
    for number in range(4):
        happened(f"i{number}", 1)
    services.catch_up([], TESTER)
    warning = raised()
    assert (warning.detector, warning.observed, warning.incidents.count()) == ("nb-ewma", 4, 4)
    assert warning.bound < 4
    assert warning.p is not None
    assert warning.p < 0.01


def test_the_same_on_the_first_days_of_watching_is_too_little_history(cast: Cast) -> None:
    watched_since(cast, 3)
    for number in range(4):
        happened(f"i{number}", 1)
    services.catch_up([], TESTER)
    assert not Warning.objects.exists()


def test_looking_again_warns_once_and_writes_nothing(cast: Cast) -> None:
    happened("one", 40)
    services.catch_up([], TESTER)
    first = raised().pk
    head = ledger.head()
    assert services.catch_up([], TESTER) == ()
    assert (raised().pk, ledger.head()) == (first, head)


def test_a_warning_follows_the_toll_and_keeps_its_judgement(cast: Cast) -> None:
    row = happened("one", 18)
    services.catch_up([], TESTER)
    first = raised()
    services.judge(first.pk, "useful", cast["nation.analyst"])
    toll(row, 120)
    with clock.standing_at(EVENING + timedelta(hours=3)):
        services.catch_up([], TESTER)
    again = raised()
    assert (again.pk, again.observed, again.raised, again.judgement) == (first.pk, 120, EVENING, "useful")


def test_a_warning_that_no_longer_holds_is_withdrawn_and_comes_back(cast: Cast) -> None:
    row = happened("one", 18)
    services.catch_up([], TESTER)
    toll(row, 3)
    services.catch_up([], TESTER)
    assert raised().withdrawn == EVENING
    assert not selectors.warnings(cast["nation.analyst"]).exists()
    assert selectors.warnings(cast["nation.analyst"], standing=False).count() == 1
    toll(row, 30)
    services.catch_up([], TESTER)
    assert raised().withdrawn is None


def test_a_retired_incident_warns_of_nothing(cast: Cast) -> None:
    happened("one", 40)
    services.catch_up([], TESTER)
    Row.objects.update(retired=True)
    services.catch_up([], TESTER)
    assert raised().withdrawn is not None


def test_a_warning_carries_the_label_of_what_it_rests_on(cast: Cast) -> None:
    happened("open", 20)
    happened("closed", 60, unit="region", tlp="red")
    services.catch_up([], TESTER)
    assert set(Warning.objects.filter(held="").values_list("unit_id", "tlp", "observed")) == {
        ("nation", "green", 20),
        ("region", "red", 60),
    }
    seen = selectors.warnings(cast["nation.analyst"])
    assert list(seen.values_list("observed", flat=True)) == [20]
    assert not selectors.warnings(PUBLIC).exists()


def test_the_nightly_look_covers_the_last_three_days(cast: Cast) -> None:
    for back in range(5):
        happened(f"d{back}", 20, day=DAY - timedelta(days=back))
    services.scan(DAY, TESTER)
    days = set(Warning.objects.filter(detector="severity").values_list("day", flat=True))
    assert days == {DAY - timedelta(days=back) for back in range(3)}


def test_a_warning_is_judged_by_analysts_and_duty_officers(cast: Cast) -> None:
    happened("one", 40)
    services.catch_up([], TESTER)
    warning_id = raised().pk
    with pytest.raises(NotAllowed, match="analyst or the duty officer"):
        services.judge(warning_id, "useful", cast["nation.auditor"])
    with pytest.raises(BadInput, match="useful, not_useful, known"):
        services.judge(warning_id, "splendid", cast["nation.analyst"])
    with pytest.raises(BadInput, match="no such warning"):
        services.judge(warning_id, "useful", PUBLIC)
    row = services.judge(warning_id, "not_useful", cast["nation.duty_officer"])
    assert (row.judgement, row.judged_by, row.judged) == ("not_useful", "person:nation.duty_officer", EVENING)
    entry = ledger.entries(action="forewarn.judged").get()
    assert entry.data == {"judgement": "not_useful", "before": ""}
