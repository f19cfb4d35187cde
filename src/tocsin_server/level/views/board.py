"""The board: who has answered, down the tree, one unit at a time."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tocsin.level import State
from tocsin_server.level import selectors
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed

SHOWN = 20
"""Levels to choose from; the ledger has them all."""

SETTLED = (State.READY, State.NOTHING_ASKED)
"""Parts that need no look: folded away where there are many."""

MANY = 12


@require_safe
def boards(request: Request) -> HttpResponse:
    """The board of the level that asks most now; without one in force, of the latest that was."""
    if named := request.GET.get("declaration"):
        return redirect("level:board", selectors.declaration(named, request.viewer).pk)
    rows = list(selectors.declarations(request.viewer)[:SHOWN])
    if not rows:
        return render(request, "level/board/none.html")
    live = set(selectors.live().values_list("pk", flat=True))
    return redirect("level:board", max(rows, key=lambda row: _pressing(row, live)).pk)


@require_safe
def board(request: Request, declaration_id: str, unit_id: str = "") -> HttpResponse:
    """How far a unit's branch is, and which units directly below are worst."""
    found = selectors.board(request.viewer, declaration_id, unit_id)
    rows = found.rows
    folded = [row for row in rows if row.readiness.state in SETTLED] if len(rows) > MANY else []
    context = {
        "board": found,
        "declaration": found.declaration,
        "rows": [row for row in rows if row not in folded],
        "folded": folded,
        "points": [_point(row) for row in rows if row.latitude is not None],
        "choices": list(selectors.declarations(request.viewer)[:SHOWN]),
        "may_call": allowed(request.viewer, Permission.ANSWER_FOR, found.unit),
    }
    return render(request, "level/board/board.html", context)


def _pressing(row: Any, live: set[Any]) -> tuple[bool, bool, int, Any]:
    return row.pk in live, not row.exercise, row.step, row.starts


def _point(row: selectors.BoardRow) -> dict[str, Any]:
    """A unit as the map needs it."""
    return {
        "id": row.unit_id,
        "name": row.name,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "state": row.readiness.state.value,
        "sentence": row.readiness.sentence,
    }
