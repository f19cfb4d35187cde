"""Levels, plans, the board and the report over the API: what each act does."""

from tests.server.api.caller import Caller
from tests.server.conftest import Cast
from tests.server.level.api.desk import MEASURE, NEWER, RAISE, order_ids


def test_a_level_is_lowered_extended_and_ended(nation: Caller, raised: str) -> None:
    lower = {"rank": 2, "key": "k2"}
    status, row = nation("POST", "/level/declarations", RAISE | lower)
    assert (status, row["word"], row["replaces_id"]) == (201, "Watchful", raised)
    in_force = nation("GET", "/level/declarations", in_force="true", unit="locality")[1]["results"]
    assert [each["id"] for each in in_force] == [row["id"]]
    later = {"ends": "2015-11-25T00:00:00Z", "reason": "Not over"}
    assert nation("POST", f"/level/declarations/{row['id']}/extend", later)[1]["ends"] == later["ends"]
    assert nation("POST", f"/level/declarations/{row['id']}/end", {"reason": "Over"})[1]["ended"]
    status, refusal = nation("POST", f"/level/declarations/{row['id']}/end", {"reason": "Over"})
    assert (status, refusal["reason"]) == (409, "conflict")


def test_a_proposal_waits_and_a_token_is_told_that_a_person_confirms(nation: Caller) -> None:
    status, row = nation("POST", "/level/declarations", RAISE | {"propose": True})
    assert (status, row["state"]) == (201, "proposed")
    assert order_ids(nation) == []
    status, refusal = nation("POST", f"/level/declarations/{row['id']}/confirm")
    assert (status, "person" in refusal["error"]) == (403, True)
    refused = nation("POST", f"/level/declarations/{row['id']}/refuse", {"reason": "A hoax"})[1]
    assert refused["state"] == "refused"


def test_the_preview_counts_by_kind_and_measure(nation: Caller) -> None:
    trial = {"rank": 3, "unit_id": "region", "threats": ["explosive"], "exercise": True}
    status, found = nation("POST", "/level/preview", trial)
    assert (status, found["units"], found["by_kind"]) == (200, 3, {"locality": 2, "region": 1})
    assert sum(found["by_measure"].values()) == found["orders"]
    status, refusal = nation("POST", "/level/preview", trial | {"threats": ["dragons"]})
    assert (status, refusal["where"]) == (400, "threats")


def test_the_board_counts_what_was_answered(nation: Caller, locality: Caller, raised: str) -> None:
    locality("POST", "/level/units/locality/acknowledge", {"orders": order_ids(locality)[:2]})
    _, board = nation("GET", f"/level/declarations/{raised}/board")
    assert (board["unit"]["id"], board["whole"]["tally"]["answered"]) == ("locality", 2)
    assert board["whole"]["state"] == "waiting"
    assert nation("GET", f"/level/declarations/{raised}/board", unit="neighbour")[0] == 404


def test_the_report_tells_what_came_of_a_level(nation: Caller, locality: Caller, raised: str) -> None:
    number, *_ = order_ids(locality)
    body = {"orders": [number], "kind": "cannot", "text": "No staff"}
    locality("POST", "/level/units/locality/answers", body)
    report = nation("GET", f"/level/declarations/{raised}/report")[1]
    assert (report["units"], report["answered"], report["could_not"]) == (1, 1, 1)
    assert [reason["text"] for reason in report["reasons"]] == ["No staff"]
    assert [(row["cause"], row["count"]) for row in report["went_up"]] == [("cannot", 1)]


def test_a_plan_is_compared_adopted_and_told(cast: Cast, nation: Caller) -> None:
    assert nation("POST", "/level/plans/changes", {"source": NEWER}) == (200, [])
    status, row = nation("POST", "/level/plans", {"source": NEWER})
    assert (status, row["version"][0]) == (201, "9")
    _, page = nation("GET", "/level/plans")
    assert len(page["results"]) == 2
    older = page["results"][1]["id"]
    assert nation("GET", f"/level/plans/{row['id']}/changes", since=str(older)) == (200, [])
    whole = nation("GET", f"/level/plans/{row['id']}")[1]
    assert whole["measures"][0]["title"]["en"]
    assert nation("GET", "/level/plans/99999")[0] == 404


def test_a_plan_with_a_fault_is_refused_by_its_line(nation: Caller) -> None:
    broken = 'id = "x"\nversion = "1"\ntitle = "X"\n[[measure]]\nid = "a"\narea = "dragons"\n'
    status, refusal = nation("POST", "/level/plans/changes", {"source": broken})
    assert status == 400
    assert "line 4" in refusal["where"]


def test_a_units_own_measure_gives_orders_and_takes_them_back(nation: Caller, raised: str) -> None:
    before = len(order_ids(nation))
    status, added = nation("POST", "/level/units/locality/measures", MEASURE)
    assert (status, added["measure"]["acknowledge"], added["unit_id"]) == (201, "P0DT00H30M00S", "locality")
    assert len(order_ids(nation)) == before + 1
    assert nation("DELETE", "/level/measures/close-gate")[0] == 204
    assert len(order_ids(nation)) == before
    assert nation("DELETE", "/level/measures/open-gate")[0] == 404
