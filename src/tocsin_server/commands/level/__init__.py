"""`tocsin level`: raise levels and answer orders on any site, from any machine, over its API."""

from tocsin_server.commands.level.app import app

__all__ = ["app"]
