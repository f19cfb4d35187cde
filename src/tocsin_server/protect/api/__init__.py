"""Venues and patrols over the API: one module for each part."""

from ninja import Router

from tocsin_server.protect.api import belongings, patrols, venues

router = Router(tags=["protect"])
for part in (venues, belongings, patrols):
    router.add_router("", part.router)

__all__ = ["router"]
