"""Blanks in the words of a template, as in "Avoid {place}": each must be filled before an alert goes out."""

import re
from collections.abc import Iterable, Mapping

BLANK = re.compile(r"\{([a-z][a-z0-9_]{0,29})\}")


def blanks(texts: Iterable[str]) -> list[str]:
    """The names of all blanks, each once, in the order in which they come.

    >>> blanks(["Avoid {place}", "Since {time}, {place} is closed"])
    ['place', 'time']
    """
    return list(dict.fromkeys(name for text in texts for name in BLANK.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the blanks that have a value filled in; the others stay to be seen.

    >>> filled("Avoid {place} from {time}", {"place": "the port", "time": " "})
    'Avoid the port from {time}'
    """
    return BLANK.sub(lambda found: values.get(found[1], "").strip() or found[0], text)
