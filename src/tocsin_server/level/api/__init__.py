"""Levels, orders and what belongs to them over the API: one module for each part."""

from ninja import Router

from tocsin_server.level.api import levels

router = Router(tags=["level"])
router.add_router("", levels.router)

__all__ = ["router"]
