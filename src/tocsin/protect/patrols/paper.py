"""A plan as a paper that anybody can check: what was planned, what was promised beforehand, what was drawn.

The paper without draws can be published when the plan is made; the one with draws once its time is over, the
seed beside it. Whoever holds both recomputes the shares from the people and floors, and the draws from the
shares and the seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from tocsin.errors import BadInput
from tocsin.protect.draws import Seed, commitment
from tocsin.protect.games import Bounds
from tocsin.protect.patrols.guarantee import guarantee
from tocsin.protect.patrols.plan import Patrols, covered, drawn, draws
from tocsin.protect.patrols.shifts import Shift

FORMAT = "tocsin-patrols-1"
NEAR = 1e-9
"""How far apart recomputed shares may be: other machines add up in another order."""


def document(patrols: Patrols, seed: Seed | None = None) -> dict[str, Any]:
    """A plan as JSON values; with its seed, also what is drawn, though never the seed itself."""
    promised = guarantee(patrols)
    lots = drawn(patrols, seed) if seed else None
    return {
        "format": FORMAT,
        "commitment": patrols.commitment,
        "teams": patrols.teams,
        "visits": patrols.visits,
        "guarantee": {"text": promised.text, "least": promised.least, "worst": promised.worst},
        "venues": [
            {"id": venue.id, "name": venue.name, "floor": float(floor), "ceiling": float(ceiling)}
            for venue, floor, ceiling in zip(patrols.venues, patrols.floors, patrols.ceilings, strict=True)
        ],
        "shifts": [
            {
                "start": shift.start.isoformat(),
                "end": shift.end.isoformat(),
                "people": patrols.people[:, at].tolist(),
                "shares": coverage.shares.tolist(),
                "strong": coverage.strong,
                "worst": coverage.worst,
                **({"drawn": [patrols.venues[one].id for one in lots[at]]} if lots else {}),
            }
            for at, (shift, coverage) in enumerate(zip(patrols.shifts, patrols.coverages, strict=True))
        ],
    }


def verify(paper: Mapping[str, Any], seed: Seed) -> tuple[str, ...]:
    """What is wrong with a plan's paper, in words; nothing where all of it holds.

    Checked: the seed is the one committed to; the shares are the best for the people, floors and teams told;
    each shift's draw follows from shares and seed. `BadInput` for a paper that is not one.
    """
    try:
        return tuple(_faults(paper, seed))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        text = f"it is not a plan of patrols as `tocsin plan --format json` writes it ({error!r})"
        raise BadInput(text, where="plan", reason="format") from error


def _faults(paper: Mapping[str, Any], seed: Seed) -> list[str]:
    if paper["format"] != FORMAT:
        raise ValueError(paper["format"])
    faults: list[str] = []
    if commitment(seed) != paper["commitment"]:
        faults.append(
            f"the seed's fingerprint is {commitment(seed)}, the plan was committed to {paper['commitment']}"
        )
    venues, visits = paper["venues"], int(paper["teams"]) * int(paper["visits"])
    names = [str(one["name"]) for one in venues]
    bounds = Bounds.of(
        len(venues), [one["floor"] for one in venues], [one["ceiling"] for one in venues], names
    )
    shifts = [
        Shift(datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"]))
        for one in paper["shifts"]
    ]
    shares = (
        np.array([one["shares"] for one in paper["shifts"]], np.float64).reshape(len(shifts), len(venues)).T
    )
    for at, (shift, told) in enumerate(zip(shifts, paper["shifts"], strict=True)):
        best = covered(np.array(told["people"], np.float64), bounds, visits, names, shift).shares
        if np.abs(best - shares[:, at]).max() > NEAR:
            faults.append(f"{shift.name}: the shares are not the best for the people and floors told")
    for shift, told, lot in zip(shifts, paper["shifts"], draws(shares, shifts, seed), strict=True):
        if "drawn" not in told:
            faults.append(f"{shift.name}: it does not say what was drawn")
        elif told["drawn"] != [venues[one]["id"] for one in lot]:
            faults.append(f"{shift.name}: what was drawn does not follow from the seed")
    return faults
