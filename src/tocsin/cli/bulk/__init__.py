"""`tocsin read DIR --engine process|ray`: an archive of any size into tables (Apache Parquet).

The files are listed and cut into batches once (`manifest`); each batch is one call of a pure function
(`batch`), made by an engine (`engines`) in other processes; what it gives is written so that it is there
whole or not at all (`parts`), and a run that was killed is taken up again (`run`).
"""

from enum import StrEnum


class EngineName(StrEnum):
    """Names of the engines."""

    PROCESS = "process"
    RAY = "ray"
