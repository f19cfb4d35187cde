"""The dateline: the place and day that a dispatch opens with."""

import re
from dataclasses import dataclass

from tocsin.extract.dates.vocabulary import plain, vocabulary

LONGEST_WORDS = 6
# Their letters have no case that could tell a name.
CASELESS = frozenset(("ar", "fa", "hi"))

# The wires' form: a place, perhaps a date, perhaps the agency in brackets, then a dash.
_OPENING = re.compile(
    r"\A\s*(?P<place>[^\W\d_][^\n\d()—–:;!?\"/]{1,45}?)"
    r"(?:\s*[,،]?\s(?P<date>(?:[^\W\d_]{1,12}\.?\s){0,2}\d{1,2}(?:\s?[^\n()—–\d-]{0,25})?(?:\s(?:19|20)\d\d)?))?"
    r"\s*(?P<agency>[(（][^()（）\n]{1,50}[)）])?\s*[.,]?"
    r"(?P<dash>\s?-{1,2}\s|\s?[–—]\s?|:\s)"
)
# East European: a place, a day and a full stop, perhaps the agency between strokes.
_STOPPED = re.compile(
    r"\A\s*(?P<place>[^\W\d_][^\n\d.()—–:;!?\"/]{1,45}?),\s"
    r"(?P<date>\d{1,2}\s(?P<month>[^\W\d_]+)(?:\s(?:19|20)\d\d)?)\.\s(?:/[^/\n]{2,40}/\.?\s)?"
)
# Chinese: "Agency, Paris, 14 November electric", or "(Paris news)" before the first sentence.
_CHINESE = re.compile(
    r"\A\s*(?:[\u3400-\u9fff]{1,8}社(?P<place>[\u3400-\u9fff·]{2,8}?)(?P<date>(?:\d{1,2}月)?\d{1,2}日)[^\n\d]{0,6}?电"
    r"|[（(](?P<seat>[\u3400-\u9fff·]{2,8}?)(?:综合|专)?[讯电][）)])"
)


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
    >>> dateline("काबुल, 3 अप्रैल: विस्फोट हुआ।", "hi").place
    'काबुल'
    >>> dateline("Gunmen opened fire in Paris - again.", "en") is None
    True
    >>> dateline("КИРКУК, 4 марта. /Агентство/. Взрыв прогремел утром.", "ru").end
    30
    """
    if language == "zh":
        match = _CHINESE.match(text)
        return Dateline(match["place"] or match["seat"], match["date"] or "", match.end()) if match else None
    stopped = _STOPPED.match(text)
    if stopped and plain(stopped["month"]) in vocabulary(language).months:
        return Dateline(stopped["place"].strip(), stopped["date"], stopped.end())
    match = _OPENING.match(text)
    if not match or not _like_a_place(match, language):
        return None
    return Dateline(match["place"].strip(" ,،"), (match["date"] or "").strip(), match.end())


def _like_a_place(match: re.Match[str], language: str) -> bool:
    """A few words in capitals, or capitalised ones that a date, an agency or a long dash sets off."""
    parts = match["place"].replace(",", " ").split()
    if match["place"].isupper():
        return len(parts) <= LONGEST_WORDS
    set_off = bool(match["date"] or match["agency"]) or match["dash"].strip() in ("–", "—")
    if language in CASELESS:
        return len(parts) <= (3 if set_off else 2) and (match["dash"].strip() != ":" or bool(match["date"]))
    return set_off and len(parts) <= 3 and all(part[0].isupper() for part in parts)
