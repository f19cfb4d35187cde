"""The acts of extracting."""

from tocsin_server.extract.services.fusing import fuse
from tocsin_server.extract.services.reading import read
from tocsin_server.extract.services.ruling import merge, rule, split, withdraw

__all__ = ["fuse", "merge", "read", "rule", "split", "withdraw"]
