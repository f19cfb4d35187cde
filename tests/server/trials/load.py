"""Clients that work a site over its API without pause, and remember everything they were promised.

A promise is what a 2xx answer says. A client whose connection breaks sends the same request again, as any
client of a service that may be killed must.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Lock
from typing import Any

import httpx

from tests.server.trials.dispatches import dispatch
from tests.server.trials.founding import FEEDS
from tests.server.trials.ground import Ground

PATIENCE = 90.0
"""Seconds after which a request that is never answered is a failure of the trial."""

QUEUE = 60
"""Waiting work at which the sources slow down: the trial is about kills, not about a queue that grows."""


@dataclass
class Promises:
    """What the clients were told is done, by what tells it again."""

    documents: set[str] = field(default_factory=set)
    levels: set[str] = field(default_factory=set)
    answers: set[int] = field(default_factory=set)
    drafts: set[int] = field(default_factory=set)
    alerts: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def writes(self) -> int:
        """How many writes were acknowledged."""
        kinds = (self.documents, self.levels, self.answers, self.drafts, self.alerts)
        return sum(map(len, kinds))

    @property
    def requests(self) -> int:
        """How many requests were made, those that broke too."""
        return self.statuses.total() + self.broken


class Client:
    """The bearer of one token."""

    def __init__(self, site: Ground, secret: str, promises: Promises) -> None:
        self.site, self.promises = site, promises
        self._http = httpx.Client(
            base_url=f"{site.address}/api",
            headers={"Authorization": f"Bearer {secret}"},
            timeout=30,
            trust_env=False,
        )

    def send(self, method: str, path: str, **content: Any) -> httpx.Response:
        """The answer to a request that is sent again until there is one."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self._http.request(method, path, **content)
            except httpx.TransportError:
                self._note_break()
                assert time.monotonic() < deadline, f"{method} {path} found no answer for {PATIENCE} s"
                time.sleep(0.1)
                continue
            self._note_answer(method, path, answer)
            return answer

    def _note_break(self) -> None:
        with self.promises.lock:
            self.promises.broken += 1

    def _note_answer(self, method: str, path: str, answer: httpx.Response) -> None:
        """A conflict is right where a request that broke had been obeyed, or a level stands already, and a
        level below its floor is refused by right; any other refusal is a failure."""
        with self.promises.lock:
            self.promises.statuses[answer.status_code] += 1
        right = answer.is_success or answer.status_code == httpx.codes.CONFLICT
        right = right or answer.json().get("reason") == "below_floor"
        assert right, f"{method} {path}: {answer.status_code} {answer.text[:300]}"


Round = Callable[[Client, int], None]


def push(lane: int) -> Round:
    """A source: dispatches no other source has; now and then one twice, which must stay one report."""

    def send(client: Client, number: int) -> None:
        serial = lane * 1_000_000 + number
        url = f"https://wire.example/{serial}"
        query = {"url": url, "published": datetime.now(UTC).isoformat()}
        path = f"/collect/feeds/{random.choice(FEEDS)}/documents"
        for _ in range(2 if number % 7 == 0 else 1):
            body = {"content": dispatch(serial), "headers": {"Content-Type": "text/plain"}}
            if client.send("POST", path, params=query, **body).is_success:
                client.promises.documents.add(url)
        time.sleep(0.1 if _queue(client.site) < QUEUE else 1)

    return send


def _queue(site: Ground) -> int:
    return int(site.rows("SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'leased')")[0][0])


def raise_level(client: Client, number: int) -> None:
    """A decision with a key of its own, which may replace what stands there, for one threat now and then;
    some are sent twice, which must stay one declaration."""
    unit = random.choice(["nation", "region-1", "region-2", "region-3", "locality-1-1", "locality-3-4"])
    key = f"decision-{number}"
    body = {
        "key": key,
        "rank": random.choice([2, 3, 4]),
        "unit_id": unit,
        "basis": "Emergency law, article 45",
        "owner": "Duty officer",
        "reason": f"Trial {number}",
        "threats": random.choice([[], [], ["mail"]]),
        "ends": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
    }
    for _ in range(2 if number % 5 == 0 else 1):
        if client.send("POST", "/level/declarations", json=body).is_success:
            client.promises.levels.add(key)
    time.sleep(0.7)


def acknowledge(unit_id: str) -> Round:
    """An officer who answers for a unit: some of its open orders at a time."""

    def answer(client: Client, _: int) -> None:
        query = {"unit": unit_id, "outstanding": True}
        listed = client.send("GET", "/level/orders", params=query).json()
        numbers = [order["id"] for order in listed["results"]][: random.randint(1, 20)]
        if numbers:
            path = f"/level/units/{unit_id}/acknowledge"
            if client.send("POST", path, json={"orders": numbers}).is_success:
                client.promises.answers.update(numbers)
        time.sleep(0.3)

    return answer


def alert(client: Client, number: int) -> None:
    """An alert from draft to publication; some are updated, some of these cancelled."""
    words = {
        "event": "Heightened security",
        "headline": f"More checks at stations, trial {number}",
        "description": "Patrols and checks have been increased at busy places.",
        "language": "en",
        "category": ["Security"],
        "urgency": "Expected",
        "severity": "Moderate",
        "certainty": "Possible",
        "expires": (datetime.now(UTC) + timedelta(hours=6)).isoformat(),
        "area_units": ["nation"],
    }
    unit = random.choice(["nation", "region-1", "region-2"])
    drafted = client.send("POST", "/notify/alerts", json={"unit_id": unit, **words}).json()
    client.promises.drafts.add(drafted["id"])
    published = _sent(client, f"/notify/alerts/{drafted['id']}/publish", {})
    if published and number % 3 == 0:
        path = f"/notify/alerts/{published['id']}/update"
        published = _sent(client, path, {"headline": f"Still more checks, trial {number}"})
    if published and number % 6 == 0:
        _sent(client, f"/notify/alerts/{published['id']}/cancel", {"reason": "The trial is over."})
    time.sleep(1)


def _sent(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """The alert that went out; None where it had already, in answer to a request that broke."""
    answer = client.send("POST", path, json=body)
    if not answer.is_success:
        return None
    sent: dict[str, Any] = answer.json()
    client.promises.alerts.add(sent["identifier"])
    return sent


def keep_on(client: Client, do: Round) -> Iterator[None]:
    """Round after round, as long as it is asked to."""
    for number in count(1):
        yield do(client, number)
