"""What the user of `tocsin read --engine` gives and is told."""

from collections.abc import Sequence
from os import sched_getaffinity
from pathlib import Path

import typer

from tocsin.cli.bulk import EngineName
from tocsin.cli.bulk.batch import Settings
from tocsin.cli.bulk.engines import ENGINES
from tocsin.cli.bulk.run import Archive, Done, read_archive
from tocsin.cli.messages import say
from tocsin.errors import BadInput


def read_folder(
    paths: Sequence[str],
    output: Path | None,
    settings: Settings,
    engine: EngineName,
    jobs: int | None,
    chosen: str | None,
) -> None:
    """Read the one folder named into tables below `output`; `BadInput` for what makes no sense here."""
    folder = Path(paths[0])
    if len(paths) != 1 or not folder.is_dir():
        raise BadInput("name one folder: with --engine an archive is read", where=" ".join(paths))
    if chosen:
        raise BadInput("leave it out: an archive is written as Parquet", where="--format")
    if output is None:
        raise BadInput("name the folder for the tables", where="--output")
    done = read_archive(
        Archive(folder, output, settings), ENGINES[engine](), jobs or len(sched_getaffinity(0))
    )
    _tell(done, output)
    if not done.rows["reports"]:
        say("nothing could be read", "bold red")
        raise typer.Exit(1)


def _tell(done: Done, output: Path) -> None:
    if done.earlier:
        say(f"{_files(done.earlier)} read by an earlier run", "dim")
    if done.left_out:
        say(f"{_files(done.left_out)} not read, because their names say they are no reports", "dim")
    rows = done.rows
    say(
        f"{output}: {rows['reports']:,} reports, {rows['incidents']:,} incidents, "
        f"{rows['actions']:,} official actions, {rows['set_aside']:,} set aside",
        "dim",
    )


def _files(number: int) -> str:
    return f"{number:,} file{'s' * (number != 1)}"
