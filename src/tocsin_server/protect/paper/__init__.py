"""A plan of patrols on paper: what it guarantees, and who goes where.

Typst sets the pages. It sees its own folder alone, and all that it sets comes to it as data.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from tocsin_server import clock
from tocsin_server.level.paper import FONTS, OWN_FONTS
from tocsin_server.level.wording import moment
from tocsin_server.protect.models import PatrolPlan
from tocsin_server.protect.selectors import patrols as selectors
from tocsin_server.protect.selectors.plan_page import PlanShown, shown

MOST_VENUES = 200
MOST_VISITS = 3_000
"""So many visits are printed, those of the next shifts: more paper than that is carried by nobody."""

_FOLDER = Path(__file__).parent


def plan_pdf(plan: PatrolPlan) -> bytes:
    """A plan that was made as PDF, tagged for screen readers where the fonts here have all its letters."""
    data = json.dumps(_data(plan, shown(selectors.patrols_of(plan))), ensure_ascii=False)
    compiler = typst.Compiler(
        _FOLDER / "plan.typ", root=_FOLDER, font_paths=_fonts(), ignore_system_fonts=True,
        sys_inputs={"data": data},
    )  # fmt: skip
    try:
        return cast(bytes, compiler.compile(format="pdf", pdf_standards=["ua-1"]))
    except typst.TypstError:  # a name in letters that no font here has: better with a gap than not at all
        return cast(bytes, compiler.compile(format="pdf"))


@cache
def _fonts() -> Any:
    return typst.Fonts()


def _data(plan: PatrolPlan, seen: PlanShown) -> dict[str, Any]:
    rounds, left = _rounds(plan)
    starts, ends = plan.starts or plan.asked, plan.ends or plan.asked
    local = plan.asked
    return {
        "title": f"Patrols of {plan.unit.name}",
        "date": {"year": local.year, "month": local.month, "day": local.day},
        "fonts": [*FONTS, *OWN_FONTS["zh"], *OWN_FONTS["ar"]],
        "tlp": plan.tlp.upper(),
        "period": f"{moment(starts)} – {moment(ends)}",
        "guarantee": seen.guarantee.text,
        "facts": [
            ["Worst-case value", f"{seen.worst:,.0f} people"],
            ["Strong value", f"{seen.strong:,.0f} people"],
            ["Teams", f"{plan.teams} on duty, {plan.visits} visits each in a shift"],
            ["What for", plan.reason],
            ["Fingerprint of the seed", plan.commitment],
        ],
        "venues": [
            [one.name, f"{one.percent} %", f"{one.least_percent} %", f"{one.people:,}", f"{one.left:,.0f}"]
            for one in seen.venues[:MOST_VENUES]
        ],
        "more_venues": max(0, len(seen.venues) - MOST_VENUES),
        "rounds": rounds,
        "more_shifts": left,
    }


def _rounds(plan: PatrolPlan) -> tuple[list[dict[str, Any]], int]:
    """The shifts that are not over, as far as they are printed, and how many are left out."""
    shifts = selectors.coming(plan, clock.now())
    found: list[dict[str, Any]] = []
    visits = 0
    for shift in shifts:
        teams = selectors.rounds(shift)
        visits += sum(len(each) for _, each in teams)
        if visits > MOST_VISITS:
            break
        rows = [[team.name, ", ".join(visit.venue.name for visit in each)] for team, each in teams]
        found.append({"start": moment(shift.start), "teams": rows})
    return found, len(shifts) - len(found)
