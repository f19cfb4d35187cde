"""Bytes to text: which encoding it is, and what to say where that had to be guessed or mended."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import CharsetMatch, from_bytes

from tocsin.collect.bounded import check_size
from tocsin.errors import BadInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_LOST = 0.05

# What pages that do not say are written in, of the encodings that the WHATWG Encoding Standard names.
_IN_USE = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "koi8_r"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "cp949"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and a note where the encoding was guessed or damaged ("" where not)."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, *, where: str, declared: str = "") -> Decoded:
    """The text in `data`, by its byte order mark, its declared encoding, UTF-8, or a guess, in this order.

    `declared` is the encoding its server named. A few damaged bytes are replaced by U+FFFD and noted.
    Raises `BadInput` with reason `empty`, `too_large`, `binary` or `encoding`.

    >>> decode("Détonation".encode("utf-8"), where="x").text
    'Détonation'
    >>> decode(b"\\x89PNG\\x00\\x00", where="x.png")
    Traceback (most recent call last):
    tocsin.errors.BadInput: x.png: it is not text
    """
    if not data.strip():
        raise BadInput("the document is empty", where=where, reason="empty")
    check_size(data, where=where)
    found = _by_mark(data) or _by_declaration(data, declared) or _by_trial(data)
    if len(_BINARY.findall(found.text[:4096])) > len(found.text[:4096]) // 100:
        raise BadInput("it is not text", where=where, reason="binary")
    if found.text.count("\ufffd") > len(found.text) * _MOST_LOST:
        raise BadInput("its characters are in no encoding that can be told", where=where, reason="encoding")
    return found


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replaced(data, encoding)
    return None


def _by_declaration(data: bytes, declared: str) -> Decoded | None:
    """A declaration counts only where the bytes bear it out: many pages declare what they are not."""
    in_head = _DECLARED.search(data[:2048])
    for name in (declared, in_head.group(1).decode("ascii") if in_head else ""):
        try:
            codec = codecs.lookup(name)
            if codec._is_text_encoding:
                return Decoded(codec.decode(data, "strict")[0], codec.name)
        except (LookupError, ValueError):
            continue
    return None


def _by_trial(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        damaged = _replaced(data, "utf-8")
    if _mostly_sound(damaged.text):
        return damaged
    guess = _guess(data)
    if guess is None:
        return damaged
    return Decoded(str(guess), guess.encoding, f"its encoding is not declared; read as {guess.encoding}")


def _guess(data: bytes) -> CharsetMatch | None:
    """The likeliest encoding; where Western and Central European are equally so, Western."""
    matches = from_bytes(data, cp_isolation=list(_IN_USE))
    best = matches.best()
    if best is None:
        return None
    equals = [match for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    return min(equals, key=lambda match: match.encoding != "cp1252")


def _replaced(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return Decoded(text, encoding, f"{lost} damaged characters were replaced" if lost else "")


def _mostly_sound(text: str) -> bool:
    """UTF-8 that was cut or scratched still holds far more whole multi-byte characters than broken ones."""
    lost = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - lost
    return whole > 2 * lost
