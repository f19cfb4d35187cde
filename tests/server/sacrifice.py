"""Processes made to be killed: a worker (run as a program) and a web application, on the tests' own database.

The worker has two kinds of work. "note" is one transaction with its job. "chain" is not: it writes, lingers
where a kill may strike, and may be done again, so it leans on the key of what it enqueues.
"""

import os
import signal
import sys
import time
from threading import Event
from typing import Any

import django
from django.core.wsgi import get_wsgi_application

django.setup()

from django.db import connection  # noqa: E402

from tocsin_server.jobs import services, worker  # noqa: E402
from tocsin_server.ledger.services import Actor, act  # noqa: E402

connection.settings_dict["NAME"] = os.environ["SACRIFICE_DATABASE"]
connection.close()
application = get_wsgi_application()

ACTOR = Actor("system:sacrifice")
LEASE = 2.0
LINGER = 0.03


@worker.commits_with_its_job
def note(payload: dict[str, Any]) -> None:
    with act(ACTOR, "trial.noted") as entry:
        entry.subject = payload["key"]
        time.sleep(LINGER)


def chain(payload: dict[str, Any]) -> None:
    services.enqueue("note", f"{payload['key']}:child", {"key": f"{payload['key']}:child"})
    time.sleep(LINGER)


if __name__ == "__main__":
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    worker.run({"note": note, "chain": chain}, stop, name=sys.argv[1], lease_seconds=LEASE)
