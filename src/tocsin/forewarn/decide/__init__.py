"""Which alarms to pass on: fewer, and each that is held back with the rule that did so."""

from tocsin.forewarn.decide.discovery import discovery_limit
from tocsin.forewarn.decide.rolling import weeks_until
from tocsin.forewarn.decide.rules import Rules, decide

__all__ = ["Rules", "decide", "discovery_limit", "weeks_until"]
