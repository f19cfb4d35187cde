"""The first, cheap pass: most reports tell of no violence and are read no further."""

import re
from collections import Counter

from tocsin.extract.lexicon import Lexicon
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
    sections: Counter[str] = Counter()
    acts: set[str] = set()
    for stretch in _STRETCH.finditer(text):
        tags = lexicon.match(tokenise(stretch.group()))
        sections.update(tag.section for tag in tags)
        acts.update(tag.name for tag in tags if tag.section == "action")
        if _may_matter(sections, acts):
            return True
    return False


def _may_matter(sections: Counter[str], acts: set[str]) -> bool:
    """More words never make it less likely."""
    if sections["kind"] or (sections["weak"] and sections["toll"]):
        return True
    asked = (*_ACTS, "measure_ordered") if sections["weak"] else _ACTS
    return sections["weak"] > 1 or any(
        act in acts or {f"{act}_verb", f"{act}_object"} <= acts for act in asked
    )
