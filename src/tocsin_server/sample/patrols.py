"""Patrols of the sample day: a unit's teams, and the week planned for them before anything happens."""

from collections.abc import Callable
from datetime import time

from tocsin_server.protect.services import planning, teams
from tocsin_server.sample.day import Act
from tocsin_server.units.viewer import Viewer

STARTS = (time(6), time(14), time(22))


def _plan(viewer: Viewer, act: Act) -> None:
    details, unit_id = act.details, act.details["unit"]
    names = [f"{details['call_sign']} {number:02}" for number in range(1, details["teams"] + 1)]
    teams.add_teams(viewer, unit_id, names, depot=tuple(details["depot"]))
    wanted = planning.Wanted(
        first_day=act.at.date(), days=details["days"], starts=STARTS, zone=details["zone"],
        teams=details["on_duty"], visits=details["visits"],
    )  # fmt: skip
    key = f"sample:{unit_id}:{act.at.isoformat()}"
    planning.ask_for_plan(viewer, unit_id, wanted, details["reason"], key=key)


ACTS: dict[str, Callable[[Viewer, Act], None]] = {"plan_patrols": _plan}
