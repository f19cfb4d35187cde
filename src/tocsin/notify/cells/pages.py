"""A text in pages of 82 octets, and back (3GPP TS 23.041, sections 9.3.2, 9.4.1.2 and 9.4.2.2.5)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from tocsin.errors import BadInput
from tocsin.notify.cells import alphabet, coding
from tocsin.notify.cells.coding import MOST_PAGES, OCTETS
from tocsin.notify.cells.records import Alphabet, Coding, Key, Page, Scope, Serial

_SCOPES = (Scope.CELL_IMMEDIATE, Scope.NETWORK, Scope.AREA, Scope.CELL)
_JOINER = "\u200d"
_HEADER = 6


def paginate(text: str, how: Coding) -> tuple[Page, ...]:
    """The pages of a tidied text, each filled to the last character; telephones join them again.

    A page never ends inside a character: neither between an escape and what it escapes, nor between two
    surrogates, nor before a combining mark. `BadInput` if the text needs more than fifteen pages.

    >>> [len(page.text) for page in paginate("€" * 50, coding.choose("€", "en"))]
    [46, 4]
    """
    pages = tuple(_page(part, how) for part in _parts(text, how))
    if len(pages) > MOST_PAGES:
        words = f"it needs {len(pages)} pages; a broadcast has at most {MOST_PAGES}; shorten the text"
        raise BadInput(words, where="text", reason="too-long")
    return pages


def text_of(pages: Sequence[Page], how: Coding) -> str:
    """The text that a telephone puts together again from the octets of pages.

    >>> how = coding.choose("水", "zh")
    >>> text_of(paginate("洪水警报", how), how)
    '洪水警报'
    """
    return "".join(read_content(page.content[: page.used], how.scheme)[0] for page in pages)


def read_content(content: bytes, scheme: int) -> tuple[str, str]:
    """The text of one page's octets and the language that it or the scheme tells, "" if none.

    Carriage returns at the end are padding. `BadInput` for a scheme that Tocsin does not write.

    >>> read_content(bytes.fromhex("c834"), 0x01)
    ('Hi', 'en')
    """
    kind = coding.alphabet_of(scheme)
    if kind is None:
        message = f"data coding scheme 0x{scheme:02x} is not one of text that can be read here"
        raise BadInput(message, where="page", reason="coding")
    if kind is Alphabet.GSM7:
        return _read_gsm7(content, scheme)
    return _read_ucs2(content, scheme)


def gsm_page(pages: Sequence[Page], number: int, key: Key, how: Coding) -> bytes:
    """The 88 octets of the page of this number (from 1) as GSM sends it: serial number, message identifier,
    data coding scheme, page parameter, content (TS 23.041, 9.4.1.2).

    >>> how = coding.choose("Hi", "en")
    >>> key = Key(4371, Serial(code=7, update=1))
    >>> gsm_page(paginate("Hi", how), 1, key, how)[:8].hex(" ")
    '40 71 11 13 01 11 c8 74'
    """
    header = serial_number(key.serial).to_bytes(2, "big") + key.identifier.to_bytes(2, "big")
    return header + bytes([how.scheme, number << 4 | len(pages)]) + pages[number - 1].content


def read_gsm_page(octets: bytes) -> tuple[Key, int, int, str, str]:
    """What the 88 octets of a GSM page say: the key, its number, how many there are, its text, its language.

    >>> how = coding.choose("Hi", "en")
    >>> read_gsm_page(gsm_page(paginate("Hi", how), 1, Key(4371, Serial(7, 1)), how))[1:]
    (1, 1, 'Hi', 'en')
    """
    if len(octets) != _HEADER + OCTETS:
        message = f"it has {len(octets)} octets; a page on the air has {_HEADER + OCTETS}"
        raise BadInput(message, where="page", reason="length")
    serial = read_serial_number(int.from_bytes(octets[:2], "big"))
    key = Key(int.from_bytes(octets[2:4], "big"), serial)
    text, language = read_content(octets[_HEADER:], octets[4])
    # A page parameter with no page or no total is read as the only page (9.4.1.2.4).
    number, total = octets[5] >> 4 or 1, octets[5] & 0x0F or 1
    return key, number, total, text, language


def contents(pages: Sequence[Page]) -> bytes:
    """The warning message contents as UMTS, LTE and 5G carry them: the number of pages, then for each its 82
    octets and how many of them are used (TS 23.041, 9.4.2.2.5).

    >>> len(contents(paginate("Hi", coding.choose("Hi", "en"))))
    84
    """
    return bytes([len(pages)]) + b"".join(page.content + bytes([page.used]) for page in pages)


def read_contents(octets: bytes, scheme: int) -> str:
    """The text of warning message contents; `BadInput` if their length does not fit their page count.

    >>> how = coding.choose("Hi", "en")
    >>> read_contents(contents(paginate("Hi", how)), how.scheme)
    'Hi'
    """
    count, rest = octets[0] if octets else 0, octets[1:]
    if not 1 <= count <= MOST_PAGES or len(rest) != count * (OCTETS + 1):
        message = f"{len(octets)} octets cannot be {count} pages"
        raise BadInput(message, where="contents", reason="length")
    blocks = [rest[at : at + OCTETS + 1] for at in range(0, len(rest), OCTETS + 1)]
    if any(block[OCTETS] > OCTETS for block in blocks):
        raise BadInput(f"a page uses more than {OCTETS} octets", where="contents", reason="length")
    return "".join(read_content(block[: block[OCTETS]], scheme)[0] for block in blocks)


def serial_number(serial: Serial) -> int:
    """The 16 bits of a serial number: scope (2), message code (10), update number (4) (TS 23.041, 9.4.1.2.1).

    >>> hex(serial_number(Serial(code=7, update=1)))
    '0x4071'
    """
    return _SCOPES.index(serial.scope) << 14 | serial.code << 4 | serial.update


def read_serial_number(number: int) -> Serial:
    """The serial number in 16 bits.

    >>> read_serial_number(0x4071) == Serial(7, 1)
    True
    """
    return Serial(number >> 4 & 0x3FF, number & 0xF, _SCOPES[number >> 14 & 3])


def _parts(text: str, how: Coding) -> Iterator[str]:
    """The text cut into what one page holds."""
    size, gsm7 = coding.page_size(how), how.alphabet is Alphabet.GSM7
    start, at, room = 0, 0, size
    for cluster in _clusters(text, size, gsm7=gsm7):
        wide = alphabet.width(cluster, gsm7=gsm7)
        if wide > room:
            yield text[start:at]
            start, room = at, size
        at += len(cluster)
        room -= wide
    if start < len(text):
        yield text[start:]


def _clusters(text: str, size: int, *, gsm7: bool) -> Iterator[str]:
    """What must stay together: a sign with all that is drawn onto it or joined to it, if it fits."""
    if gsm7:
        yield from text
        return
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _joined(text, start, at):
            cluster = text[start:at]
            yield from [cluster] if alphabet.width(cluster, gsm7=False) <= size else cluster
            start = at


def _joined(text: str, start: int, at: int) -> bool:
    """Whether the sign at a place belongs to the one before: a combining mark, a joiner, what follows a
    joiner, a tint of skin, the second letter of a flag."""
    sign, before = text[at], text[at - 1]
    if unicodedata.category(sign) in ("Mn", "Mc", "Me") or sign == _JOINER or before == _JOINER:
        return True
    if "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    flag = _regional(sign) and _regional(before)
    return flag and (at - start) % 2 == 1


def _regional(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _page(text: str, how: Coding) -> Page:
    """One page: the language if it is told here, the text, carriage returns up to 82 octets."""
    if how.alphabet is Alphabet.GSM7:
        codes = [*alphabet.septets(f"{how.prefix}\r" if how.prefix else ""), *alphabet.septets(text)]
        padding = [alphabet.CARRIAGE_RETURN] * (OCTETS * 8 // alphabet.BITS - len(codes))
        return Page(text, alphabet.pack(codes + padding), (len(codes) * alphabet.BITS + 7) // 8)
    content = alphabet.pack(alphabet.septets(how.prefix)) + text.encode("utf-16-be")
    return Page(text, content + b"\0\r" * ((OCTETS - len(content)) // 2), len(content))


def _read_gsm7(content: bytes, scheme: int) -> tuple[str, str]:
    text = alphabet.text_of(alphabet.unpack(content))
    language = coding.language_of(scheme)
    if coding.prefixed(scheme):
        language, text = text[:2], text[3:]
    return text.rstrip("\r"), language


def _read_ucs2(content: bytes, scheme: int) -> tuple[str, str]:
    language = ""
    if coding.prefixed(scheme):
        language, content = alphabet.text_of(alphabet.unpack(content[:2])), content[2:]
    even = content[: len(content) // 2 * 2]
    return even.decode("utf-16-be", "replace").rstrip("\r"), language
