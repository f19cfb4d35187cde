"""`tocsin search`: incidents and reports of any site, over its API."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from tocsin.cli.messages import printable
from tocsin_server.commands.level.client import Connection, Row

app = typer.Typer()


@app.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help='Words, "phrases", -not, OR, beginning*.')] = "",
    place: Annotated[str, typer.Option(help="A place by its name.")] = "",
    kilometres: Annotated[float, typer.Option("--km", help="So far around it.", min=1, max=20_000)] = 50,
    country: Annotated[str, typer.Option(help="Two letters, such as IQ.")] = "",
    kind: Annotated[str, typer.Option(help="Kind of incident, such as bombing.")] = "",
    first: Annotated[str, typer.Option("--from", help="First day, as 2015-11-13.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day.")] = "",
    killed: Annotated[int | None, typer.Option(help="At least so many killed.", min=0)] = None,
    source: Annotated[str, typer.Option(help="A source graded so or better: A to E.")] = "",
    credibility: Annotated[int | None, typer.Option(help="Credibility so or better.", min=1, max=5)] = None,
    outlet: Annotated[str, typer.Option(help="Only what this outlet told.")] = "",
    language: Annotated[str, typer.Option(help="Language of the reports, such as fr.")] = "",
    page: Annotated[int, typer.Option(help="Page of reports.", min=1)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for machines.")] = False,
    site: Annotated[str, typer.Option(help="Address of the site.", envvar="TOCSIN_SITE")] = "",
    token_file: Annotated[
        Path | None, typer.Option(help="File with the token; else TOCSIN_TOKEN.", envvar="TOCSIN_TOKEN_FILE")
    ] = None,
    token: Annotated[str, typer.Option(help="API token.", envvar="TOCSIN_TOKEN")] = "",
) -> None:
    """Search the incidents and reports of a site: incidents first, the best first, hits in bold.

    Example: tocsin search '"car bomb" market' --place Kirkuk --from 2015-11-01
    """
    client = (context.obj or Connection(site, token, token_file)).open()
    answer = client.get(
        "/search", text=text, place=place, kilometres=kilometres, country=country, kind=kind,
        first=first or None, last=last or None, killed=killed, source=source, credibility=credibility,
        outlet=outlet, language=language, page=page,
    )  # fmt: skip
    if as_json:
        json.dump(answer, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        _show(answer, Console(highlight=False))


def _show(answer: Row, out: Console) -> None:
    for note in answer["notes"]:
        out.print(Text(printable(note), "italic"))
    out.print(Text(_many(answer["incident_count"], "incident"), "bold"))
    for each in answer["incidents"]:
        row = each["incident"]
        killed = "killed not known" if row["killed_best"] is None else f"{row['killed_best']} killed"
        where = row["place_name"] or "place not known"
        facts = f"{where}, {row['country']}  {row['kind']}  {row['first_day'] or 'day not known'}  {killed}"
        out.print(Text(printable(f"  {facts}  {row['id']}")), soft_wrap=True)
    out.print(Text(_many(answer["report_count"], "report"), "bold"))
    for each in answer["reports"]:
        out.print(Text(f"  {each['published'] or ''}  {printable(each['outlet'])}"), soft_wrap=True)
        out.print(_marked([*each["title"], {"text": "  ", "hit": False}, *each["passage"]]), soft_wrap=True)
    if answer["next"]:
        out.print(f"More: --page {answer['next']}")


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _marked(pieces: list[Row]) -> Text:
    marked = Text("    ")
    for piece in pieces:
        marked.append(printable(piece["text"].replace("\n", " ")), "bold" if piece["hit"] else "")
    return marked
