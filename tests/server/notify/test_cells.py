"""A cell broadcast centre gets each broadcast once; whatever it does, what became of it is known."""

import json
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.server.level.reach import free_port
from tocsin.base import Alert, AlertStatus, Area, Info, MessageType, Scope
from tocsin.errors import BadInput
from tocsin.notify import cells
from tocsin_server.notify.channels import DeliveryFailed, Target, get_channel
from tocsin_server.notify.channels.cells import Folder, Socket
from tocsin_server.settings import _cells

SENT = datetime(2015, 11, 14, 12, tzinfo=timezone(timedelta(hours=8)))
SQUARE = ((39.8, 116.2), (39.8, 116.6), (40.1, 116.6), (40.1, 116.2), (39.8, 116.2))
INFO = Info(
    language="en",
    category=("Met",),
    event="Flash flood",
    urgency="Immediate",
    severity="Extreme",
    certainty="Observed",
    expires=SENT + timedelta(hours=6),
    instruction="Go to higher ground now.",
    areas=(Area(description="Lower town", polygons=(SQUARE,)),),
)
ALERT = Alert(
    identifier="urn:oid:2.49.0.1.156.0.7",
    sender="duty@centre.example",
    sent=SENT,
    status=AlertStatus.ACTUAL,
    message_type=MessageType.ALERT,
    scope=Scope.PUBLIC,
    infos=(INFO,),
)
TARGET = Target(key="cells", address="cells")

Answer = Callable[[dict[str, Any]], bytes | None]


def state(word: str, reason: str = "") -> Answer:
    return lambda asked: json.dumps({"id": asked["id"], "state": word, "reason": reason}).encode()


def raw(octets: bytes | None) -> Answer:
    return lambda _: octets


@dataclass
class FakeCentre:
    """A centre on a real port: `answers` are used up one for each connection, the last for ever after; None
    hangs up without a word, and so does one that has only begun to answer. It knows what it has by its id."""

    answers: list[Answer]
    port: int = 0
    silent_for: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)
    on_air: dict[str, dict[str, Any]] = field(default_factory=dict)

    def handle(self, connection: Any) -> None:
        asked = json.loads(_exactly(connection, int.from_bytes(_exactly(connection, 4), "big")))
        self.asked.append(asked)
        self.on_air.setdefault(asked["id"], asked["broadcast"])
        time.sleep(self.silent_for)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1](asked)
        if answer is not None:
            connection.sendall(len(answer).to_bytes(4, "big") + answer)


def _exactly(connection: Any, count: int) -> bytes:
    octets = b""
    while len(octets) < count:
        more = connection.recv(count - len(octets))
        if not more:
            raise ConnectionError
        octets += more
    return octets


@contextmanager
def standing(
    *answers: Answer, silent_for: float = 0.0, tls: ssl.SSLContext | None = None
) -> Iterator[FakeCentre]:
    found = FakeCentre(list(answers), silent_for=silent_for)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                connection = tls.wrap_socket(self.request, server_side=True) if tls else self.request
                found.handle(connection)
            except OSError:
                return  # the other side has gone, or does not trust us

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        found.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield found
        finally:
            server.shutdown()


def hand(centre: FakeCentre, timeout: float = 5.0) -> None:
    Socket("127.0.0.1", centre.port, tls=False, timeout=timeout).take(cells.broadcast(ALERT))


def test_what_a_centre_takes_is_the_hand_off_file_under_the_alerts_name() -> None:
    with standing(state("taken")) as centre:
        hand(centre)
    (asked,) = centre.asked
    assert asked["id"] == f"{ALERT.identifier}#0"
    assert cells.read(json.dumps(asked["broadcast"]).encode()).messages[0].key.identifier == 4371


@pytest.mark.parametrize(
    ("answer", "words", "permanent", "unsure"),
    [
        (state("refused", "no such area"), "answers refused: no such area", True, False),
        (state("later", "busy"), "answers later: busy", False, False),
        (state("perhaps"), "answers b'", False, True),
        (raw(b'{"id": "another", "state": "taken"}'), "answers b'", False, True),
        (raw(b"ok"), "answers b'ok'", False, True),
        (raw(b""), "answers b''", False, True),
        (raw(None), "fell silent: it hung up", False, True),
        (raw(b"x" * 70_000), "fell silent: it answers 70000 octets", False, True),
    ],
)
def test_what_a_centre_answers_decides_what_becomes_of_it(
    answer: Answer, words: str, permanent: bool, unsure: bool
) -> None:
    with standing(answer) as centre, pytest.raises(DeliveryFailed, match=words) as caught:
        hand(centre)
    assert (caught.value.permanent, caught.value.unsure) == (permanent, unsure)


