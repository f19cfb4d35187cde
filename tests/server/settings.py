"""The service's own settings, in a home folder of its own that goes when the tests are done."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["TOCSIN_HOME"] = tempfile.mkdtemp(prefix="tocsin-tests-")
atexit.register(shutil.rmtree, os.environ["TOCSIN_HOME"], ignore_errors=True)

from tocsin_server.settings import *  # noqa: E402, F403
from tocsin_server.settings import DATABASES, HOME  # noqa: E402

if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, not memory: threads and processes must meet in it as they do in service.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(HOME) / "test.sqlite3")}

(Path(HOME) / "static").mkdir()

TOCSIN_SECOND_PERSON = TOCSIN_ALERT_SECOND_PERSON = 0
"""Most tests are about something else; those of the second person set it."""
