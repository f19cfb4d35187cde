"""What a file is, told by its content: a name says what somebody called it, no more."""

import codecs
from typing import IO

from tocsin.errors import BadInput

TAKEN = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}
"""The first bytes of what is taken, beside plain text."""

_OTHERS = {
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an Office document of the old form",
    b"{\\rtf": "an RTF document",
    b"%!PS": "a PostScript document",
    b"GIF8": "a GIF picture",
    b"BM": "a BMP picture",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
    b"RIFF": "a WebP picture, a sound or a film",
    b"OggS": "a sound or a film",
    b"ID3": "a sound",
    b"\x1aE\xdf\xa3": "a film",
    b"\x1f\x8b": "a compressed file",
    b"BZh": "a compressed file",
    b"\xfd7zXZ": "a compressed file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"MZ": "a Windows program",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
_MARKUP = {
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<svg": "an SVG drawing",
    b"<?xml": "an XML file",
}
_BOXES = {
    b"heic": "a HEIC picture",
    b"heix": "a HEIC picture",
    b"mif1": "a HEIC picture",
    b"avif": "an AVIF picture",
}

_BLOCK = 1 << 16
_CONTROLS = {chr(code) for code in range(32)} - set("\t\n\r\f") | {"\x7f"}
_ADVICE = "send a JPEG or PNG picture, a PDF or plain text in UTF-8"


def media_type(file: IO[bytes], *, where: str) -> str:
    """The media type of a file that stands at its beginning; `BadInput` says what it is where it is not
    taken.
    """
    head = file.read(512)
    if not head:
        raise BadInput("it is empty", where=where, reason="file_empty")
    for begins, taken in TAKEN.items():
        if head.startswith(begins):
            return taken
    if kind := other(head):
        raise BadInput(f"it is {kind}; {_ADVICE}", where=where, reason="file_type")
    file.seek(0)
    if not _is_text(file):
        raise BadInput(
            f"it is none of the kinds of file that are known; {_ADVICE}", where=where, reason="file_type"
        )
    return "text/plain"


def other(head: bytes) -> str:
    """What a file that begins so is beside what is taken, as far as that is known; "" if it may be text."""
    if head[4:8] == b"ftyp":
        return _BOXES.get(head[8:12], "a film")
    begins = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for start, kind in _MARKUP.items():
        if begins.startswith(start):
            return kind
    # Two letters may well begin a text; a program or a picture has a zero byte soon.
    known = (
        kind
        for start, kind in _OTHERS.items()
        if head.startswith(start) and (len(start) > 2 or not start.isascii() or b"\0" in head)
    )
    return next(known, "")


def _is_text(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(_BLOCK):
            if not _CONTROLS.isdisjoint(decoder.decode(block)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
