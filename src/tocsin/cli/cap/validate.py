"""`tocsin cap validate`: whether alerts keep CAP 1.2 and the profiles asked for."""

from collections.abc import Sequence
from typing import Annotated

import typer

from tocsin.cli.cap.formats import Chosen, Format, tell
from tocsin.cli.cap.inputs import Files, results
from tocsin.cli.cap.results import Result
from tocsin.errors import BadInput
from tocsin.notify import cap
from tocsin.notify.profiles import PROFILES, Profile

Profiles = Annotated[
    list[str] | None,
    typer.Option("--profile", "-p", help=f"Hold them against a profile too: {', '.join(PROFILES)}."),
]


def validate(files: Files, profile: Profiles = None, chosen: Chosen = Format.TEXT) -> None:
    """Check alerts against the schema of CAP 1.2 and against the rules the schema misses.

    [bold]Examples[/bold]

    tocsin cap validate alert.xml

    tocsin cap validate alerts/ --profile ipaws --format sarif > findings.sarif
    """
    profiles = [_profile(name) for name in profile or ()]
    tell(results(files, "checking", lambda name, data: _check(name, data, profiles)), chosen)


def _profile(name: str) -> Profile:
    if name not in PROFILES:
        raise BadInput(f"there is no profile {name!r}; there are {', '.join(PROFILES)}")
    return PROFILES[name]


def _check(name: str, data: bytes, profiles: Sequence[Profile]) -> Result:
    verdict = cap.validate(data, where=name, profiles=profiles)
    return Result(
        file=name,
        problems=verdict.problems,
        facts={"schema_valid": verdict.schema_valid, "version": verdict.version, "valid": verdict.valid},
        text="valid CAP 1.2" if verdict.valid else "not valid",
    )
