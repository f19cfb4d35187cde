"""Run as a program: a country of two thousand units that is found, has a level raised, and is looked at.

python -m tests.server.trials.country found
python -m tests.server.trials.country raise KEY RANK BEGUN
python -m tests.server.trials.country account
"""

import json
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from tocsin_server.commands import site

REGIONS, LOCALITIES = 20, 100
MEASURES = {3: 15, 4: 20}
"""How many measures each kind of unit is asked at a rank."""

UNITS = 1 + REGIONS * (1 + LOCALITIES)
MEASURE = """
[[measure]]
id = "measure-{number}"
area = "patrols"
title = "Measure {number}"
text = "Do what measure {number} says."
step = {step}
kinds = ["all"]
basis = "Public safety law"
owner = "National group"
acknowledge = "1 h"
do = "1 d"
"""


def plan() -> str:
    """Measures for every kind of unit, most of them from step 3 on."""
    head = 'id = "trial"\nversion = "1"\ntitle = "Trial"\n'
    steps = [3] * MEASURES[3] + [4] * (MEASURES[4] - MEASURES[3])
    return head + "".join(MEASURE.format(number=number, step=step) for number, step in enumerate(steps))


def officer() -> Any:
    """The duty officer of the nation."""
    from tocsin_server.units.viewer import Held, Viewer

    return Viewer("person:officer", 1, (Held("nation", "/nation/", "duty_officer"),))


def found() -> int:
    """Tables, units and plan; how many units there are."""
    from tocsin_server.level import services
    from tocsin_server.units.models import Unit

    rows = [Unit(id="nation", name="Nation", kind="national", path="/nation/")]
    for region in (f"region-{number}" for number in range(REGIONS)):
        path = f"/nation/{region}/"
        rows.append(Unit(id=region, name=region, kind="region", parent_id="nation", path=path))
        for id in (f"{region}-{number}" for number in range(LOCALITIES)):
            rows.append(Unit(id=id, name=id, kind="locality", parent_id=region, path=f"{path}{id}/"))
    Unit.objects.bulk_create(rows, batch_size=500)
    services.adopt_plan(officer(), plan())
    return len(rows)


def raise_level(key: str, rank: str, begun: str) -> float:
    """Raise a level over the nation, having written the file `begun`; how many seconds it took."""
    from tocsin_server import clock
    from tocsin_server.level import services

    Path(begun).touch()
    since = time.monotonic()
    services.raise_level(
        officer(), key=key, scheme="generic", rank=int(rank), unit_id="nation", basis="Public safety law",
        owner="National group", reason="Trial", ends=clock.now() + timedelta(days=1),
    )  # fmt: skip
    return time.monotonic() - since


def account() -> dict[str, Any]:
    """What is wrong with the orders and counts, and how many units have how many live orders."""
    from tests.server.level.ground import miscounted
    from tests.server.level.reckoning import faults, live, orders_by_unit
    from tocsin_server import clock
    from tocsin_server.ledger.services import verify
    from tocsin_server.level.models import Declaration

    now = clock.now()
    orders = sum((orders_by_unit(row) for row in live(now)), Counter())
    return {
        "declarations": list(Declaration.objects.order_by("starts").values_list("key", flat=True)),
        "in_force": len(live(now)),
        "each_has": list(Counter(orders.values()).items()),
        "faults": faults(now),
        "miscounted": miscounted(),
        "chain": verify().ok,
    }


if __name__ == "__main__":
    site.start_django()
    if sys.argv[1] == "found":
        site.migrate()
    do = {"found": found, "raise": raise_level, "account": account}[sys.argv[1]]
    print(json.dumps(do(*sys.argv[2:])))
