"""Load a sample day in a process of its own, whose memory ends with it: `... loading FOLDER`."""

import sys
from pathlib import Path

from tocsin_server.commands import site
from tocsin_server.commands.progress import bar


def load(folder: Path) -> None:
    """Load the day into the site in TOCSIN_HOME, once."""
    site.start_django()
    from tocsin_server.sample import load

    with bar() as shown:
        load.once(folder, shown)


if __name__ == "__main__":
    load(Path(sys.argv[1]))
