"""Chooses among the places a name may mean."""

from collections.abc import Sequence

import numpy as np

from tocsin.base import PlaceKind
from tocsin.extract.gazetteer import Toponym
from tocsin.extract.gazetteer.key import name_key
from tocsin.extract.geocode.clues import Array, Clues
from tocsin.extract.geocode.distance import distance_km
from tocsin.extract.geocode.trust import Choice, Located, trust
from tocsin.extract.geocode.weights import weights

SAME_KM = 40.0
ROUNDS = 2


def resolve(
    toponyms: Sequence[Toponym], *, text: str, language: str, dateline: str = "", outlet_country: str = ""
) -> tuple[Located, ...]:
    """One place for each name, in the order of `toponyms`.

    `dateline` is the name of the place a dispatch was sent from, `outlet_country` the ISO 3166-1 code of the
    outlet's country; both lift nearby places, "" where unknown.
    """
    toponyms = [toponym for toponym in toponyms if toponym.candidates]
    if not toponyms:
        return ()
    scene = Ranking(toponyms, text=text, language=language, dateline=dateline, outlet_country=outlet_country)
    scene.settle(weights().choice)
    return tuple(scene.locate(toponym) for toponym in toponyms)


class Ranking:
    """The names of one text and, after `settle`, how likely each of their candidates is."""

    def __init__(
        self,
        toponyms: Sequence[Toponym],
        *,
        text: str,
        language: str,
        dateline: str = "",
        outlet_country: str = "",
    ) -> None:
        names: dict[str, list[Toponym]] = {}
        for toponym in toponyms:
            names.setdefault(_key(toponym), []).append(toponym)
        self._index = {key: index for index, key in enumerate(names)}
        self._names = list(names.values())
        home = self._index.get(name_key(dateline), self._index.get(name_key(dateline.partition(",")[0])))
        self.clues = Clues(
            self._names, text=text, language=language, home=home, outlet_country=outlet_country
        )
        self.shares = np.zeros(0)
        self._bests: list[int] = []

    def settle(self, choice: Array, rounds: int = ROUNDS) -> Array:
        """Weigh the clues, each round with what the last one found; the matrix of clues last weighed."""
        shares: Array | None = None
        for _ in range(rounds + 1):
            matrix = self.clues.matrix(shares)
            self.shares = shares = self._shares(matrix @ choice)
        # A region of the world is no company.
        bests = [self._best(self.rows(mentions[0])) for mentions in self._names]
        self._bests = [row for row in bests if self.clues.places[row].kind is not PlaceKind.REGION]
        return matrix

    def _shares(self, score: Array) -> Array:
        """How likely each candidate is of its name; a name's sum to 1."""
        starts, owner = self.clues.first[:-1], self.clues.owner
        lead = np.exp(score - np.maximum.reduceat(score, starts)[owner])
        return np.asarray(lead / np.add.reduceat(lead, starts)[owner])

    def rows(self, toponym: Toponym) -> range:
        """The rows of a name's candidates."""
        index = self._index[_key(toponym)]
        return range(int(self.clues.first[index]), int(self.clues.first[index + 1]))

    def locate(self, toponym: Toponym) -> Located:
        """The likeliest place of a name, how far that can be trusted, and why it was chosen."""
        rows = self.rows(toponym)
        choice = self.choice(toponym)
        place, reason = self.clues.places[choice.row], self._reason(toponym, rows, choice)
        return Located(toponym, place, round(trust(toponym, choice), 3), reason)

    def choice(self, toponym: Toponym) -> Choice:
        """The likeliest candidate of a name, with what speaks for trusting it."""
        rows = self.rows(toponym)
        best = self._best(rows)
        others = [row for row in self._bests if row not in rows]
        company = [
            self._names[self.clues.owner[row]][0].surface
            for row in others
            if self.clues.places[row].country == self.clues.places[best].country
        ]
        return Choice(
            row=best,
            share=self._share_about(rows, best),
            known=float(self.clues.known[best]),
            inside=self.clues.inside(best),
            alone=not others,
            company=tuple(company),
        )

    def _best(self, rows: range) -> int:
        return rows[int(np.argmax(self.shares[rows.start : rows.stop]))]

    def _share_about(self, rows: range, best: int) -> float:
        """How likely the chosen place is, with those that lie in the same spot."""
        place = self.clues.places[best]
        return min(
            1.0,
            sum(
                float(self.shares[row])
                for row in rows
                if (other := self.clues.places[row]) == place
                or (other.country == place.country and distance_km(other, place) <= SAME_KM)
            ),
        )

    def _reason(self, toponym: Toponym, rows: range, choice: Choice) -> str:
        place = self.clues.places[choice.row]
        if toponym.demonym:
            return f"the adjective for {place.name}"
        if len(rows) == 1:
            return "the only place of this name"
        if choice.inside:
            return f"named together with what contains it ({place.division or place.country})"
        if choice.row == rows[int(np.argmax(self.clues.known[rows.start : rows.stop]))]:
            return f"the best known of {len(rows)} places of this name"
        if choice.company:
            return f"in the same country as {', '.join(choice.company[:3])}"
        return "fits the other places named"


def _key(toponym: Toponym) -> str:
    return name_key(toponym.surface) + ("*" if toponym.demonym else "")
