"""`tocsin warn`: counts in, warnings out, the same over the past, what is still to be told and to come."""

from tocsin.cli.warn.command import app

__all__ = ["app"]
