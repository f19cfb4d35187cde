"""`tocsin level` raises levels and answers orders on a site over its API, and tells what came of it."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client as Browser
from typer.testing import CliRunner, Result

from tests.server.conftest import Cast
from tocsin.errors import BadInput, Conflict, NotAllowed, TocsinError
from tocsin_server import clock
from tocsin_server.commands.level import app
from tocsin_server.commands.level.client import Client, Connection
from tocsin_server.level import selectors
from tocsin_server.level.models import Answer, Declaration, Order

NIGHT = datetime(2015, 11, 13, 23, tzinfo=UTC)
DECISION = ("--ends", "in 7 d", "--basis", "Law 1", "--owner", "Duty desk", "--reason", "Attacks abroad")
Run = Callable[..., Result]


class InProcess(httpx.BaseTransport):
    """The site in the test's own process and transaction."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        path, content = request.url.raw_path.decode(), request.read()
        kind = headers.pop("content-type", "application/json")
        answer = Browser().generic(request.method, path, content, kind, headers=headers)
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


@pytest.fixture(autouse=True)
def night(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME = tmp_path
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def run(cast: Cast) -> Run:
    """The command, with the site in the same process; `who` holds the token."""

    def go(*arguments: str, who: str = "nation") -> Result:
        site = Connection("http://localhost", cast.secrets[who], transport=InProcess())
        return CliRunner().invoke(app, arguments, obj=site)

    return go


@pytest.fixture
def raised(run: Run) -> Declaration:
    """A level over the region."""
    done = run("raise", "Heightened", "--unit", "region", *DECISION, "--yes")
    assert done.exit_code == 0, done.output
    return Declaration.objects.get()


def refusal(done: Result) -> TocsinError:
    assert isinstance(done.exception, TocsinError), done.output
    return done.exception


def first_order(unit: str) -> str:
    return str(Order.objects.filter(unit=unit).order_by("pk").values_list("pk", flat=True)[0])


def test_a_level_is_raised_by_its_word_and_shown(run: Run, raised: Declaration) -> None:
    assert (raised.rank, raised.unit_id, raised.ends) == (3, "region", NIGHT + timedelta(days=7))
    shown = run("show", "locality").stdout
    assert "Heightened (3) holds for locality" in shown
    assert str(raised.pk)[:8] in shown
    told = json.loads(run("show", "--json").stdout)
    assert (told["level"]["rank"], [row["unit_id"] for row in told["in_force"]]) == (1, ["region"])


def test_what_it_would_order_is_shown_first_and_nothing_is_done_where_nobody_can_be_asked(run: Run) -> None:
    done = run("raise", "3", *DECISION)
    assert "orders to 4 units" in done.stdout
    assert "--yes" in str(refusal(done))
    assert not Declaration.objects.exists()


def test_an_exercise_says_so_wherever_it_shows(run: Run) -> None:
    """Its orders are marked, its board is headed, and the level that holds is untouched."""
    exercise = ("raise", "3", "--unit", "region", *DECISION, "--exercise")
    assert "Heightened over region (EXERCISE)" in run(*exercise).stdout
    assert run(*exercise, "--yes").exit_code == 0
    assert run("board").stdout.startswith("EXERCISE: Heightened")
    assert "EXERCISE: " in run("orders", who="locality").stdout
    assert "EXERCISE: Heightened" in run("report").stdout
    assert "Normal (1) holds" in run("show", "locality").stdout


def test_the_same_key_raises_once(run: Run) -> None:
    again = ("raise", "3", *DECISION, "--key", "night-1", "--yes")
    assert [str(run(*again).exception) for _ in range(2)] == ["None", "None"]
    assert Declaration.objects.count() == 1


def test_a_level_is_lowered_by_name_only_and_says_what_it_replaces(run: Run, raised: Declaration) -> None:
    down = ("--unit", "region", *DECISION)
    assert "say `tocsin level lower`" in str(refusal(run("raise", "2", *down, "--yes")))
    assert "in the place of Heightened (3)" in run("lower", "2", *down).stdout
    assert run("lower", "2", *down, "--yes").exit_code == 0
    assert selectors.standing("region").level.rank == 2
    assert "nothing stands over it" in str(refusal(run("lower", "2", *DECISION, "--yes")))


def test_a_level_is_extended_and_ended(run: Run, raised: Declaration) -> None:
    start = str(raised.pk)[:8]
    done = run("extend", start, "--ends", "2015-11-25T00:00+08:00", "--reason", "Not over")
    assert done.exit_code == 0
    raised.refresh_from_db()
    assert raised.ends == datetime(2015, 11, 24, 16, tzinfo=UTC)
    assert run("end", "--reason", "Over", "--yes").exit_code == 0
    assert "no level is in force" in str(refusal(run("board")))
    assert "not in force" in str(refusal(run("end", start, "--reason", "Over", "--yes")))


@pytest.mark.parametrize(
    ("ends", "words"),
    [("2015-11-25T00:00", "time zone"), ("soon", "neither"), ("2015-11-01T00:00Z", "past")],
)
def test_an_end_that_cannot_be_is_refused(run: Run, ends: str, words: str) -> None:
    done = run("raise", "3", "--ends", ends, *DECISION[2:], "--yes")
    assert words in str(refusal(done))
    assert refusal(done).where.startswith("ends") or "ends" in str(refusal(done))


def test_a_level_of_another_name_is_refused_with_those_there_are(run: Run) -> None:
    assert "Watchful (2)" in str(refusal(run("raise", "Purple", *DECISION, "--yes")))


def test_a_proposal_waits_for_a_person_and_may_be_refused(run: Run) -> None:
    assert "second person" in run("raise", "3", *DECISION, "--propose", "--yes").stdout
    proposed = str(Declaration.objects.get().pk)[:8]
    assert "Waiting for a second person" in run("show").stdout
    error = refusal(run("confirm", proposed))
    assert isinstance(error, NotAllowed)
    assert "http://localhost/console/level/" in str(error)
    assert run("confirm", proposed, "--refuse", "A hoax").exit_code == 0
    assert Declaration.objects.get().state == "refused"


def test_orders_are_listed_and_acknowledged(run: Run, raised: Declaration) -> None:
    listed = run("orders", who="locality").stdout
    assert len(re.findall(r"^\d+ +locality +issued", listed, re.MULTILINE)) == _orders("locality")
    one = first_order("locality")
    assert "1 order acknowledged" in run("ack", one, "--note", "Seen", who="locality").stdout
    assert run("ack", who="locality").exit_code == 0
    assert "No order of locality waits" in run("orders", who="locality").stdout
    assert Answer.objects.filter(order=one).get().text == "Seen"
    rows = json.loads(run("orders", "--all", "--most", "3", "--json", who="locality").stdout)
    assert {row["state"] for row in rows} == {"acknowledged"}
    assert len(rows) == 3


def test_a_unit_above_takes_down_what_was_said_by_telephone(run: Run, raised: Declaration) -> None:
    down = ("ack", "--unit", "neighbour", "--taken-down")
    assert "say how the unit answered" in str(refusal(run(*down, who="region")))
    assert run(*down, "--note", "by telephone", who="region").exit_code == 0
    assert not Order.objects.filter(unit="neighbour", state="issued").exists()
    assert isinstance(refusal(run(*down, "--note", "x", who="locality")), NotAllowed)


def test_an_order_is_answered_with_evidence(run: Run, raised: Declaration, tmp_path: Path) -> None:
    file, one = tmp_path / "report.txt", first_order("locality")
    file.write_text("Both gates manned.")
    said = (
        "--text",
        "Done",
        "--place",
        "North gate",
        "--time",
        "2015-11-14T06:30+08:00",
        "--file",
        str(file),
    )
    done = run("answer", one, "done", *said, who="locality")
    assert done.exit_code == 0, done.exception
    answer = Answer.objects.select_related("file").get(order=one)
    assert (answer.kind, answer.place, answer.time) == ("done", "North gate", NIGHT - timedelta(minutes=30))
    assert answer.file is not None
    assert answer.file.name == "report.txt"
    assert "had this answer already" in run("answer", one, "acknowledged", who="locality").stdout
    assert isinstance(refusal(run("answer", one, "cannot", "--text", "x", who="locality")), Conflict)


def test_an_answer_of_no_kind_and_an_order_of_no_number_are_refused(run: Run, raised: Declaration) -> None:
    assert "in_progress" in str(refusal(run("answer", first_order("locality"), "perhaps", who="locality")))
    assert "no such order" in str(refusal(run("answer", "999999", "done", who="locality")))


def test_a_sheet_goes_out_to_a_file_and_back(run: Run, raised: Declaration, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    assert run("orders", "--csv", str(file), "--unit", "locality", who="locality").exit_code == 0
    text = file.read_text("utf-8-sig").replace(",issued,,", ",issued,acknowledged,")
    file.write_text(text)
    told = run("orders", "--read", str(file), who="locality").stdout
    assert f"{_orders('locality')} orders answered; 0 as before" in told
    file.write_text(text.replace(",locality,", ",neighbour,"))
    done = run("orders", "--read", str(file), who="locality")
    assert "nothing was taken" in str(refusal(done))
    assert "line 2:" in done.stderr


def test_the_board_fits_eighty_columns_and_leads_down(run: Run, raised: Declaration) -> None:
    run("ack", who="locality")
    top = run("board").stdout
    assert "Locality [locality]" in top
    assert "100 %" in top
    assert all(len(line) <= 80 for line in top.splitlines())
    assert "Neighbour" not in run("board", "locality").stdout
    assert json.loads(run("board", "locality", "--json").stdout)["whole"]["state"] == "under_way"


def test_the_report_tells_what_came_of_it(run: Run, raised: Declaration) -> None:
    run("answer", first_order("locality"), "cannot", "--text", "No staff", who="locality")
    told = run("report").stdout
    assert "Heightened over Region" in told
    assert "1 cannot be done" in told
    assert "No staff" in told
    assert json.loads(run("report", "--json").stdout)["could_not"] == 1


def test_what_a_unit_wrote_cannot_rewrite_the_screen(run: Run, raised: Declaration) -> None:
    run("answer", first_order("locality"), "cannot", "--text", "\x1b[2JNo [red]staff", who="locality")
    told = run("report").stdout
    assert "\x1b" not in told
    assert "No [red]staff" in told


def _orders(unit: str) -> int:
    return Order.objects.filter(unit=unit).count()


# Reaching a site.


@pytest.mark.parametrize(
    ("site", "words"),
    [
        ("", "TOCSIN_SITE"),
        ("tocsin.example", "https://"),
        ("ftp://tocsin.example", "https://"),
        ("http://tocsin.example", "--insecure-http"),
        ("http://localhost.example", "--insecure-http"),
        ("https://user:word@tocsin.example", "alone"),
    ],
)
def test_an_address_that_is_none_or_not_safe_is_refused(site: str, words: str) -> None:
    with pytest.raises(BadInput, match=re.escape(words)):
        Connection(site, "tocsin_x").open()


@pytest.mark.parametrize(
    "site", ["https://tocsin.example", "http://localhost:8000", "http://127.0.0.1", "http://[::1]:1"]
)
def test_a_token_travels_encrypted_or_on_this_machine(site: str) -> None:
    assert isinstance(Connection(site, "tocsin_x").open(), Client)
    assert isinstance(Connection("http://10.0.0.1", "tocsin_x", insecure_http=True).open(), Client)


def test_a_token_file_is_read_if_nobody_else_may(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("tocsin_secret\n")
    file.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        Connection("https://tocsin.example", token_file=file).open()
    file.chmod(0o600)
    client = Connection("https://tocsin.example", token_file=file).open()
    assert client.http.headers["Authorization"] == "Bearer tocsin_secret"
    with pytest.raises(BadInput, match="no token can be read"):
        Connection("https://tocsin.example", token_file=tmp_path / "none").open()


def test_without_a_token_nothing_is_sent() -> None:
    with pytest.raises(BadInput, match="TOCSIN_TOKEN"):
        Connection("https://tocsin.example").open()


def test_a_token_that_is_not_in_force_is_told(run: Run, cast: Cast) -> None:
    cast.secrets["nation"] = "tocsin_old"
    assert isinstance(refusal(run("show")), NotAllowed)


def answering(answer: Callable[[httpx.Request], httpx.Response]) -> Result:
    site = Connection("https://tocsin.example", "tocsin_x", transport=httpx.MockTransport(answer))
    return CliRunner().invoke(app, ["show"], obj=site)


def test_a_site_that_cannot_be_reached_is_told_in_one_line() -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused")

    done = answering(broken)
    assert done.exit_code == 1
    assert "https://tocsin.example cannot be reached: connection refused" in done.stderr


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(200, text="<html>"), "not answer as a Tocsin site"),
        (httpx.Response(502, text="Bad gateway"), "502"),
        (httpx.Response(301, headers={"Location": "https://other.example/"}), "https://other.example/"),
    ],
)
def test_what_is_no_tocsin_site_is_told(answer: httpx.Response, words: str) -> None:
    assert words in str(refusal(answering(lambda _: answer)))


def test_a_decision_whose_answer_was_lost_can_be_repeated(cast: Cast) -> None:
    """The line breaks after the decision was sent: the same key does it once."""
    inner = InProcess()

    class Lossy(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = inner.handle_request(request)
            if request.method == "POST" and request.url.path.endswith("/declarations"):
                raise httpx.ReadTimeout("timed out")
            return answer

    site = Connection("http://localhost", cast.secrets["nation"], transport=Lossy())
    done = CliRunner().invoke(app, ["raise", "3", *DECISION, "--yes"], obj=site)
    assert done.exit_code == 1
    key = Declaration.objects.get().key
    assert f"--key {key}" in done.stdout
