"""What may stand where CAP wants an address: URIs by RFC 3986, narrower than what schemas let pass."""

from __future__ import annotations

import re

_CHARACTERS = r"-A-Za-z0-9._~!$&'()*+,;="
_ESCAPED = r"%[0-9A-Fa-f]{2}"
_NAME = rf"(?:[{_CHARACTERS}]++|{_ESCAPED})"
_PATH = rf"(?:[{_CHARACTERS}:@/]++|{_ESCAPED})"
_ENDING = rf"(?:\?(?:[{_CHARACTERS}:@/?]++|{_ESCAPED})*+)?(?:#(?:[{_CHARACTERS}:@/?]++|{_ESCAPED})*+)?"
_HOST = rf"(?:(?:[{_CHARACTERS}:]++|{_ESCAPED})*+@)?{_NAME}++(?::[0-9]{{1,5}}+)?"
_ADDRESS = re.compile(rf"[a-zA-Z][a-zA-Z0-9+.-]*+:(?://{_HOST}(?:/{_PATH}*+)?|(?!//){_PATH}++){_ENDING}")
_FILE = re.compile(rf"(?!//)(?:[{_CHARACTERS}@/]++|{_ESCAPED})++{_ENDING}")


def is_address(text: str) -> bool:
    """Whether a text is a whole address, with its scheme (RFC 3986, section 3).

    >>> is_address("https://centre.example/a?b=1"), is_address("centre.example"), is_address("http://a b")
    (True, False, False)
    """
    return _ADDRESS.fullmatch(text) is not None


def is_file(text: str) -> bool:
    """Whether a text names something beside the alert: a relative reference (RFC 3986, section 4.2).

    >>> is_file("a%20map.png"), is_file("a map.png")
    (True, False)
    """
    return _FILE.fullmatch(text) is not None
