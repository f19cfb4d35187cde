"""The acts of extracting."""

from tocsin_server.extract.services.fusing import fuse
from tocsin_server.extract.services.grading import grade
from tocsin_server.extract.services.overruling import overrule_incident, overrule_source, withdraw_overruling
from tocsin_server.extract.services.reading import read
from tocsin_server.extract.services.ruling import merge, rule, split, withdraw

__all__ = [
    "fuse",
    "grade",
    "merge",
    "overrule_incident",
    "overrule_source",
    "read",
    "rule",
    "split",
    "withdraw",
    "withdraw_overruling",
]
