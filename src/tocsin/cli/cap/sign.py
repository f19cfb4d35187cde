"""`tocsin cap sign`: a signature put into an alert."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.messages import say
from tocsin.errors import BadInput
from tocsin.notify.signing import read_certificate, read_key
from tocsin.notify.signing import sign as sign_alert

_MOST_BYTES = 10_000_000


def sign(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The alert, CAP 1.2.")],
    key: Annotated[Path, typer.Option(help="The private key, in PEM: ECDSA, or RSA of 2,048 bits or more.")],
    certificate: Annotated[Path, typer.Option(help="The certificate of that key, in PEM.")],
    out: Annotated[Path, typer.Option(help="Where the signed alert goes; - for standard output.")],
) -> None:
    """Sign an alert: one element is put in at its end, and no other byte changes.

    The result is verified and read back before it is written.

    [bold]Example[/bold]

    tocsin cap sign alert.xml --key key.pem --certificate certificate.pem --out signed.xml
    """
    own_key = read_key(_bytes(key), where=str(key))
    own_certificate = read_certificate(_bytes(certificate), where=str(certificate))
    _write(out, sign_alert(_bytes(file), own_key, own_certificate, where=str(file)))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path), reason="file") from None


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: half a signed alert is a broken one."""
    if str(path) == "-":
        typer.get_binary_stream("stdout").write(data)
        return
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", where=str(path), reason="file") from None
    say(f"signed: {path}", "dim")
