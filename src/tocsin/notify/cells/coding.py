"""Which data coding scheme a text gets: its alphabet, and how its language is told (TS 23.038, section 5)."""

from __future__ import annotations

from tocsin.notify.cells import alphabet
from tocsin.notify.cells.records import Alphabet, Coding

OCTETS = 82
"""Of one page (TS 23.041, 9.4.1.2): 93 septets and five spare bits, or 41 UCS-2 characters."""

MOST_PAGES = 15

# Languages that have a scheme of their own, for the default alphabet only.
_SCHEMES = {
    "de": 0x00,
    "en": 0x01,
    "it": 0x02,
    "fr": 0x03,
    "es": 0x04,
    "nl": 0x05,
    "sv": 0x06,
    "da": 0x07,
    "pt": 0x08,
    "fi": 0x09,
    "no": 0x0A,
    "nb": 0x0A,
    "nn": 0x0A,
    "el": 0x0B,
    "tr": 0x0C,
    "hu": 0x0D,
    "pl": 0x0E,
    "cs": 0x20,
    "he": 0x21,
    "ar": 0x22,
    "ru": 0x23,
    "is": 0x24,
}
_LANGUAGES = {code: tag for tag, code in reversed(_SCHEMES.items())}
_GSM7_UNSPECIFIED = 0x0F
_GSM7_PREFIXED = 0x10
_UCS2_PREFIXED = 0x11
_UCS2 = 0x48


def choose(text: str, language: str) -> Coding:
    """The coding of a text: GSM-7 if the alphabet has all of it, else UCS-2. A language without a scheme of
    its own is told by its two letters on each page; one that has no two letters is not told.

    >>> choose("Flood", "en-US").scheme, choose("Mafuriko", "sw").prefix
    (1, 'sw')
    >>> hex(choose("洪水", "zh-CN").scheme), hex(choose("ᎠᎹ", "chr").scheme)
    ('0x11', '0x48')
    """
    main = language.split("-")[0].lower()
    two = main if len(main) == 2 and main.isascii() and main.isalpha() else ""
    if alphabet.fits(text):
        if main in _SCHEMES:
            return Coding(Alphabet.GSM7, _SCHEMES[main])
        return Coding(Alphabet.GSM7, _GSM7_PREFIXED if two else _GSM7_UNSPECIFIED, two)
    return Coding(Alphabet.UCS2, _UCS2_PREFIXED if two else _UCS2, two)


def language_of(scheme: int) -> str:
    """The language that a scheme tells by itself, "" if none.

    >>> language_of(0x04), language_of(0x11)
    ('es', '')
    """
    return _LANGUAGES.get(scheme, "")


def alphabet_of(scheme: int) -> Alphabet | None:
    """The alphabet of a scheme, None for one that Tocsin never writes.

    >>> alphabet_of(0x11).value, alphabet_of(0x44) is None
    ('UCS-2', True)
    """
    if scheme in (_UCS2, _UCS2_PREFIXED):
        return Alphabet.UCS2
    if scheme in (_GSM7_UNSPECIFIED, _GSM7_PREFIXED) or scheme in _LANGUAGES:
        return Alphabet.GSM7
    return None


def prefixed(scheme: int) -> bool:
    """Whether each page begins with two letters that tell the language."""
    return scheme in (_GSM7_PREFIXED, _UCS2_PREFIXED)


def page_size(coding: Coding) -> int:
    """How many characters of its alphabet one page holds.

    93 septets of 7 bits are 651 of 656 bits; two letters and a carriage return leave 90. 41 characters of two
    octets are 82; two letters in two octets leave 40.

    >>> [page_size(choose(*each)) for each in (("a", "en"), ("a", "sw"), ("水", "zh"), ("水", "yue"))]
    [93, 90, 40, 41]
    """
    if coding.alphabet is Alphabet.GSM7:
        return OCTETS * 8 // alphabet.BITS - (3 if coding.prefix else 0)
    return OCTETS // 2 - (1 if coding.prefix else 0)


def most(coding: Coding) -> int:
    """How many characters of its alphabet fifteen pages hold.

    >>> most(choose("a", "en")), most(choose("水", "yue"))
    (1395, 615)
    """
    return MOST_PAGES * page_size(coding)
