"""The first, cheap pass: most reports tell of no violence and are read no further."""

import re
from collections import Counter
from collections.abc import Iterable

from tocsin.extract.lexicon import Lexicon
from tocsin.extract.tags import Tag
from tocsin.extract.tokens import tokenise

_ACTS = ("alert_raised", "alert_lowered", "emergency_declared", "border_closed")
# Some sentences: news tells what matters in its first ones, and no phrase goes beyond the end of one.
_STRETCH = re.compile(r".{300,}?(?:[.!?؟।]\s|[。！？\n])|.+\Z", re.DOTALL)


def may_matter(text: str, lexicon: Lexicon) -> bool:
    """Whether a text may tell of an incident or an official action; it is read only as far as it takes.

    >>> from tocsin.extract.lexicon import load
    >>> may_matter("A car bomb went off.", load("en")), may_matter("Bombay won the cup.", load("en"))
    (True, False)
    """
    found: list[Tag] = []
    for stretch in _STRETCH.finditer(text):
        found.extend(lexicon.match(tokenise(stretch.group())))
        if _may_matter(found):
            return True
    return False


def _may_matter(tags: Iterable[Tag]) -> bool:
    """More words never make it less likely."""
    sections = Counter(tag.section for tag in tags)
    if sections["kind"] or (sections["weak"] and sections["toll"]):
        return True
    named = {tag.name for tag in tags if tag.section == "action"}
    acts = (*_ACTS, "measure_ordered") if sections["weak"] else _ACTS
    return sections["weak"] > 1 or any(
        act in named or {f"{act}_verb", f"{act}_object"} <= named for act in acts
    )
