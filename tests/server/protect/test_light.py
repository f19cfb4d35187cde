"""Pages stay light: what finds rosters and routes is loaded by work in the background alone."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

LOADED = """
import sys
import django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print([name for name in ("ortools", "pyvrp") if name in sys.modules])
"""


def test_no_page_loads_the_solvers(monkeypatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.server.settings")
    told = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.stdout == "[]\n", told.stderr
