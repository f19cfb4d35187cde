"""Callers with the tokens of several units and roles."""

import pytest

from tests.server.api.caller import Caller
from tests.server.conftest import TESTER, Cast
from tocsin_server.units import services


@pytest.fixture
def nation(cast: Cast) -> Caller:
    """The nation's duty officer's token."""
    return Caller(cast.secrets["nation"])


@pytest.fixture
def analyst(cast: Cast) -> Caller:
    """The nation's analyst's token."""
    return Caller(services.issue_token(TESTER, unit_id="nation", name="desk", role="analyst")[1])


@pytest.fixture
def locality(cast: Cast) -> Caller:
    """The locality's duty officer's token."""
    return Caller(cast.secrets["locality"])


@pytest.fixture
def outsider(cast: Cast) -> Caller:
    """Another nation's duty officer's token."""
    return Caller(cast.secrets["outsider"])
