"""Run as a program when the trial is over: what the site now holds, as JSON, read by a process of its own."""

import json
from collections import Counter
from typing import Any

from tocsin_server.commands import site


def account() -> dict[str, Any]:
    """Everything a promise was made about."""
    from tocsin_server.collect.models import Report
    from tocsin_server.jobs.models import Job
    from tocsin_server.ledger.models import Entry
    from tocsin_server.ledger.services import verify
    from tocsin_server.level.models import Order
    from tocsin_server.notify.models import Alert, Delivery

    verdict = verify()
    entries = Counter(Entry.objects.values_list("action", "subject"))
    return {
        "reports": list(Report.objects.values_list("url", flat=True)),
        "declarations": declarations(),
        "orders": list(Order.objects.values_list("key", "declaration", "unit", "measure", "state")),
        "alerts": list(Alert.objects.values("id", "identifier", "state", "message_type", "follows")),
        "deliveries": list(
            Delivery.objects.values("id", "alert__identifier", "channel", "recipient", "state", "error")
        ),
        "jobs": list(Job.objects.values("kind", "key", "state", "attempts", "error")),
        "entries": [[*entry, count] for entry, count in entries.items()],
        "answers": answers(),
        "chain": {"ok": verdict.ok, "entries": verdict.entries, "reason": verdict.reason},
    }


def declarations() -> list[dict[str, Any]]:
    """Each level raised, with the orders it gave and those it should have given."""
    from tocsin_server.level import services
    from tocsin_server.level.models import Declaration

    return [
        {
            "key": row.key,
            "id": row.pk,
            "orders": row.orders.count(),
            "expected": services.preview(scheme=row.scheme, rank=row.rank, unit_id=row.unit_id).orders,
        }
        for row in Declaration.objects.all()
    ]


def answers() -> list[str]:
    """The key of every order as often as the ledger says that it was acknowledged."""
    from tocsin_server.ledger.models import Entry

    said = Entry.objects.filter(action="level.acknowledged").values_list("data", flat=True)
    return [key for data in said for key in data["orders"]]


if __name__ == "__main__":
    site.start_django()
    print(json.dumps(account(), default=str))
