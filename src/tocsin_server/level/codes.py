"""Answer codes: what a unit says on the telephone, in an SMS or on paper so that its answer is known to be
its own.

A code is made from the declaration and the unit with the site's key, so none has to be kept and none can be
guessed: thirty bits of an HMAC, and a check character after Luhn's rule modulo 32, by which a slip of the
tongue shows at once.
"""

import hashlib
import hmac
import re

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which are taken for one another on paper and on the telephone."""

_LENGTH = 6
_WRITTEN = re.compile(rf"([{ALPHABET}]{{4}})[-\s]?([{ALPHABET}]{{3}})\b")


def make(key: str, declaration: str, unit: str) -> str:
    """The code of one unit under one declaration.

    >>> make("key", "d1", "cn-11")
    'HEDY-L5T'
    """
    digest = hmac.new(key.encode(), f"answer code:{declaration}:{unit}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:4], "big") >> 2
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in range(_LENGTH))
    whole = letters + _check(letters)
    return f"{whole[:4]}-{whole[4:]}"


def found_in(text: str) -> tuple[str, str]:
    """The code at the beginning of a text, in its one form, and what follows it; ("", text) where there is
    none.

    >>> found_in("hedy l5t the road is closed")
    ('HEDY-L5T', 'the road is closed')
    >>> found_in("HEDY-L5S")
    ('', 'HEDY-L5S')
    """
    match = _WRITTEN.match(text.upper())
    if match is None or _check((match[1] + match[2])[:-1]) != match[2][-1]:
        return "", text
    return f"{match[1]}-{match[2]}", text[match.end() :].lstrip(" \t\r\n.,:;-").rstrip()


def is_same(given: str, right: str) -> bool:
    """Whether two codes are the same, in a time that tells nothing."""
    return hmac.compare_digest(given.encode(), right.encode())


def _check(letters: str) -> str:
    """The check character: every single slip and nearly every swap of neighbours changes it."""
    total = 0
    for place, letter in enumerate(reversed(letters)):
        value = ALPHABET.index(letter) * (2 - place % 2)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]