def test_silence_leaves_it_unsure() -> None:
    silent = standing(state("taken"), silent_for=1.0)
    with silent as centre, pytest.raises(DeliveryFailed, match="fell silent") as caught:
        hand(centre, timeout=0.2)
    assert caught.value.unsure


def test_after_one_silence_it_is_asked_once_more_and_broadcast_once() -> None:
    with standing(raw(None), state("taken")) as centre:
        hand(centre)
    assert len(centre.asked) == 2
    assert len(centre.on_air) == 1


def test_a_centre_that_is_not_there_may_be_tried_again() -> None:
    closed = Socket("127.0.0.1", free_port(), tls=False, timeout=1.0)
    with pytest.raises(DeliveryFailed, match="cannot be reached") as caught:
        closed.take(cells.broadcast(ALERT))
    assert (caught.value.permanent, caught.value.unsure) == (False, False)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed but itself."""
    path = tmp_path / "centre.pem"
    subject = ["-subj", "/CN=centre", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", str(path.with_suffix(".key")), "-out", str(path)]
    subprocess.run([*made, *subject, *files, "-days", "2"], check=True, capture_output=True)
    return path


def test_tls_is_spoken_with_a_centre_that_is_trusted_and_with_no_other(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    with standing(state("taken"), tls=context) as centre:
        spoken = Socket("127.0.0.1", centre.port, tls=True, timeout=5.0)
        with pytest.raises(DeliveryFailed, match=r"cannot be reached: .*certificate") as caught:
            spoken.take(cells.broadcast(ALERT))
        assert not caught.value.unsure
        assert centre.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        spoken.take(cells.broadcast(ALERT))
    assert len(centre.asked) == 1


def test_a_folder_gets_whole_files_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        Folder(tmp_path).take(cells.broadcast(ALERT))
    (path,) = tmp_path.iterdir()
    assert path.name == "urn_oid_2.49.0.1.156.0.7.0.json"
    assert cells.read(path.read_bytes()).alert == ALERT.identifier


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scope": Scope.RESTRICTED, "restriction": "Police"}, "not for the public"),
        ({"infos": (replace(INFO, severity="Minor"),)}, "severity is Minor"),
        ({"infos": (replace(INFO, expires=None),)}, "until when"),
    ],
)
def test_what_may_not_be_broadcast_fails_for_good(
    settings: Any, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    settings.HOME, settings.TOCSIN_CELLS = tmp_path, "folder"
    with pytest.raises(DeliveryFailed, match=words) as caught:
        get_channel("cells").deliver(replace(ALERT, **changes), b"", TARGET)
    assert caught.value.permanent
    assert not list(tmp_path.iterdir())


def test_a_cancel_stops_what_is_on_the_air(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.TOCSIN_CELLS = tmp_path, "folder"
    later, kind = SENT + timedelta(hours=1), MessageType.CANCEL
    cancel = replace(ALERT, identifier="b", sent=later, message_type=kind, references=(ALERT.reference,))
    get_channel("cells").deliver(cancel, b"", TARGET)
    made = cells.read((tmp_path / "cells" / "b.1.json").read_bytes())
    assert (made.action, made.replaces) == (cells.Action.STOP, (ALERT.identifier,))


def test_it_is_offered_only_where_the_site_has_a_centre(settings: Any) -> None:
    settings.TOCSIN_CELLS = ""
    channel: Any = get_channel("cells")
    assert not channel.chosen
    with pytest.raises(BadInput, match="set TOCSIN_CELLS"):
        channel.check_address("cells")
    with pytest.raises(DeliveryFailed, match="set TOCSIN_CELLS") as caught:
        channel.deliver(ALERT, b"", TARGET)
    assert caught.value.permanent
    settings.TOCSIN_CELLS = "tls://centre.example:7000"
    assert channel.chosen


@pytest.mark.parametrize("name", ["yes", "tcp://", "tcp://centre", "http://centre:1", "tls://centre:x"])
def test_an_address_that_is_none_stops_the_start(name: str) -> None:
    with pytest.raises(SystemExit, match="TOCSIN_CELLS"):
        _cells(name)
    assert _cells("tcp://centre:7000")
