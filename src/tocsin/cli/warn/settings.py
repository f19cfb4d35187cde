"""The options that the commands of `tocsin warn` share, and what they become."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from tocsin.cli.messages import console
from tocsin.errors import BadInput
from tocsin.forewarn import DETECTORS
from tocsin.forewarn.decide import Rules
from tocsin.forewarn.methods import AUTO, Chosen, choose
from tocsin.forewarn.series import Step
from tocsin.forewarn.tabular import Counted, Form, Moments, Options, read_csv

_LARGE = 20_000_000


def read_day(text: str) -> date:
    """A day as the user writes it.

    >>> read_day("2015-11-14").isoformat()
    '2015-11-14'
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write 2015-11-14") from None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most warnings, and in how many days."""

    most: int
    days: int


def read_budget(text: str) -> Ceiling:
    """A budget as the user writes it: "5/week", "1/day", or "5" for a week.

    >>> read_budget("1/day"), read_budget("5")
    (Ceiling(most=1, days=1), Ceiling(most=5, days=7))
    """
    found = re.fullmatch(r"(\d{1,9})(?:/(day|week))?", text, re.ASCII)
    if not found:
        raise typer.BadParameter(f"{text!r} is no budget; write 5/week or 1/day")
    return Ceiling(int(found[1]), 1 if found[2] == "day" else 7)


def complete_method(incomplete: str) -> list[str]:
    """The detectors that a half-typed name can become, for the shell's completion."""
    return [name for name in (AUTO, *(one.name for one in DETECTORS)) if name.startswith(incomplete)]


def day_option(*names: str, help: str) -> object:
    """An option that takes a day."""
    return typer.Option(*names, parser=read_day, metavar="DATE", help=help)


FileName = Annotated[
    Path,
    typer.Argument(
        metavar="FILE.csv",
        help="Counts as date, series, count; or a date and one column a series; or events as date, place, "
        "kind. UTF-8; .gz is unpacked.",
    ),
]
Method = Annotated[str, typer.Option(metavar="NAME", help="The detector.", autocompletion=complete_method)]
Alpha = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Chance of an alarm in one series where nothing is unusual."),
]
Rolling = Annotated[
    bool, typer.Option("--rolling", help="Add daily counts up by weeks that end on the day judged.")
]
MinimumCount = Annotated[int, typer.Option(min=0, metavar="N", help="Fewer raise no warning.")]
DiscoveryRate = Annotated[
    float,
    typer.Option(
        min=0, max=1, help="Share of warnings that may be chance, over all series; 0 leaves it out."
    ),
]
Budget = Annotated[
    Ceiling | None,
    typer.Option(parser=read_budget, metavar="N/week", help="Most warnings in a week, or N/day: a ceiling."),
]
FormName = Annotated[Form | None, typer.Option("--form", help="The form of the table, else recognised.")]
StepName = Annotated[Step | None, typer.Option("--step", help="What a count covers, else recognised.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="ROLE=NAME", help="Which column is the date, count, series or known; repeatable."
    ),
]
Ignored = Annotated[list[str] | None, typer.Option("--ignore", metavar="NAME", help="A column left out.")]
FillZero = Annotated[bool, typer.Option("--fill-zero", help="Take a missing count for 0, and say how many.")]
Since = Annotated[date | None, day_option("--since", help="Leave out what is before this day.")]
MomentsName = Annotated[
    Moments | None,
    typer.Option("--moments", help="Where time zones are mixed: the day of each moment's zone, or of UTC."),
]
Plot = Annotated[
    Path | None,
    typer.Option("--plot", dir_okay=False, metavar="OUT.svg", help="Draw one series: see --series."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def table(
    form: FormName = None,
    step: StepName = None,
    column: Columns = None,
    ignore: Ignored = None,
    fill_zero: FillZero = False,
    since: Since = None,
    moments: MomentsName = None,
) -> Options:
    """How the table is to be read; `BadInput` for a column that is not given as ROLE=NAME."""
    named: dict[str, list[str]] = {}
    for text in column or ():
        role, equals, name = text.partition("=")
        if not (role and equals and name):
            raise BadInput(f"{text!r} does not say what a column is; write date=NAME", where="--column")
        named.setdefault(role, []).append(name)
    return Options(
        form=form, step=step, named=named, ignore=tuple(ignore or ()), fill_zero=fill_zero, since=since,
        moments=moments,
    )  # fmt: skip


def rules(
    minimum_count: MinimumCount = 3, discovery_rate: DiscoveryRate = 0.05, budget: Budget = None
) -> Rules:
    """The rules that the options stand for; a single day is judged without a cool-down."""
    return Rules(
        minimum_count=minimum_count,
        discovery_rate=discovery_rate or None,
        cool_down=0,
        budget=budget.most if budget else None,
        budget_days=budget.days if budget else 7,
    )


@dataclass(frozen=True, slots=True)
class Judging:
    """How each series is judged."""

    method: str
    alpha: float | None
    rolling: bool

    @property
    def chosen(self) -> Chosen:
        """Which detector judges which series."""
        return choose(self.method, self.alpha)


def judging(method: Method = AUTO, alpha: Alpha = None, rolling: Rolling = False) -> Judging:
    """How the options say that each series is judged."""
    return Judging(method, alpha, rolling)


def write(path: Path, image: str) -> None:
    """A picture as a file; `BadInput` where it cannot be written."""
    try:
        path.write_text(image, "utf-8")
    except OSError as error:
        raise BadInput(error.strerror or "cannot be written", where=str(path), reason="unwritable") from None


def read(path: Path, options: Options) -> Counted:
    """The counts of a file; a large one moves a bar where a person is looking."""
    hidden = not console.is_terminal or not path.exists() or path.stat().st_size < _LARGE
    with _bar("reading", hidden) as (bar, task):
        return read_csv(path, options, progress=lambda share: bar.update(task, completed=share))


@contextmanager
def _bar(title: str, hidden: bool) -> Iterator[tuple[Progress, TaskID]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        yield bar, bar.add_task(title, total=1.0)
