"""The commands themselves: they parse, call, and print."""

import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from tocsin_server.commands import accounts, find, level, site
from tocsin_server.commands.progress import bar, out
from tocsin_server.commands.supervisor import Child, supervise

app = typer.Typer(no_args_is_help=True)
app.add_typer(accounts.app, name="account")
app.add_typer(level.app, name="level")
app.registered_commands += find.app.registered_commands

HOME = typer.Option("--home", help="Folder of the site's data.", envvar="TOCSIN_HOME", show_default="var")
RESTORED = typer.Argument(help="A file that `tocsin backup` wrote.")
Home = Annotated[Path | None, HOME]
Host = Annotated[str, typer.Option(help="Address to listen on; keep the default behind a proxy.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
Day = Annotated[Path | None, typer.Option("--day", help="Folder of the sample day.", show_default="examples")]


def children(host: str, port: int) -> list[Child]:
    """The two processes of a site."""
    granian = [sys.executable, "-m", "granian", "tocsin_server.wsgi:application", "--interface", "wsgi"]
    web = [*granian, "--host", host, "--port", str(port), "--blocking-threads", "4", "--no-access-log"]
    return [
        Child("web server", [*web, "--log-level", "warning", "--workers-kill-timeout", "5"]),
        Child("worker", [sys.executable, "-m", "tocsin.cli.main", "worker"]),
    ]


def _announce(host: str, port: int, logins: list[tuple[str, str]], password: str) -> None:
    """Where the site is and, for the sample, who may log in."""
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"
    out.print(f"\n[bold]Tocsin is ready:[/bold] {address}/ (public), {address}/console/ (log in)")
    if logins:
        out.print(f"Sample log-ins, all with the password [bold]{password}[/bold]:")
        for username, display in logins:
            out.print(f"  {username:<24} {display}")
    out.print("Ctrl-C stops it.\n")


def _prepare(home: Path | None, host: str, port: int) -> Path:
    """Everything that can go wrong before a process is started goes wrong here, in one line."""
    folder = site.choose_home(home)
    site.check_port(host, port)
    site.start_django()
    out.print("Preparing the database")
    site.migrate()
    site.collect_static(folder)
    return folder


def _compile() -> None:
    """All inner loops: half a minute the first time, a few seconds after. In another process,
    whose memory ends with it; where it fails, they are compiled when they are needed."""
    work = [sys.executable, "-m", "tocsin.cli.warm"]
    with bar() as shown, subprocess.Popen(work, stdout=subprocess.PIPE, text=True) as process:
        task = shown.add_task("Compiling inner loops", total=None)
        total = 0
        for line in process.stdout or ():
            left, name = line.split(maxsplit=1)
            total = total or int(left)
            told = f"Compiling inner loops: {name.strip()}"
            shown.update(task, description=told, total=total, completed=total - int(left))


def _load(folder: Path) -> None:
    """Load the sample day in another process too: this one stays as long as the site does."""
    work = [sys.executable, "-m", "tocsin_server.commands.loading", str(folder)]
    if subprocess.run(work, check=False).returncode:
        raise typer.Exit(1)


@app.command()
def serve(
    home: Home = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    sample: Annotated[bool, typer.Option("--sample", help="Serve the invented sample day.")] = False,
    day: Day = None,
) -> None:
    """Start the web server and a worker; `--sample` loads the sample day first, once.

    Example: tocsin serve --sample --port 8080
    """
    if sample:
        from tocsin_server.sample import home as sample_home

        sample_home.mark(site.choose_home(home))
    _prepare(home, host, port)
    logins: list[tuple[str, str]] = []
    password = ""
    if sample:
        from tocsin_server.sample import load
        from tocsin_server.sample.day import folder as day_folder

        folder = day_folder(day)
        _compile()
        _load(folder)
        logins, password = load.logins(folder), load.PASSWORD
    else:
        _compile()
    _announce(host, port, logins, password)
    supervise(children(host, port), say=out.print)


@app.command()
def worker(home: Home = None) -> None:
    """Work through the jobs until told to stop; run as many as you like.

    Example: TOCSIN_DATABASE=postgresql://tocsin@db/tocsin tocsin worker
    """
    import signal

    site.choose_home(home)
    site.start_django()
    from tocsin_server.jobs.worker import run
    from tocsin_server.pipeline.handlers import HANDLERS
    from tocsin_server.pipeline.lanes import LANES
    from tocsin_server.pipeline.schedule import enqueue_due

    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    run(HANDLERS, stop, lanes=LANES, tick=enqueue_due)


@app.command()
def demo(
    speed: Annotated[float, typer.Option(help="Seconds of the day a real second.", min=1, max=100_000)] = 600,
    home: Annotated[Path, typer.Option(help="Folder for the replay; emptied first.")] = Path("var-demo"),
    host: Host = "127.0.0.1",
    port: Port = 8000,
    day: Day = None,
) -> None:
    """Replay the sample day live: reports arrive, a warning appears, orders go down the tree and come back.

    Example: tocsin demo --speed 600
    """
    from tocsin_server.sample import home as sample_home

    site.check_port(host, port)
    folder = site.choose_home(home)
    sample_home.empty(folder)
    sample_home.mark(folder)
    sample_home.set_clock(folder, sample_home.DAY_BEGINS, speed)
    _prepare(folder, host, port)
    from tocsin_server.sample import load
    from tocsin_server.sample.day import folder as day_folder

    source = day_folder(day)
    _compile()
    load.people_and_units(source)
    _announce(host, port, load.logins(source), load.PASSWORD)
    replay = [sys.executable, "-m", "tocsin_server.sample.replay", str(source)]
    supervise([*children(host, port), Child("replay", replay)], say=out.print)


@app.command()
def doctor(home: Home = None) -> None:
    """Look the site over, from its folder to its ledger's chain; exit 1 if anything is ill.

    Example: tocsin doctor --home /srv/tocsin
    """
    folder = site.choose_home(home)
    site.start_django()
    from tocsin_server.commands.doctor import examine

    ill = 0
    for finding in examine(folder):
        ill += not finding.ok
        mark = "[green]ok [/green]" if finding.ok else "[red]ill[/red]"
        out.print(f"{mark} {finding.what:<12} {finding.detail}")
    if ill:
        raise typer.Exit(1)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The zip file to write.")], home: Home = None) -> None:
    """Write the whole site into one file, as of one moment. It holds secrets: keep it as safely as the site.

    Example: tocsin backup tocsin-2015-11-15.zip
    """
    folder = site.choose_home(home)
    site.start_django()
    from tocsin_server.commands.backup import write

    with out.status("Backing up") as status:
        size = write(file, folder, lambda what: status.update(f"Backing up {what}"))
    out.print(f"{file}: {size / 1e6:.1f} MB")


@app.command()
def restore(file: Annotated[Path, RESTORED], home: Home = None) -> None:
    """Load a backup into an empty site, on SQLite or PostgreSQL, and verify its ledger.

    Example: tocsin restore tocsin-2015-11-15.zip --home new-site
    """
    folder = site.choose_home(home)
    site.start_django()
    site.migrate()
    from tocsin_server.commands.backup import restore as load_backup
    from tocsin_server.ledger.services import verify

    with out.status("Restoring") as status:
        rows = load_backup(file, folder, lambda what: status.update(f"Restoring {what}"))
    verdict = verify()
    chain = "unbroken" if verdict.ok else verdict.reason
    out.print(f"{rows} rows restored; ledger: {verdict.entries} entries, {chain}")
    if not verdict.ok:
        raise typer.Exit(1)
