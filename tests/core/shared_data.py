"""Where the larger data sets for tests lie, outside the repository; a test that needs them skips without."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("TOCSIN_SHARED_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"))


def shared_data(*parts: str) -> Path:
    """The path of a data set, or a visible skip where it is absent."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{Path(*parts)} is not in {DATA}; set TOCSIN_SHARED_DATA to where it is")
    return path
