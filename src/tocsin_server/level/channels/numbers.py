"""Telephone numbers, in the one form they are kept and compared in."""

import re

from tocsin.errors import BadInput

_NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def number(given: str) -> str:
    """A number with its country code, as ITU-T E.164 writes it; `BadInput` for anything else.

    >>> number("+44 20 7946-0000"), number("0044 (20) 79460000")
    ('+442079460000', '+442079460000')
    """
    bare = re.sub(r"[\s()./-]", "", given)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    if not _NUMBER.fullmatch(bare):
        text = f"{given!r} is not a telephone number with its country code, such as +44 20 7946 0000"
        raise BadInput(text, where="address")
    return bare
