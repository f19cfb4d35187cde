"""Judging very many series in batches: here, in processes, or on the machines of a Ray cluster."""

from tocsin.forewarn.engine.batches import ENGINES, EngineName, scan_panel, scan_panels
from tocsin.forewarn.engine.warm import PIECES

__all__ = ["ENGINES", "PIECES", "EngineName", "scan_panel", "scan_panels"]
