"""The live replay: each event when the site's clock says so. `tocsin demo` runs it beside the site."""

import logging
import sys
import time
from pathlib import Path

import django

log = logging.getLogger("tocsin.sample")


def main(folder: Path) -> None:
    """Replay the day once, then wait to be stopped."""
    django.setup()
    from tocsin.errors import TocsinError
    from tocsin_server import clock
    from tocsin_server.sample import day, load

    for event in day.timeline(folder):
        time.sleep(clock.seconds_until(event.at))
        try:
            load.happen(event)
        except TocsinError as error:
            log.warning("%s: %s", event.at.isoformat(), error)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
