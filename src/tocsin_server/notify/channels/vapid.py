"""The site's own key of web push, by which push services and browsers know it (RFC 8292)."""

import os
import secrets
import time
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urlencode

from tocsin.errors import BadInput

VALID_SECONDS = 12 * 3600
"""How long a service may be shown one token; a day is the most it may be (RFC 8292, section 2)."""


def public_key() -> str:
    """What a browser needs to subscribe: the uncompressed point in base64url."""
    point = _signer().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


def authorization(endpoint: str) -> str:
    """The header that shows a push service who is sending.

    It lapses by the world's clock, not by a simulated one: the service knows no other.
    """
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}",
        "exp": int(time.time()) + VALID_SECONDS,
    }
    try:
        return str(_signer().sign(claims)["Authorization"])
    except VapidException as error:
        text = f"push services want an e-mail address of the site; set TOCSIN_MAIL_FROM ({error})"
        raise BadInput(text, where="TOCSIN_MAIL_FROM") from error


def _signer() -> Vapid02:
    return _read(settings.TOCSIN_VAPID_KEY or _kept())


@cache
def _read(key: str) -> Vapid02:
    return Vapid02.from_raw(key.encode())


def _kept() -> str:
    """The key in the home folder, made on first use."""
    path = Path(settings.HOME) / "vapid_key"
    if not path.exists():
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    """Whole and readable by its owner alone before it has its name: whoever comes second takes the first."""
    fresh = Vapid02()
    fresh.generate_keys()
    number = fresh.private_key.private_numbers().private_value
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(b64urlencode(number.to_bytes(32)))
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
