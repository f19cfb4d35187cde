"""What all scorers share: words made comparable, and hits out of what was answered and what was asked."""

import re
import string
from dataclasses import dataclass

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def plain(words: str) -> str:
    """Words in lower case, without punctuation, articles and needless spaces, as both papers compare them.

    >>> plain('The  "Santo Tomas" farm')
    'santo tomas farm'
    """
    return " ".join(_ARTICLES.sub(" ", words.lower().translate(_PUNCTUATION)).split())


@dataclass(frozen=True, slots=True)
class Score:
    """`right` of `answered` answers hold, and `found` of `asked` answers of the key were found."""

    right: float = 0
    answered: int = 0
    found: float = 0
    asked: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.right + other.right,
            self.answered + other.answered,
            self.found + other.found,
            self.asked + other.asked,
        )

    @property
    def precision(self) -> float:
        """Per cent of the answers that hold."""
        return 100 * self.right / self.answered if self.answered else 0.0

    @property
    def recall(self) -> float:
        """Per cent of the key that was found."""
        return 100 * self.found / self.asked if self.asked else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean.

        >>> Score(1, 2, 1, 1).f1
        66.66666666666667
        """
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def table(scores: dict[str, Score]) -> str:
    """One line for each, precision, recall and F1 in per cent."""
    lines = [f"{'':<16}{'P':>8}{'R':>8}{'F1':>8}{'answered':>10}{'asked':>8}"]
    for name, one in scores.items():
        lines.append(
            f"{name:<16}{one.precision:>8.2f}{one.recall:>8.2f}{one.f1:>8.2f}{one.answered:>10}{one.asked:>8}"
        )
    return "\n".join(lines)
