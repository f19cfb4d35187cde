"""Alerts over the API."""

from ninja import Router

from tocsin_server.notify.api import alerts, audience, heard

router = Router(tags=["notify"])
router.add_router("", alerts.router)
router.add_router("", audience.router)
router.add_router("", heard.router)

__all__ = ["router"]
