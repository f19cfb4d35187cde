"""Accounts and tokens from the command line: for the first administrator, and for whoever is locked out."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin_server.commands import site

app = typer.Typer(no_args_is_help=True, help="Make accounts and tokens, and let people in again.")

HOME = typer.Option("--home", help="Folder of the site's data.", envvar="TOCSIN_HOME", show_default="var")
Home = Annotated[Path | None, HOME]
Username = Annotated[str, typer.Argument(help="The name to log in with.")]
UnitId = Annotated[str, typer.Option("--unit", help="Id of the unit.")]
Role = Annotated[str, typer.Option(help="duty_officer, analyst, unit_officer, administrator or auditor.")]
Display = Annotated[str, typer.Option(help="The office, as others see it.")]


def _open(home: Path | None) -> None:
    site.choose_home(home)
    site.start_django()
    site.migrate()


def _ask_password() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


@app.command()
def first(
    username: Username,
    unit: Annotated[str, typer.Option(help="Id of the unit above all others, as in `nation`.")],
    name: Annotated[str, typer.Option(help="Its name.")],
    display: Display = "Administrator",
    home: Home = None,
) -> None:
    """Found a site: its root unit, and the administrator who makes all other accounts.

    Example: tocsin account first admin --unit nation --name "National centre"
    """
    _open(home)
    from django.db import transaction

    from tocsin_server.notify.services import take_library
    from tocsin_server.units import selectors, services

    selectors.require_no_units()
    password = _ask_password()
    with transaction.atomic():
        services.add_unit(services.COMMAND_LINE, id=unit, name=name, kind="national")
        services.add_member(
            services.COMMAND_LINE,
            unit_id=unit,
            role="administrator",
            username=username,
            display=display,
            password=password,
        )
        take_library(services.COMMAND_LINE, unit)
    typer.echo(f"{name} is founded. Log in as {username} at /console/ and set up a second factor.")


@app.command()
def add(username: Username, unit: UnitId, role: Role, display: Display, home: Home = None) -> None:
    """Make an account with a role in a unit.

    Example: tocsin account add duty --unit nation --role duty_officer --display "Duty officer"
    """
    _open(home)
    from tocsin_server.units import services

    password = _ask_password()
    services.add_member(
        services.COMMAND_LINE, unit_id=unit, role=role, username=username, display=display, password=password
    )
    typer.echo(f"{username} may log in.")


@app.command()
def password(username: Username, home: Home = None) -> None:
    """Set a new password; every session of the account ends.

    Example: tocsin account password duty
    """
    _open(home)
    from tocsin_server.units import selectors, services

    selectors.person(username)
    services.set_password(services.COMMAND_LINE, username, _ask_password())
    typer.echo(f"{username} has a new password.")


@app.command()
def close(username: Username, home: Home = None) -> None:
    """Close an account: whoever holds it is out at once. It is kept, for the ledger names it.

    Example: tocsin account close duty
    """
    _open(home)
    from tocsin_server.units import services

    services.set_active(services.COMMAND_LINE, username, False)
    typer.echo(f"{username} may no longer log in.")


@app.command(name="open")
def reopen(username: Username, home: Home = None) -> None:
    """Open a closed account again.

    Example: tocsin account open duty
    """
    _open(home)
    from tocsin_server.units import services

    services.set_active(services.COMMAND_LINE, username, True)
    typer.echo(f"{username} may log in again.")


@app.command()
def reset_factors(username: Username, home: Home = None) -> None:
    """Remove the second factors of somebody who lost them; they set up new ones at the next log-in.

    Example: tocsin account reset-factors duty
    """
    _open(home)
    from tocsin_server.units import services

    services.reset_factors(services.COMMAND_LINE, username)
    typer.echo(f"{username} sets up a second factor at the next log-in.")


@app.command()
def token(
    unit: UnitId,
    name: Annotated[str, typer.Option(help="What the token is for.")],
    role: Role,
    days: Annotated[int, typer.Option(help="How long it lasts.", min=1, max=366)] = 90,
    home: Home = None,
) -> None:
    """Issue an API token and print its secret, this once.

    Example: tocsin account token --unit nation --role analyst --name "Nightly export"
    """
    _open(home)
    from tocsin_server.units import services

    _, secret = services.issue_token(services.COMMAND_LINE, unit_id=unit, name=name, role=role, days=days)
    typer.echo(secret)
