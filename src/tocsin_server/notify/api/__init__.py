"""Alerts over the API."""

from ninja import Router

from tocsin_server.notify.api import alerts, audience, deciding, heard, signing, templates

router = Router(tags=["notify"])
router.add_router("", alerts.router)
router.add_router("", deciding.router)
router.add_router("", templates.router)
router.add_router("", audience.router)
router.add_router("", heard.router)
router.add_router("", signing.router)

__all__ = ["router"]
