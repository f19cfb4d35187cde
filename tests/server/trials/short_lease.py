"""Run as a program: the worker of the service, but with leases of as many seconds as the argument says."""

import signal
import sys
from threading import Event

from tocsin_server.commands import site

if __name__ == "__main__":
    site.start_django()
    from tocsin_server.jobs.worker import run
    from tocsin_server.pipeline.handlers import HANDLERS
    from tocsin_server.pipeline.lanes import LANES
    from tocsin_server.pipeline.schedule import enqueue_due

    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run(HANDLERS, stop, lanes=LANES, tick=enqueue_due, lease_seconds=float(sys.argv[1]))
