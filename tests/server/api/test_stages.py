"""The stages over the API: the same services, permissions and sight as on the pages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.server.api.caller import Caller
from tests.server.conftest import TESTER, Cast
from tocsin.notify import cap
from tocsin_server import clock
from tocsin_server.extract.services import grade
from tocsin_server.jobs import worker
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.units.models import Unit

NIGHT = datetime(2015, 11, 13, 23, tzinfo=UTC)
KIRKUK = "A car bomb killed 31 people in Kirkuk on Friday, police said."
AGAIN = "The governor said 30 people were killed and 52 wounded when a car bomb exploded in Kirkuk on Friday."
FEED = {"id": "wire", "name": "Wire", "unit_id": "nation", "outlet": "Wire", "kind": "text", "language": "en"}
RAISE = {
    "key": "k1", "scheme": "generic", "rank": 3, "unit_id": "nation", "basis": "Law 1", "owner": "Duty",
    "reason": "Attacks abroad", "ends": "2015-11-20T08:00:00+08:00",
}  # fmt: skip
ALERT = {
    "unit_id": "nation", "event": "Heightened security", "headline": "More checks", "description": "Soon.",
    "category": ["Security"], "urgency": "Expected", "severity": "Moderate", "certainty": "Possible",
    "language": "en", "expires": "2015-11-15T12:00:00+08:00", "area_units": ["nation"],
}  # fmt: skip

pytestmark = pytest.mark.urls("tocsin_server.api.urls")


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    with clock.standing_at(NIGHT):
        yield


def push(caller: Caller, text: str, feed: str = "wire") -> tuple[int, Any]:
    answer = caller.client.post(
        f"/api/collect/feeds/{feed}/documents?published=2015-11-13T22:00:00Z", text, content_type="text/plain"
    )
    return answer.status_code, answer.json()


@pytest.fixture
def told(analyst: Caller) -> list[str]:
    """Two outlets have told of one bomb; the ids of their reports."""
    ids = []
    for name, text in (("wire", KIRKUK), ("post", AGAIN)):
        assert analyst("POST", "/collect/feeds", FEED | {"id": name, "outlet": name})[0] == 201
        status, got = push(analyst, text, name)
        assert status == 200
        ids += got["report_ids"]
    worker.drain(HANDLERS)
    return ids


def test_a_feed_is_added_and_documents_are_pushed_to_it(analyst: Caller, told: list[str]) -> None:
    _, page = analyst("GET", "/collect/reports", feed="wire")
    assert [(row["id"], row["text"]) for row in page["results"]] == [(told[0], KIRKUK)]
    assert analyst("GET", f"/collect/reports/{told[0]}")[1]["published"] == "2015-11-13T22:00:00Z"
    _, feeds = analyst("GET", "/collect/feeds")
    assert [feed["id"] for feed in feeds["results"]] == ["post", "wire"]


@pytest.mark.usefixtures("told")
def test_a_bad_document_is_answered_with_its_reason_and_waits_to_be_looked_at(analyst: Caller) -> None:
    status, got = push(analyst, "")
    assert (status, got["set_aside"]) == (200, 1)
    assert "empty" in got["refused"]
    _, page = analyst("GET", "/collect/set-aside")
    (row,) = page["results"]
    assert analyst("POST", f"/collect/set-aside/{row['id']}/dismiss")[0] == 204
    assert analyst("GET", "/collect/set-aside")[1]["results"] == []


@pytest.mark.usefixtures("told")
def test_a_document_too_large_to_be_read_is_refused_with_its_reason(analyst: Caller) -> None:
    assert "5,000,000 bytes" in push(analyst, "x" * 5_500_000)[1]["refused"]
    status, refusal = push(analyst, "x" * 7_000_000)
    assert (status, refusal["where"], refusal["reason"]) == (400, "body", "too_large")


@pytest.mark.parametrize(
    ("change", "status", "where"),
    [
        ({"kind": "telepathy"}, 400, "kind"),
        ({"url": "file:///etc/passwd"}, 400, "file:///etc/passwd"),
        ({"unit_id": "nowhere"}, 404, "unit"),
        ({"unit_id": "outsider"}, 403, ""),
        ({"id": "Not A Slug"}, 422, "body.body.id"),
        ({"tlp": "purple"}, 422, "body.body.tlp"),
    ],
)
def test_a_feed_that_cannot_be_is_refused(
    analyst: Caller, change: dict[str, str], status: int, where: str
) -> None:
    answered, refusal = analyst("POST", "/collect/feeds", FEED | change)
    assert (answered, refusal["where"]) == (status, where)


def test_a_feed_is_switched_and_polled_by_those_who_manage_it(
    analyst: Caller, locality: Caller, told: list[str]
) -> None:
    assert analyst("PUT", "/collect/feeds/wire/enabled", {"on": False})[1]["enabled"] is False
    assert locality("PUT", "/collect/feeds/wire/enabled", {"on": True})[0] == 403
    assert push(locality, KIRKUK)[0] == 403
    status, refusal = analyst("POST", "/collect/feeds/wire/poll")
    assert (status, refusal["where"]) == (400, "wire")
    assert analyst("GET", "/collect/feeds/nothing")[0] == 404


def test_an_incident_shows_what_it_rests_on(nation: Caller, told: list[str]) -> None:
    _, page = nation("GET", "/extract/incidents", country="IQ", killed="10")
    (row,) = page["results"]
    assert (row["place_name"], row["sources"], row["retired"]) == ("Kirkuk", 2, False)
    _, whole = nation("GET", f"/extract/incidents/{row['id']}")
    assert {telling["report_id"] for telling in whole["tellings"]} == set(told)
    assert whole["data"]["killed"]["evidence"]
    assert nation("GET", "/extract/incidents", country="FR")[1]["results"] == []
    assert nation("GET", "/extract/incidents/none")[0] == 404
    assert nation("GET", "/extract/actions")[0] == 200


def test_an_analyst_splits_merges_and_takes_back(analyst: Caller, locality: Caller, told: list[str]) -> None:
    split = {"mentions": [f"{told[1]}#0"], "reason": "Another bomb"}
    assert locality("POST", "/extract/rulings/split", split)[0] == 403
    assert analyst("POST", "/extract/rulings/split", split)[0] == 200
    _, page = analyst("GET", "/extract/incidents")
    ids = [row["id"] for row in page["results"]]
    assert len(ids) == 2
    assert analyst("POST", "/extract/rulings/merge", {"incidents": ids, "reason": "No, one"})[0] == 200
    assert len(analyst("GET", "/extract/incidents")[1]["results"]) == 1
    pair = {"first": f"{told[0]}#0", "second": f"{told[1]}#0", "same": False, "reason": "Two"}
    assert analyst("POST", "/extract/rulings/rule", pair)[0] == 200
    assert analyst("DELETE", "/extract/rulings/999999")[0] == 404


def test_grades_are_read_and_overruled(analyst: Caller, locality: Caller, told: list[str]) -> None:
    grade(TESTER)
    _, page = analyst("GET", "/extract/incidents", credibility="2")
    (row,) = page["results"]
    _, whole = analyst("GET", f"/extract/incidents/{row['id']}")
    assert {telling["grade"] for telling in whole["tellings"]} == {"F2"}
    source = f"/extract/sources/{whole['tellings'][0]['source_id']}"
    _, stated = analyst("GET", f"{source}/statements")
    assert [each["incident_id"] for each in stated["results"]] == [row["id"]]
    word = {"grade": "C", "reason": "We know it", "until": (clock.now() + timedelta(days=9)).isoformat()}
    assert locality("POST", f"{source}/overrule", word)[0] == 403
    assert analyst("POST", f"{source}/overrule", word | {"grade": "7"})[0] == 400
    assert analyst("POST", f"{source}/overrule", word)[1]["letter"] == "C"
    assert len(analyst("GET", "/extract/incidents", source="C")[1]["results"]) == 1
    given = analyst("GET", source)[1]["overruling"]
    assert analyst("DELETE", f"/extract/overrulings/{given['id']}")[0] == 204
    assert analyst("GET", source)[1]["letter"] == "F"
    incident = f"/extract/incidents/{row['id']}"
    assert analyst("POST", f"{incident}/overrule", word | {"grade": "5"})[1]["credibility"] == 5
    assert analyst("GET", "/extract/incidents", credibility="9")[0] == 422
    assert analyst("GET", "/extract/sources/999999")[0] == 404


@pytest.mark.usefixtures("told")
def test_a_warning_is_read_and_judged(nation: Caller, analyst: Caller, locality: Caller) -> None:
    _, page = nation("GET", "/forewarn/warnings", country="IQ")
    (row,) = page["results"]
    assert (row["detector"], len(row["incidents"])) == ("severity", 1)
    address = f"/forewarn/warnings/{row['id']}"
    assert locality("PUT", f"{address}/judgement", {"judgement": "useful"})[0] == 403
    assert analyst("PUT", f"{address}/judgement", {"judgement": "great"})[0] == 400
    assert analyst("PUT", f"{address}/judgement", {"judgement": "useful"})[1]["judgement"] == "useful"
    assert nation("GET", address)[1]["judged_by"] == "token:desk"
    assert nation("GET", f"{address}/recompute") == (200, {"figures": True, "counts": True, "reason": ""})
    (rate,) = nation("GET", "/forewarn/rates")[1]
    assert (rate["total"]["useful"], rate["months"][-1]["made"]["useful"]) == (1, 1)
    assert nation("GET", "/forewarn/warnings", judged="no")[1]["results"] == []
    assert nation("GET", "/forewarn/warnings", judged="perhaps")[0] == 422


@pytest.mark.usefixtures("told")
def test_the_last_hours_are_told_in_a_briefing(nation: Caller) -> None:
    _, told = nation("GET", "/forewarn/briefing")
    assert [row["detector"] for row in told["warnings"]] == ["severity"]
    assert (told["left_out"], told["withdrawn"], told["held"]) == (0, [], {"told by a part": 1})
    assert nation("GET", "/forewarn/briefing", until="2015-01-01T00:00:00Z")[1]["warnings"] == []
    assert nation("GET", "/forewarn/briefing", hours="169")[0] == 422


@pytest.mark.usefixtures("told")
def test_a_day_is_told_as_it_was_known(nation: Caller) -> None:
    _, page = nation("GET", "/forewarn/warnings", held="true")
    (held,) = page["results"]
    assert (held["held"], bool(held["note"])) == ("told by a part", True)
    day = f"/forewarn/days/{held['day']}"
    assert {seen["detector"] for seen in nation("GET", day)[1]} == {"severity"}
    assert nation("GET", day, known="2015-01-01T00:00:00Z") == (200, [])
    _, listed = nation("GET", "/forewarn/series", of="deadliest")
    assert {row["country"] for row in listed["results"]} == {"IQ"}


def test_a_level_is_raised_acknowledged_and_ended(nation: Caller, locality: Caller, outsider: Caller) -> None:
    status, preview = nation("POST", "/level/preview", {"scheme": "generic", "rank": 3, "unit_id": "nation"})
    assert (status, preview["units"]) == (200, 4)
    status, raised = nation("POST", "/level/declarations", RAISE)
    assert (status, raised["word"]) == (201, "Heightened")
    assert nation("POST", "/level/declarations", RAISE)[1]["id"] == raised["id"]
    assert locality("GET", "/level/standing/locality")[1]["level"]["rank"] == 3
    assert outsider("GET", "/level/standing/locality")[1]["declaration"] is None
    _, orders = locality("GET", "/level/orders", outstanding="true")
    assert {row["unit_id"] for row in orders["results"]} == {"locality"}
    status, done = locality("POST", "/level/units/locality/acknowledge", {"note": "understood"})
    assert set(done["orders"]) == {row["id"] for row in orders["results"]}
    assert nation("POST", "/level/units/locality/acknowledge", {})[0] == 403
    address = f"/level/declarations/{raised['id']}"
    _, board = nation("GET", f"{address}/board", unit="locality")
    assert board["whole"]["tally"]["acknowledged"] == board["whole"]["tally"]["total"] > 0
    assert outsider("GET", address)[0] == 404
    assert nation("POST", f"{address}/end", {"reason": "All quiet"})[1]["ended"] is not None
    assert locality("GET", "/level/standing/locality")[1]["level"]["word"] == "Normal"


@pytest.mark.parametrize(
    ("change", "status", "where"),
    [
        ({"ends": "2015-11-20T08:00:00"}, 422, "body.body.ends"),
        ({"ends": "2015-11-01T08:00:00Z"}, 400, "ends"),
        ({"rank": 7}, 400, "generic"),
        ({"basis": ""}, 400, "basis"),
        ({"unit_id": "outsider"}, 403, ""),
        ({"key": ""}, 422, "body.body.key"),
    ],
)
def test_a_decision_that_lacks_something_is_refused(
    nation: Caller, change: dict[str, Any], status: int, where: str
) -> None:
    answered, refusal = nation("POST", "/level/declarations", RAISE | change)
    assert (answered, refusal["where"]) == (status, where)


def test_the_schemes_are_listed_calmest_first(nation: Caller) -> None:
    schemes = {scheme["id"]: scheme for scheme in nation("GET", "/level/schemes")[1]}
    assert [level["rank"] for level in schemes["generic"]["levels"]] == [1, 2, 3, 4]


@pytest.fixture
def on_the_map(cast: Cast) -> None:
    Unit.objects.filter(pk="nation").update(latitude=39.9, longitude=116.4)


@pytest.mark.usefixtures("on_the_map")
def test_an_alert_is_drafted_published_updated_and_cancelled(
    nation: Caller, analyst: Caller, locality: Caller, outsider: Caller, client: Client
) -> None:
    status, draft = analyst("POST", "/notify/alerts", ALERT)
    assert (status, draft["state"], draft["identifier"]) == (201, "draft", None)
    address = f"/notify/alerts/{draft['id']}"
    assert outsider("GET", address)[0] == 404
    assert analyst("PATCH", address, {"headline": "Many more checks"})[1]["headline"] == "Many more checks"
    assert analyst("POST", f"{address}/publish")[0] == 403
    _, out = nation("POST", f"{address}/publish")
    assert out["identifier"]
    assert outsider("GET", address)[0] == 200
    xml = nation.client.get(f"/api{address}/xml")
    assert xml["Content-Type"] == "application/cap+xml"
    assert cap.read(xml.content).infos[0].headline == "Many more checks"
    assert nation("PATCH", address, {"headline": "Never mind"})[0] == 409
    with clock.standing_at(NIGHT + timedelta(hours=1)):
        status, update = nation("POST", f"{address}/update", {"instruction": "Allow more time."})
        assert (status, update["follows_id"]) == (201, draft["id"])
    with clock.standing_at(NIGHT + timedelta(hours=2)):
        status, ended = nation("POST", f"/notify/alerts/{update['id']}/cancel", {"reason": "Over"})
        assert (status, ended["message_type"]) == (201, "Cancel")
    _, deliveries = nation("GET", f"{address}/deliveries")
    assert [(row["channel"], row["state"]) for row in deliveries["results"]] == [("feed", "sent")]
    assert nation("GET", f"{address}/deliveries", state="failed")[1]["results"] == []
    assert nation("GET", f"{address}/deliveries/counts")[1]["feed"]["sent"] == 1
    assert nation("POST", f"/notify/deliveries/{deliveries['results'][0]['id']}/resend")[0] == 409
    assert nation("POST", f"{address}/deliveries/resend")[0] == 409
    assert nation("POST", f"/notify/alerts/{ended['id']}/deliveries/resend") == (202, {"count": 0})
    _, page = locality("GET", "/notify/alerts", state="published")
    assert len(page["results"]) == 3


@pytest.mark.usefixtures("on_the_map")
def test_a_draft_that_cap_forbids_is_refused_by_element(analyst: Caller) -> None:
    status, refusal = analyst("POST", "/notify/alerts", ALERT | {"severity": "Awful"})
    assert (status, refusal["where"]) == (400, "alert/info[1]/severity")


def test_recipients_are_managed_by_administrators(cast: Cast, nation: Caller, settings: Any) -> None:
    from tests.server.conftest import TESTER
    from tocsin_server.units import services

    settings.EMAIL_HOST = "mail.example"
    admin = Caller(services.issue_token(TESTER, unit_id="nation", name="admin", role="administrator")[1])
    body = {"unit_id": "nation", "address": "desk@paper.example"}
    assert nation("POST", "/notify/recipients", body)[0] == 403
    status, row = admin("POST", "/notify/recipients", body)
    assert (status, row["channel"]) == (201, "mail")
    assert [one["id"] for one in admin("GET", "/notify/recipients", unit="nation")[1]["results"]] == [
        row["id"]
    ]
    assert nation("GET", "/notify/recipients", unit="nation")[0] == 403
    assert admin("DELETE", f"/notify/recipients/{row['id']}")[0] == 204
    assert admin("DELETE", f"/notify/recipients/{row['id']}")[0] == 404


def test_lists_are_paged_without_gap_or_repeat(analyst: Caller, cast: Cast) -> None:
    for number in range(7):
        assert analyst("POST", "/collect/feeds", FEED | {"id": f"f{number}"})[0] == 201
    seen: list[str] = []
    address = "/collect/feeds?page_size=3"
    while address:
        _, page = analyst("GET", address.removeprefix("http://testserver/api"))
        seen += [feed["id"] for feed in page["results"]]
        address = page["next"]
    assert seen == [f"f{number}" for number in range(7)]
