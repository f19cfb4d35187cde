"""The venues of the sample day: a table that is imported, what belongs to them, and what the law asks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tocsin_server.protect import selectors, services
from tocsin_server.sample import day
from tocsin_server.units import selectors as units
from tocsin_server.units.viewer import Viewer, viewer_of

TABLE = "venues.csv"
KEEPER = "duty.national"
"""Who takes the table."""


def load(folder: Path) -> None:
    """Take the table into the register, then what stands in `venues.toml`; nothing where there is none."""
    root = units.root()
    if root is None or not (folder / TABLE).exists():
        return
    viewer = viewer_of(units.person(KEEPER))
    services.adopt_regime(viewer, root.pk, (folder / "duties.toml").read_text("utf-8"))
    table, _ = services.hand_in(viewer, root.pk, TABLE, (folder / TABLE).read_bytes())
    services.take_table(viewer, table.pk)
    given = day.read_toml(folder, "venues.toml")
    for kind, do in _ACTS.items():
        for row in given.get(kind, []):
            do(viewer, row.pop("venue"), **row)


def _rehearse(viewer: Viewer, slug: str, *, kind: str, **given: Any) -> None:
    held = selectors.current_procedures(selectors.venue(viewer, slug))
    procedure = next(one for one in held if one.kind == kind)
    services.record_rehearsal(viewer, slug, procedure.pk, **given)


_ACTS: dict[str, Callable[..., object]] = {
    "contact": services.add_contact,
    "point": services.add_point,
    "event": services.add_event,
    "procedure": services.adopt_procedure,
    "rehearsal": _rehearse,
}
"""What each table of `venues.toml` says."""
