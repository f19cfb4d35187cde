"""Where the larger data sets for tests lie, outside the repository; a test that needs them skips without."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
DATA = Path(os.environ.get("TOCSIN_SHARED_DATA", _BESIDE))


def shared_data(*parts: str) -> Path:
    """The path of a data set, or a visible skip where it is absent."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{Path(*parts)} is not in {DATA}; set TOCSIN_SHARED_DATA to where it is")
    return path
