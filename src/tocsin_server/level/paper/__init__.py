"""Orders on paper, for units without a network: as PDF, with a QR code that leads to them and a code to
answer with.

Typst sets the pages. It sees its own folder alone, and all that it sets comes to it as data. The pages are
tagged (PDF/UA-1), which also means that no letter may be missing: where no font on the server has the letters
of a script, the page is in English and says so, instead of showing boxes.
"""

import io
import json
import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import segno
import typst
from django.conf import settings

from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.level import selectors
from tocsin_server.level.channels import Asked, Content
from tocsin_server.level.wording import FALLBACK, moment, phrase, phrases
from tocsin_server.units.viewer import Viewer

MOST = 1000
"""Units in one file; more are printed branch by branch."""

TAGGED = 20
"""Of more units at once the file is made for printing alone: tags take four times as long as the pages."""

SCRIPTS = 12
"""So many scripts may be found wanting before it is clear that something else is wrong."""

FONTS = ("IBM Plex Sans", "Noto Sans", "Liberation Sans", "Libertinus Serif")
OWN_FONTS = {"zh": ("Noto Sans CJK SC",), "ar": ("Noto Sans Arabic", "Noto Naskh Arabic")}

WORDS = ("answer", "done", "acknowledged", "in_progress", "cannot", "when", "page", "none")

_FOLDER = Path(__file__).parent
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)


def orders_pdf(
    viewer: Viewer, declaration_id: Any, unit_id: str, language: str = FALLBACK, *, below: bool = False
) -> bytes:
    """The open orders of a unit under a declaration as PDF; `below`: of every unit of its branch that has
    any, each on a page of its own.

    `BadInput` where the viewer may not see them, or they are too many for one file.
    """
    sheets = selectors.sheets(viewer, declaration_id, unit_id, below=below, most=MOST)
    return set_pages(sheets.in_language(language), sheets.in_language(FALLBACK))


def set_pages(contents: Sequence[Content], in_english: Sequence[Content]) -> bytes:
    """The pages of some units; in English where the letters of their language cannot be set here."""
    chosen, lost = contents, set[str]()
    for _ in range(SCRIPTS):
        try:
            return _compile(_data(chosen, lost))
        except typst.TypstError as error:
            missing = _MISSING.search(str(error))
            if missing is None or not (new := scripts(missing[1]) - lost):
                raise
            lost |= new
            if chosen is contents and new & scripts(phrases(contents[0].language)["paper_answer"]):
                chosen = in_english
    raise BadInput(f"no font here has the letters of {', '.join(sorted(lost))}", where="language")


def scripts(text: str) -> set[str]:
    """The scripts that a text is written in, as Unicode names its letters.

    >>> sorted(scripts("Orders 指令 أمر"))
    ['ARABIC', 'CJK', 'LATIN']
    """
    names = (unicodedata.name(letter, "UNNAMED") for letter in text if not letter.isspace())
    return {name.split()[0].partition("-")[0] for name in names if _is_letter(name)}


def _is_letter(name: str) -> bool:
    return not name.startswith(("DIGIT", "FULL STOP", "COMMA", "HYPHEN", "SOLIDUS", "COLON"))


def _compile(data: dict[str, Any]) -> bytes:
    compiler = typst.Compiler(
        _FOLDER / "orders.typ",
        root=_FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,  # they are among those given, looked for once and not for every page
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    tagged = len(data["units"]) <= TAGGED
    made = compiler.compile(format="pdf", pdf_standards=["ua-1" if tagged else "a-2b"], pdf_tags=tagged)
    return cast(bytes, made)  # typst writes several files only for pictures of pages


@cache
def _fonts() -> Any:
    return typst.Fonts()


def _data(contents: Sequence[Content], lost: Collection[str]) -> dict[str, Any]:
    language = contents[0].language
    data = {
        "title": phrase(language, "paper_title", unit=contents[0].unit_name),
        "author": settings.TOCSIN_SENDER,
        "date": _parts(contents[0].starts or clock.now()),
        "language": language.partition("-")[0],
        "fonts": [*OWN_FONTS.get(language.partition("-")[0], ()), *FONTS],
        "unset": "",
        "words": {name: phrases(language)[f"paper_{name}"] for name in WORDS},
        "units": [_unit(content) for content in contents],
    }
    if lost:
        data = _without(data, lost)
        data["unset"] = phrase(FALLBACK, "paper_unset", missing=", ".join(sorted(lost)))
    return data


def _parts(at: datetime) -> dict[str, int]:
    local = at.astimezone(UTC)
    return {name: getattr(local, name) for name in ("year", "month", "day", "hour", "minute", "second")}


def _unit(content: Content) -> dict[str, Any]:
    language, code = content.language, content.code
    ends = moment(content.ends) if content.ends else ""
    say = {"level": content.level, "over": content.over, "unit": content.unit_name, "ends": ends}
    grounds = (("reason", content.reason), ("basis", content.basis), ("owner", content.owner))
    return {
        "name": content.unit_name,
        "tlp": content.tlp,
        "exercise": phrase(language, "exercise") if content.exercise else "",
        "title": phrase(language, "paper_title", unit=content.unit_name),
        "summary": phrase(language, "orders", count=len(content.asked), **say),
        "grounds": [phrase(language, name, **{name: said}) for name, said in grounds if said],
        "code": code,
        "qr": qr(f"{content.link}?code={code}"),
        "qr_alt": phrase(language, "link", link=content.link),
        "how": phrase(language, "how", code=code),
        "orders": [_order(asked, language) for asked in content.asked],
    }


def _order(asked: Asked, language: str) -> dict[str, Any]:
    return {
        "number": asked.number,
        "title": asked.title,
        "text": asked.text,
        "acknowledge_by": phrase(language, "acknowledge_by", time=moment(asked.acknowledge_by)),
        "do_by": phrase(language, "do_by", time=moment(asked.do_by)),
    }


def qr(text: str) -> str:
    """A QR code as SVG, so made that a third of it may be spoiled."""
    drawn = io.BytesIO()
    segno.make_qr(text, error="q").save(drawn, kind="svg", border=4, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


def _without(value: Any, lost: Collection[str]) -> Any:
    """The same data with [...] for every word that has letters of a script that cannot be set."""
    if isinstance(value, dict):
        return {name: each if name == "qr" else _without(each, lost) for name, each in value.items()}
    if isinstance(value, list):
        return [_without(each, lost) for each in value]
    if isinstance(value, str) and scripts(value) & set(lost):
        return " ".join("[...]" if scripts(word) & set(lost) else word for word in value.split(" "))
    return value
