"""Callers with the tokens of several units, on a night on which a level is raised over the locality."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.api.caller import Caller
from tests.server.conftest import Cast
from tests.server.level.api.desk import MEASURE, NEWER, NIGHT, RAISE, evidence_of, late, order_ids, telephone
from tocsin_server import clock


@pytest.fixture(autouse=True)
def night(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME, settings.TOCSIN_SMS = tmp_path, "folder"
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def callers(cast: Cast) -> dict[str, Caller]:
    """One for each unit's token."""
    return {name: Caller(secret) for name, secret in cast.secrets.items()}


@pytest.fixture
def nation(callers: dict[str, Caller]) -> Caller:
    return callers["nation"]


@pytest.fixture
def locality(callers: dict[str, Caller]) -> Caller:
    return callers["locality"]


@pytest.fixture
def raised(nation: Caller) -> str:
    """A level over the locality; its id."""
    status, row = nation("POST", "/level/declarations", RAISE)
    assert status == 201, row
    return str(row["id"])


@pytest.fixture
def full(cast: Cast, nation: Caller, locality: Caller) -> dict[str, Any]:
    """One of everything there is to see, all of the locality."""
    telephone(cast)
    raised = nation("POST", "/level/declarations", RAISE)[1]["id"]
    assert nation("POST", "/level/units/locality/measures", MEASURE)[0] == 201
    assert nation("POST", "/level/declarations", RAISE | {"key": "k2", "rank": 4, "propose": True})[0] == 201
    order, file = order_ids(locality)[0], evidence_of(locality)
    late(nation)
    plan = nation("GET", f"/level/declarations/{raised}")[1]["plan_id"]
    newer = nation("POST", "/level/plans", {"source": NEWER.replace("step = 2", "step = 3", 1)})[1]["id"]
    return {"raised": raised, "order": order, "file": file, "plan": plan, "newer": newer}
