"""What a scanner of one script hands to the gazetteer: stretches of text that could be names."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Stretch:
    """`text[start:end]`, whose name key is `key`. `least` is how well known a place must be for the name to
    be taken (0: any place will do); `sure` is False where it may be a person's name or a common word;
    `cued` says that a word before it ("in") or a comma behind it speaks for a place.
    A `nation` bounds the search to one country; with no key it is the country itself, by its adjective if
    `demonym`.
    """

    start: int
    end: int
    key: str
    least: float = 0.0
    sure: bool = True
    cued: bool = False
    nation: str = ""
    demonym: bool = False


class Scanner(Protocol):
    """Finds the stretches of one script; those that start earlier come first."""

    def stretches(self, text: str, language: str) -> list[Stretch]:
        """Every stretch worth looking up, in order of start, longest first at one start."""
        ...
