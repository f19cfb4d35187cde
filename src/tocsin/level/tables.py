"""Reading schemes and plans: as `tocsin.base.tables` reads every file of tables."""

from tocsin.base.tables import MOST_BYTES, File, Table, names, read, span_text

__all__ = ["MOST_BYTES", "File", "Table", "names", "read", "span_text"]
