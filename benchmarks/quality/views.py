"""Deaths by country and month, as the benchmarks of forecasts read them.

`../shared/data/warning/views2020` and `views2023` (UCDP and ViEWS; test data, not shipped).
"""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tocsin.forewarn import Measure
from tocsin.forewarn.series import Panel, Step

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "warning"
YEARS = (2018, 2019, 2020, 2021)
FIRST_MONTH = 109  # January 1989: months are numbered from January 1980
COMPLETE_FROM = 200  # the countries that have a count for every month from here on are scored


def day(month: int) -> date:
    """The first day of a numbered month."""
    return Step.MONTH.after(date(1980, 1, 1), month - 1)


def deaths() -> pd.DataFrame:
    """Battle-related deaths by month (rows, 1989 on) and country (columns) in the vintage of 2021."""
    table = pd.read_parquet(DATA / "views2020" / "ged_cm_postpatch.parquet")["ged_best_sb"]
    wide = table.unstack("country_id").loc[FIRST_MONTH:498]
    return wide.loc[:, wide.loc[COMPLETE_FROM:].notna().all()].fillna(0)


def yearly_truth(year: int) -> pd.DataFrame:
    """What came of a test year, by month and country."""
    return pd.read_parquet(DATA / "views2023" / f"cm_actuals_{year}.parquet")["ged_sb"].unstack("country_id")


def before(year: int) -> pd.DataFrame:
    """What was known for a test year: the twelve months to the October before it."""
    path = DATA / "views2023" / f"cm_features_to_oct{year - 1}.parquet"
    return pd.read_parquet(path)["ged_sb"].unstack("country_id")


def panel(table: pd.DataFrame) -> Panel:
    """A table by month and country as a panel."""
    counts = np.ascontiguousarray(table.to_numpy().T.astype(np.int64))
    return Panel(tuple(map(str, table.columns)), day(int(table.index[0])), counts, Measure.KILLED, Step.MONTH)
