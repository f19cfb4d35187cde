"""`tocsin plan`: schemes of levels and plans of measures, looked at, compared and checked as files; and where
plans of patrols are hung up."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tocsin.base import STEPS, Scheme, UnitKind
from tocsin.cli.catalogue import levels_table, listing, measures_table, plan_record, scheme_record, summary
from tocsin.cli.groups import Defaulting
from tocsin.cli.messages import printable, say
from tocsin.cli.patrols import patrols, verify
from tocsin.errors import BadInput
from tocsin.level import (
    FALLBACK,
    PLANS,
    SCHEMES,
    Change,
    ChangeKind,
    Measure,
    Plan,
    change_text,
    changes,
    load_file,
    plan_file,
    scheme_file,
)


class _PatrolsByDefault(Defaulting):
    """`tocsin plan VENUES.csv` is short for `tocsin plan patrols VENUES.csv`."""

    default = "patrols"


app = typer.Typer(
    cls=_PatrolsByDefault,
    no_args_is_help=True,
    help="Plan patrols, [bold]tocsin plan venues.csv --teams 12[/bold]; look at schemes of levels and plans "
    "of measures, as files.",
)
app.command()(patrols)
app.command()(verify)


def complete_name(incomplete: str) -> list[str]:
    """The schemes and plans that a half-typed name can become, for the shell's completion."""
    return [name for name in sorted({*SCHEMES, *PLANS}) if name.startswith(incomplete)]


NAME = typer.Argument(
    metavar="NAME|FILE",
    help="A scheme or plan that comes with Tocsin, or a TOML file.",
    autocompletion=complete_name,
)
Named = Annotated[str, NAME]
Shipped = Annotated[
    str,
    typer.Argument(metavar="NAME", help="It comes with Tocsin.", autocompletion=complete_name),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Schemes or plans as TOML files.")]
Target = Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; nothing is overwritten.")]
Language = Annotated[
    str, typer.Option(metavar="TAG", help="Language of titles and texts, as in [italic]fr[/italic].")
]
Step = Annotated[
    int | None, typer.Option(min=1, max=STEPS, help="Only what this step of preparedness calls for.")
]
Kind = Annotated[UnitKind | None, typer.Option(help="Only what this kind of unit carries out.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


@app.command("list")
def list_() -> None:
    """List the schemes and plans that come with Tocsin.

    [bold]Example[/bold]

    tocsin plan list
    """
    files = [*map(scheme_file, SCHEMES), *map(plan_file, PLANS)]
    _print(listing([load_file(path) for path in files]))


@app.command()
def show(
    name: Named,
    language: Language = FALLBACK,
    step: Step = None,
    kind: Kind = None,
    as_json: AsJson = False,
) -> None:
    """Show a scheme's levels or a plan's measures.

    [bold]Examples[/bold]

    tocsin plan show uk-threat

    tocsin plan show standard --language fr --step 3 --kind locality
    """
    found = _load(name)
    if isinstance(found, Scheme):
        _refuse_for_scheme(name, step, kind)
        _print_json(scheme_record(found)) if as_json else _print(levels_table(found))
        return
    measures = [each for each in found.at(step or STEPS) if kind is None or kind in each.kinds]
    _tell_untranslated(measures, language)
    if as_json:
        _print_json(plan_record(found, measures, language))
    else:
        _print(measures_table(found, measures, language))
        say(f"{len(measures)} of {len(found.measures)} measures", "dim")


@app.command()
def check(files: Files) -> None:
    """Check schemes and plans: each is sound, or the line that is not is named.

    [bold]Example[/bold]

    tocsin plan check our-levels.toml our-plan.toml
    """
    refused = 0
    for path in files:
        try:
            typer.echo(f"{printable(str(path))}: {summary(load_file(path))}; sound")
        except BadInput as refusal:
            refused += 1
            say(str(refusal), "red")
    if refused:
        raise BadInput(f"{refused} of {len(files)} cannot be used")


@app.command()
def diff(old: Named, new: Named) -> None:
    """Tell what changed from one plan to another, in plain words.

    [bold]Example[/bold]

    tocsin plan diff standard our-plan.toml
    """
    before, after = _plan(old), _plan(new)
    found = changes(before, after)
    for change in found:
        typer.echo(printable(change_text(change) + _whole(change, before, after)))
    if not found:
        typer.echo("Every measure is the same in both.")


@app.command()
def copy(name: Shipped, file: Target) -> None:
    """Write a scheme or plan that comes with Tocsin to a file, to make it a site's own.

    [bold]Example[/bold]

    tocsin plan copy standard our-plan.toml
    """
    text = _shipped(name).read_text("utf-8")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError:
        text = "it exists already, and is not overwritten"
        raise BadInput(text, where=str(file), reason="exists") from None
    except OSError as error:
        text = error.strerror or "cannot be written"
        raise BadInput(text, where=str(file), reason="unwritable") from None
    say(f"written; give it an id of its own, change it, then run: tocsin plan check {file}", "dim")


def _whole(change: Change, before: Plan, after: Plan) -> str:
    """The title of a measure that came or went."""
    if change.kind is ChangeKind.CHANGED:
        return ""
    holder = after if change.kind is ChangeKind.ADDED else before
    return f": {holder.measure(change.measure).in_language(FALLBACK)[0]}"


def _load(name: str) -> Scheme | Plan:
    return load_file(_shipped(name) if name in {*SCHEMES, *PLANS} else _own(name))


def _plan(name: str) -> Plan:
    found = _load(name)
    if isinstance(found, Scheme):
        raise BadInput("it is a scheme; only plans can be compared", where=name, reason="kind")
    return found


def _shipped(name: str) -> Path:
    if name in SCHEMES:
        return scheme_file(name)
    if name in PLANS:
        return plan_file(name)
    raise BadInput(f"no such scheme or plan; there are {', '.join([*SCHEMES, *PLANS])}", where=name)


def _own(name: str) -> Path:
    path = Path(name)
    if not path.exists():
        known = ", ".join([*SCHEMES, *PLANS])
        raise BadInput(f"neither a file nor a scheme or plan that comes with Tocsin: {known}", where=name)
    return path


def _refuse_for_scheme(name: str, step: int | None, kind: UnitKind | None) -> None:
    if step or kind:
        raise BadInput("it is a scheme; --step and --kind are for plans", where=name, reason="kind")


def _tell_untranslated(measures: list[Measure], language: str) -> None:
    """English stands in for what is not written in a language; that must not pass unseen."""
    missing = sum(language not in each.title or language not in each.text for each in measures)
    if missing:
        count = f"{missing} of {len(measures)} measures"
        say(f"note: {count} are not written in {language}; in English here", "dim")


def _print(table: object) -> None:
    Console(file=sys.stdout, highlight=False).print(table)


def _print_json(record: object) -> None:
    typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
