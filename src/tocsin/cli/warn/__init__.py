"""`tocsin warn`: counts in, warnings out; and the same over the past, as it would have been."""

from tocsin.cli.warn.command import app

__all__ = ["app"]
