"""Levels, orders and what belongs to them over the API: one module for each part."""

from ninja import Router

from tocsin_server.level.api import answers, board, levels, meetings, orders, plans, reach

router = Router(tags=["level"])
for part in (levels, plans, orders, answers, board, reach, meetings):
    router.add_router("", part.router)

__all__ = ["router"]
