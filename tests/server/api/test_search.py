"""Search over the API: the same answer as the console's, pieces of text instead of markup."""

from collections.abc import Iterator

import pytest

from tests.server.api.caller import Caller
from tests.server.conftest import TESTER, Cast
from tests.server.extract.conftest import KIRKUK, SATURDAY, arrive
from tocsin.base import TLP
from tocsin_server import clock
from tocsin_server.collect import services as collect

pytestmark = pytest.mark.urls("tocsin_server.api.urls")


@pytest.fixture
def bomb(cast: Cast) -> Iterator[str]:
    """A report that only the nation may see."""
    unit = cast.units["nation"]
    with clock.standing_at(SATURDAY):
        collect.add_feed(
            TESTER, id="wire", name="w", outlet="Wire", kind="text", language="en", unit=unit,
            tlp=TLP.AMBER_STRICT,
        )  # fmt: skip
        yield arrive("wire", KIRKUK)


def test_incidents_and_reports_are_found_with_their_hits(nation: Caller, bomb: str) -> None:
    status, answer = nation("GET", "/search", text='"car bomb"', place="Kirkuk", kind="bombing")
    assert status == 200
    assert (answer["incident_count"], answer["report_count"], answer["next"]) == (1, 1, None)
    assert answer["incidents"][0]["incident"]["place_name"] == "Kirkuk"
    (report,) = answer["reports"]
    assert report["id"] == bomb
    assert report["incidents"] == [answer["incidents"][0]["incident"]["id"]]
    assert [piece["text"] for piece in report["passage"] if piece["hit"]] == ["car bomb"]


def test_another_unit_finds_nothing_of_it(outsider: Caller, bomb: str) -> None:
    answer = outsider("GET", "/search", text="bomb")[1]
    assert (answer["incident_count"], answer["report_count"]) == (0, 0)
    assert (answer["incidents"], answer["reports"], answer["notes"]) == ([], [], [])


def test_what_is_not_understood_is_told_not_refused(nation: Caller, bomb: str) -> None:
    status, answer = nation("GET", "/search", text='bomb OR "car')
    assert status == 200
    assert "A quotation mark is not closed" in answer["notes"][0]


def test_a_day_that_is_none_is_refused(nation: Caller, bomb: str) -> None:
    assert nation("GET", "/search", first="yesterday")[0] == 422
