"""The Common Alerting Protocol 1.2: written strictly, read leniently."""

from tocsin.notify.cap.reading import Parsed, parse, read
from tocsin.notify.cap.writing import write

__all__ = ["Parsed", "parse", "read", "write"]
