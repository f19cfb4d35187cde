"""The service's commands, which the core's command line finds by entry point: serve, worker, demo, doctor,
backup, restore, account, level."""

from tocsin_server.commands.app import app

__all__ = ["app"]
