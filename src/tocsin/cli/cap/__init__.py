"""`tocsin cap`: anyone's alerts, checked, shown and converted. One file a command, one line here."""

import typer

from tocsin.cli.cap.cells import cells
from tocsin.cli.cap.convert import convert
from tocsin.cli.cap.match import match
from tocsin.cli.cap.show import show
from tocsin.cli.cap.sign import sign
from tocsin.cli.cap.validate import validate
from tocsin.cli.cap.verify import verify

app = typer.Typer(no_args_is_help=True, help="Check, show and convert CAP alerts, anyone's.")
app.command()(validate)
app.command()(show)
app.command()(convert)
app.command()(match)
app.command()(sign)
app.command()(verify)
app.command()(cells)
