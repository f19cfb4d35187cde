"""A name of a place in a text, and the places it may mean."""

from dataclasses import dataclass

from tocsin.base import Place


@dataclass(frozen=True, slots=True)
class Toponym:
    """`text[start:end] == surface`. `candidates` are best known first, `known` tells how well known each is
    (about the decimal logarithm of its people). A `demonym` ("French", "Lebanese") names a country only
    by its adjective; `sure` is False where the word may well be a common one or a person's name, `cued` says
    that the words around ("in", a comma and what contains it) speak for a place; `given` is True where it is
    known to be the name of a place, as in a form's field, False where it was found in running text.
    """

    start: int
    end: int
    surface: str
    candidates: tuple[Place, ...]
    known: tuple[float, ...]
    demonym: bool = False
    sure: bool = True
    cued: bool = False
    given: bool = False
