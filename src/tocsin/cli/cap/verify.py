"""`tocsin cap verify`: whether alerts come from whom they say, unaltered."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.cap.formats import Chosen, Format, tell
from tocsin.cli.cap.inputs import Files, results
from tocsin.cli.cap.results import Result
from tocsin.notify.problem import Problem
from tocsin.notify.signing import Register, Trust, Verification, load_register
from tocsin.notify.signing import verify as verify_alert


def verify(
    files: Files,
    register: Annotated[
        Path, typer.Option(help="A TOML file of authorities, their senders and pinned certificates.")
    ],
    chosen: Chosen = Format.TEXT,
) -> None:
    """Check the signatures of alerts against the certificates that you have pinned.

    Each alert is judged at the moment it was sent, so old ones verify after their certificates have lapsed.
    Exit code 1 unless every alert is trusted.

    [bold]Example[/bold]

    tocsin cap verify alerts/ --register register.toml
    """
    known = load_register(register)
    tell(results(files, "verifying", lambda name, data: _verify(name, data, known)), chosen)


def _verify(name: str, data: bytes, register: Register) -> Result:
    told = verify_alert(data, register, where=name)
    facts = {
        "state": told.state.value,
        "authority": told.authority,
        "fingerprint": told.fingerprint,
        "why": told.why,
    }
    if told.state is Trust.TRUSTED:
        return Result(file=name, facts=facts, text=f"trusted, {told.why}")
    return Result(file=name, problems=(_problem(told),), facts=facts, text=f"{told.state}, not trusted")


def _problem(told: Verification) -> Problem:
    return Problem("alert/Signature", f"signature-{told.state}", told.why)
