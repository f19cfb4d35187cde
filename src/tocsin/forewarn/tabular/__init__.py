"""Outside tables to series: CSV files, data frames, arrays; what is wrong is refused by line and column."""

from tocsin.forewarn.tabular.dates import Moments
from tocsin.forewarn.tabular.files import read_csv
from tocsin.forewarn.tabular.forms import Form
from tocsin.forewarn.tabular.gather import Counted, Options
from tocsin.forewarn.tabular.memory import ArrowStream, read_any, read_table

__all__ = ["ArrowStream", "Counted", "Form", "Moments", "Options", "read_any", "read_csv", "read_table"]
