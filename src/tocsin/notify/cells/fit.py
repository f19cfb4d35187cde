"""Making a text fit: what matters most goes in first, no word is cut, and what is left out is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from tocsin.notify.cells.records import Text

Measure = Callable[[str], int]

_SENTENCE = re.compile(r".+?(?:[.!?]+(?=\s|$)|[。！？]+|\n|$)\s*", re.DOTALL)
# Chinese, Japanese and Korean signs stand for themselves; elsewhere a word ends at a blank.
_WORD = re.compile(
    r"[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\ua4cf\uff00-\uffef]+|\s+"
)
_ENDED = re.compile(r"[.!?:。！？：]$")
_WIDE = re.compile(r"[\u2e80-\ua4cf\uff00-\uffef]$")
_ELLIPSIS = "..."
_WORTH = 12
"""Characters of a part cut off that are worth having."""


class How(StrEnum):
    """How a part may go in: only whole, its first sentence only, as much of it as fits, or at any rate."""

    WHOLE = "whole"
    FIRST = "first"
    MOST = "most"
    MUST = "must"


def fit(
    parts: dict[str, str], order: Sequence[tuple[str, How]], limit: int, measure: Measure, *, glue: str = ""
) -> Text:
    """As much of some parts as a limit allows, in the order in which they are given.

    `order` tells which goes in first, and how; `glue` stands between two parts, "" for the end of a sentence.

    >>> parts = {"event": "Flood", "area": "Along the river", "instruction": "Go up. Stay there."}
    >>> fit(parts, [("event", How.MUST), ("instruction", How.FIRST), ("area", How.WHOLE)], 20, len)
    Text(text='Flood. Go up.', left_out=('area', 'the end of instruction'))
    """
    chosen: dict[str, str] = {}
    for name, how in order:
        if not parts.get(name):
            continue
        for version in _versions(parts[name], how):
            trial = {**chosen, name: version}
            if measure(_join(parts, trial, glue)) <= limit:
                chosen = trial
                break
    return Text(_join(parts, chosen, glue), tuple(_left_out(parts, chosen)))


def _versions(text: str, how: How) -> list[str]:
    """A part and shorter forms of it, the longest first."""
    if how is How.WHOLE:
        return [text]
    sentences = _SENTENCE.findall(text)
    if how is How.FIRST:
        return [sentences[0].strip()]
    whole = ["".join(sentences[:count]).strip() for count in range(len(sentences), 0, -1)]
    words = _WORD.findall(whole[-1])
    cut = ["".join(words[:count]).rstrip(" ,;:-") + _ELLIPSIS for count in range(len(words) - 1, 0, -1)]
    return whole + [version for version in cut if how is How.MUST or len(version) >= _WORTH]


def _join(parts: dict[str, str], chosen: dict[str, str], glue: str) -> str:
    """The chosen parts in the order of all, each ended as a sentence is."""
    text = ""
    for part in (chosen[name] for name in parts if name in chosen):
        text += _between(text, glue) + part if text else part
    return text


def _between(text: str, glue: str) -> str:
    if glue:
        return glue
    if _ENDED.search(text):
        return "" if _WIDE.search(text) else " "
    return "。" if _WIDE.search(text) else ". "


def _left_out(parts: dict[str, str], chosen: dict[str, str]) -> list[str]:
    found = []
    for name, text in parts.items():
        if text and name not in chosen:
            found.append(name)
        elif text and chosen[name] != text:
            found.append(f"the end of {name}")
    return found
