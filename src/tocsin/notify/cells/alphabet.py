"""The GSM 7-bit default alphabet with its extension table, and UCS-2 (3GPP TS 23.038, 6.1.2 and 6.2).

National language shift tables are not done: cell broadcast has no header to announce one. A text that needs
a letter the default alphabet lacks is sent in UCS-2, whole.
"""

from __future__ import annotations

import unicodedata

from tocsin.errors import BadInput

ESCAPE = 0x1B
CARRIAGE_RETURN = 0x0D
BITS = 7

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
_EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
_CODES: dict[str, tuple[int, ...]] = {
    **{sign: (code,) for code, sign in enumerate(_BASIC) if code != ESCAPE},
    **{sign: (ESCAPE, code) for code, sign in _EXTENSION.items()},
}

# Signs of print for which the alphabet has one that says the same. Letters are never changed.
_PLAIN = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u2022": "-",
        "\u00b0": " deg ",
        "\t": " ",
    }
)


def composed(text: str) -> str:
    """A text with composed letters (NFC), lines that end in LF, and no blanks at its ends.

    >>> composed(" U\u0308bung\\r\\n")
    'Übung'
    """
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def tidy(text: str) -> str:
    """A composed text; signs of print that would force UCS-2 are written plainly where that lets it be GSM-7.

    >>> tidy("Don’t go out – stay in")
    "Don't go out - stay in"
    >>> tidy("避难 – 现在")
    '避难 – 现在'
    """
    whole = composed(text)
    plain = whole.translate(_PLAIN)
    return plain if fits(plain) else whole


def fits(text: str) -> bool:
    """Whether the default alphabet with its extension has every character.

    >>> fits("Übung: 10 € für Ærø"), fits("reçu")
    (True, False)
    """
    return all(sign in _CODES for sign in text)


def foreign(text: str) -> str:
    """The characters that keep a text from being GSM-7, each once, in order.

    >>> foreign("français, reçu, œuvre")
    'çœ'
    """
    return "".join(dict.fromkeys(sign for sign in text if sign not in _CODES))


def septets(text: str) -> list[int]:
    """The 7-bit codes of a text; a character of the extension table takes two.

    `BadInput` names the first character that the alphabet lacks.

    >>> septets("a€")
    [97, 27, 101]
    """
    try:
        return [code for sign in text for code in _CODES[sign]]
    except KeyError as error:
        sign = str(error.args[0])
        message = f"{sign!r} is not in the GSM 7-bit alphabet; send the text in UCS-2"
        raise BadInput(message, where="text", reason="alphabet") from None


def text_of(codes: list[int]) -> str:
    """The text of 7-bit codes, as a telephone reads them (TS 23.038, 6.2.1.1): an extension that is none is
    shown as the basic character of its code, an escape after an escape as a blank, one at the end not at all.

    >>> text_of([97, 27, 101, 27, 97])
    'a€a'
    """
    signs = []
    extended = False
    for code in codes:
        if extended:
            signs.append(_EXTENSION.get(code, _BASIC[code] if code != ESCAPE else " "))
            extended = False
        elif code == ESCAPE:
            extended = True
        else:
            signs.append(_BASIC[code])
    return "".join(signs)


def pack(codes: list[int]) -> bytes:
    """7-bit codes in octets, the first in the lowest bits, zeros behind the last (TS 23.038, 6.1.2.2).

    >>> pack(septets("Hi")).hex()
    'c834'
    """
    number = 0
    for place, code in enumerate(codes):
        number |= code << (BITS * place)
    return number.to_bytes((len(codes) * BITS + 7) // 8, "little")


def unpack(octets: bytes) -> list[int]:
    """All whole 7-bit codes in octets: the opposite of `pack`, with whatever the last bits make.

    >>> text_of(unpack(bytes.fromhex("c834")))
    'Hi'
    """
    number = int.from_bytes(octets, "little")
    return [(number >> (BITS * place)) & 0x7F for place in range(len(octets) * 8 // BITS)]


def width(text: str, *, gsm7: bool) -> int:
    """How many characters of the alphabet a text takes: septets, or UCS-2 characters of two octets, of which
    a character beyond the basic plane takes two.

    >>> width("10 €", gsm7=True), width("🔥", gsm7=False)
    (5, 2)
    """
    return len(septets(text)) if gsm7 else len(text.encode("utf-16-be")) // 2
