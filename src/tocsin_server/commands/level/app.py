"""The group of commands, and what all of them need to reach a site."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin_server.commands.level import answering, declaring, looking
from tocsin_server.commands.level.client import Connection

app = typer.Typer(no_args_is_help=True, help="Raise levels and answer orders on a site, over its API.")
for part in (looking, declaring, answering):
    app.registered_commands += part.app.registered_commands


@app.callback()
def connect(
    context: typer.Context,
    site: Annotated[str, typer.Option(help="Address of the site.", envvar="TOCSIN_SITE")] = "",
    token: Annotated[
        str, typer.Option(help="API token; better kept out of the command line.", envvar="TOCSIN_TOKEN")
    ] = "",
    token_file: Annotated[
        Path | None,
        typer.Option(help="File with the token, readable by you alone.", envvar="TOCSIN_TOKEN_FILE"),
    ] = None,
    insecure_http: Annotated[
        bool, typer.Option("--insecure-http", help="Send the token unencrypted to another machine.")
    ] = False,
) -> None:
    """Raise levels and answer orders on a site, over its API."""
    context.obj = context.obj or Connection(site, token, token_file, insecure_http)
