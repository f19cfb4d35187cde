"""Run as a program when the trial is over: what the site now holds, as JSON, read by a process of its own."""

import json
from collections import Counter
from typing import Any

from tocsin_server.commands import site


def account() -> dict[str, Any]:
    """Everything a promise was made about."""
    from tests.server.level.ground import miscounted
    from tests.server.level.reckoning import faults
    from tocsin_server import clock
    from tocsin_server.collect.models import Report
    from tocsin_server.jobs.models import Job
    from tocsin_server.ledger.models import Entry
    from tocsin_server.ledger.services import verify
    from tocsin_server.level.models import Answer, Declaration, Order
    from tocsin_server.notify.models import Alert, Delivery

    verdict = verify()
    entries = Counter(Entry.objects.values_list("action", "subject"))
    return {
        "reports": list(Report.objects.values_list("url", flat=True)),
        "declarations": list(Declaration.objects.values_list("key", flat=True)),
        "orders": list(Order.objects.values_list("pk", "declaration", "unit", "measure", "state")),
        "faults": faults(clock.now()),
        "miscounted": miscounted(),
        "alerts": list(Alert.objects.values("id", "identifier", "state", "message_type", "follows")),
        "deliveries": list(
            Delivery.objects.values("id", "alert__identifier", "channel", "recipient", "state", "error")
        ),
        "jobs": list(Job.objects.values("kind", "key", "state", "attempts", "error")),
        "entries": [[*entry, count] for entry, count in entries.items()],
        "answers": list(Answer.objects.filter(kind="acknowledged").values_list("order", flat=True)),
        "told": told(),
        "chain": {"ok": verdict.ok, "entries": verdict.entries, "reason": verdict.reason},
    }


def told() -> list[int]:
    """The number of every order as often as the ledger says that it was acknowledged."""
    from tocsin_server.ledger.models import Entry

    said = Entry.objects.filter(action="level.acknowledged").values_list("data", flat=True)
    return [number for data in said for number in data["orders"]]


if __name__ == "__main__":
    site.start_django()
    print(json.dumps(account(), default=str))
