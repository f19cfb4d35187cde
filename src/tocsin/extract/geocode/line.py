"""The dateline: the place and day that a dispatch opens with."""

import re
from dataclasses import dataclass

# The wires' form: place in capitals, perhaps a date, perhaps the agency in brackets, then a dash.
_OPENING = re.compile(
    r"\A\s*(?P<place>[^\W\d_][^\n\d()—–:;!?\"]{1,60}?)"
    r"(?:\s*[,،，]\s*(?P<date>[^()\n—–]{2,30}?))?"
    r"\s*(?:[(（][^()（）\n]{1,50}[)）])?"
    r"\s*(?:\s[-–—]{1,2}\s|[–—]{1,2}|\s--\s?|:\s)"
)
# Chinese wires: "Agency, Paris, 14 November electric".
_CHINESE = re.compile(
    r"\A\s*[（(]?(?:[\u3400-\u9fff]{2,8}社)(?P<place>[\u3400-\u9fff·]{2,8}?)(?P<date>(?:\d{1,2}月)?\d{1,2}日)[^\n]{0,6}?电"
)
LONGEST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Dateline:
    """`place` and `date` as written ("" where the line has none); the line ends at `end`."""

    place: str
    date: str
    end: int


def dateline(text: str, language: str) -> Dateline | None:
    """The dateline that `text` opens with, or None.

    >>> dateline("PARIS, Nov 14 (Agency) - Gunmen opened fire.", "en")
    Dateline(place='PARIS', date='Nov 14', end=25)
    >>> dateline("Gunmen opened fire in Paris - again.", "en") is None
    True
    """
    if language == "zh":
        match = _CHINESE.match(text)
        return Dateline(match["place"], match["date"], match.end()) if match else None
    match = _OPENING.match(text)
    if not match or not _like_a_place(match["place"], language):
        return None
    place, date = match["place"].strip(), (match["date"] or "").strip()
    if date and not any(letter.isdigit() for letter in date):
        place, date = f"{place}, {date}", ""
    return Dateline(place, date, match.end())


def _like_a_place(name: str, language: str) -> bool:
    parts = name.replace(",", " ").split()
    if len(parts) > LONGEST_WORDS:
        return False
    if language == "ar":
        return len(parts) <= 3
    return all(part[0].isupper() or part.isupper() or len(part) <= 3 for part in parts) and (
        name.isupper() or len(parts) <= 3
    )
