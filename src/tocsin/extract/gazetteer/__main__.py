"""`python -m tocsin.extract.gazetteer`: build the gazetteer file anew from the installed lists."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tocsin.errors import BadInput
from tocsin.extract.gazetteer.build import build
from tocsin.extract.gazetteer.store import SHIPPED


def main(
    out: Annotated[Path, typer.Option(help="File to write.")] = SHIPPED,
    cldr: Annotated[
        Path | None,
        typer.Option(help="CLDR's `common` folder (Debian: unicode-cldr-core), for names in all languages."),
    ] = None,
    natural_earth: Annotated[
        Path | None, typer.Option(help="Folder with Natural Earth's ne_50m_admin_1_states_provinces.json.")
    ] = None,
) -> None:
    """Build places.npz from GeoNames, CLDR and Natural Earth. Takes about a minute and 2 GB of memory."""
    console = Console(stderr=True)
    with console.status("starting") as status:

        def step(doing: str) -> None:
            console.log(doing)
            status.update(doing)

        try:
            tables = build(cldr=cldr, natural_earth=natural_earth, step=step)
            tables.save(out, packed=True)
        except (BadInput, OSError) as error:
            console.print(f"Nothing written: {error}", style="red")
            raise typer.Exit(1) from error
    console.log(
        f"{out}: {len(tables.latitude):,} places, {len(tables.entries):,} names, {out.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    typer.run(main)
