"""Reports to incidents: what happened, where, when, with what toll, by whose claim, and what officials did.

`Reader.read` takes one report apart; `fuse` puts the readings of many reports together.
"""

from tocsin.extract.fusion import NO_CONSTRAINTS, Constraints, fuse, mention_id
from tocsin.extract.protocol import ReportReader
from tocsin.extract.reader import Reader

__all__ = ["NO_CONSTRAINTS", "Constraints", "Reader", "ReportReader", "fuse", "mention_id"]
