"""The Common Alerting Protocol 1.2: written strictly, read leniently, judged by schema and rule."""

from tocsin.notify.cap.converting import convert, geojson, record
from tocsin.notify.cap.reading import Parsed, parse, read
from tocsin.notify.cap.validating import Verdict, validate
from tocsin.notify.cap.writing import write

__all__ = ["Parsed", "Verdict", "convert", "geojson", "parse", "read", "record", "validate", "write"]
