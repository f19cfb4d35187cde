"""The acts of early warning."""

from tocsin_server.forewarn.services.foreseeing import foresee
from tocsin_server.forewarn.services.judging import judge
from tocsin_server.forewarn.services.watching import catch_up, scan

__all__ = ["catch_up", "foresee", "judge", "scan"]
