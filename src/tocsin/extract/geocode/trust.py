"""How far a choice of place can be trusted."""

from dataclasses import dataclass
from math import exp, log

from tocsin.base import Place
from tocsin.extract.gazetteer import Toponym
from tocsin.extract.geocode.weights import weights

MOST_KNOWN = 9.0
# Beyond this a share says no more.
SUREST = 0.995


@dataclass(frozen=True, slots=True)
class Located:
    """A name and the place it was taken to mean.

    `confidence`, between 0 and 1, is about the share of such choices that are right; `reason` is for people.
    """

    toponym: Toponym
    place: Place
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate chosen, by its row, and what speaks for it.

    `share` is its part of the likelihood of all of its name, `known` how well known it is, `inside` that it
    is named beside what contains it; `company` are the other names of the text that mean places in its
    country, `alone` that there are no others at all.
    """

    row: int
    share: float
    known: float
    inside: bool = False
    alone: bool = False
    company: tuple[str, ...] = ()


def signs(toponym: Toponym, choice: Choice) -> dict[str, float]:
    """What trust is weighed on, by the names used in `weights.toml`."""
    known = min(choice.known, MOST_KNOWN)
    share = min(max(choice.share, 1 - SUREST), SUREST)
    return {
        "base": 1.0,
        "share": (odds := log(share / (1 - share))),
        "share_beyond_likely": max(0.0, odds - 2.0),
        "known": known,
        "known_beyond_town": max(0.0, known - 4.5),
        "known_beyond_city": max(0.0, known - 7.0),
        "sure": float(toponym.sure),
        "cued": float(toponym.cued),
        "inside": float(choice.inside),
        "alone": float(choice.alone),
        "alone_known": choice.alone * known,
        "company": min(3.0, log(1 + len(choice.company))),
        "company_known": bool(choice.company) * known,
        "only": float(len(toponym.candidates) == 1),
        "words": float(" " in toponym.surface.strip()),
    }


def trust(toponym: Toponym, choice: Choice) -> float:
    """The chance that the place chosen is right: of a name found in running text, that it is the name of a
    place and means this one; of a name given as that of a place, that it means this one.

    Logistic regression on labelled news (`python -m benchmarks.train_geocoder`).

    >>> hamlet = Toponym(0, 4, "Nice", (), (), sure=False)
    >>> capital = Toponym(0, 5, "Paris", (), (), cued=True)
    >>> trust(hamlet, Choice(0, share=0.5, known=2.5)) < 0.2
    True
    >>> trust(capital, Choice(0, share=0.99, known=7.3, company=("France", "Lyon"))) > 0.9
    True
    """
    weight = weights().given if toponym.given else weights().found
    log_odds = sum(weight[name] * value for name, value in signs(toponym, choice).items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))
