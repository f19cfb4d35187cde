"""Run as a program: found the trials' site and print what its clients need, as JSON.

nation                         duty officer, administrator; 2 mail recipients
  region-1 .. region-3         unit officer; 1 mail recipient each
    locality-1-1 .. 3-4        unit officer
"""

import json
from typing import Any

from tocsin_server.commands import site

FEEDS = ("wire", "herald", "post")
REGIONS, LOCALITIES = 3, 4


def tree() -> list[dict[str, Any]]:
    """Every unit, each after the one above it."""
    units: list[dict[str, Any]] = [
        {"id": "nation", "name": "Nation", "kind": "national", "latitude": 10.0, "longitude": 20.0}
    ]
    for region in range(1, REGIONS + 1):
        above = f"region-{region}"
        units.append(_placed(above, "region", "nation", region, 0))
        units += [
            _placed(f"locality-{region}-{number}", "locality", above, region, number)
            for number in range(1, LOCALITIES + 1)
        ]
    return units


def _placed(id: str, kind: str, parent: str, region: int, number: int) -> dict[str, Any]:
    place = {"latitude": 10 + region + number / 10, "longitude": 20 + region - number / 10}
    return {"id": id, "name": id.title(), "kind": kind, "parent_id": parent, **place}


def found() -> dict[str, Any]:
    """Tables, tree, tokens, feeds, recipients; the secrets of the tokens by unit and role."""
    from tocsin_server.collect import services as collect
    from tocsin_server.ledger.services import Actor
    from tocsin_server.notify import services as notify
    from tocsin_server.units import selectors, services
    from tocsin_server.units.viewer import viewer_of_token

    founder = Actor("system:trial")
    units = tree()
    secrets = {}
    for row in units:
        services.add_unit(founder, **row)
    for unit_id, role in [("nation", "duty_officer"), *((row["id"], "unit_officer") for row in units)]:
        _, secrets[f"{unit_id} {role}"] = services.issue_token(
            founder, unit_id=unit_id, name=unit_id, role=role
        )
    token, secrets["nation administrator"] = services.issue_token(
        founder, unit_id="nation", name="desk", role="administrator"
    )
    for feed in FEEDS:
        fields = {"outlet": feed.title(), "kind": "text", "language": "en", "unit": selectors.root()}
        collect.add_feed(founder, id=feed, name=feed.title(), **fields)
    desk = viewer_of_token(token)
    for unit_id in ("nation", *(f"region-{region}" for region in range(1, REGIONS + 1))):
        notify.add_recipient(desk, unit_id, "mail", f"desk@{unit_id}.example")
    notify.add_recipient(desk, "nation", "mail", "radio@nation.example")
    return {"secrets": secrets, "units": [row["id"] for row in units]}


if __name__ == "__main__":
    site.start_django()
    site.migrate()
    print(json.dumps(found()))
