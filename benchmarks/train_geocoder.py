"""Learns what `tocsin.extract.geocode` knows of places in the news, and writes its `weights.toml`.

    python -m benchmarks.train_geocoder ../shared/data/reading/geoparsing/{lgl,TR-News,GeoVirus}.xml

Two steps, both logistic regressions fitted with numpy, deterministic, a minute on one core:

1. *choice*: a softmax over the candidates of each true name, so that those within 161 km of the truth are
   likely together. What other names say depends on what they are taken to mean, so clues and weights are
   found in turn.
2. *found* and *given*: whether a choice was right; of names found in running text (where a name that is none
   of the corpus's counts as wrong), and of names known to be names of places.

Only the even articles are used (`--half`), each corpus weighing the same, and each article twice: whole, and
cut to its first two sentences, for many reports are short.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.quality.toponyms import Article, Half, Name, near, read
from tocsin.extract.gazetteer import Gazetteer, Toponym
from tocsin.extract.geocode.clues import CLUES
from tocsin.extract.geocode.rank import Ranking
from tocsin.extract.geocode.trust import signs
from tocsin.extract.geocode.weights import PATH
from tocsin.extract.sentences import split

Array = npt.NDArray[np.float64]
TURNS = 2
SENTENCES = 2
# Clues that may speak against a place; every other speaks for it or is not heard.
FREE = ("fame", "country", "division", "region", "county")
# Held, for the corpora cannot tell: a town and its division lie within the 161 km, but readers need the town;
# hardly a text has a dateline; and one corpus is of local papers, whose country says more than a wire's does.
BY_HAND = {"town": 1.5, "home": 1.5, "outlet": 1.5}
# Ridge penalties, per name; small, for there are thousands of names and few weights.
CHOICE_RIDGE, TRUST_RIDGE = 0.002, 0.00001
STEPS, STEP = 250, 0.1
HEAD = """# Written by `python -m benchmarks.train_geocoder`; do not edit. Fitted on the {half} articles of
# {corpora}.
"""


@dataclass(frozen=True)
class Case:
    """One text's names, of which `truth` are right about those it names; `weight` evens out the corpora."""

    article: Article
    toponyms: list[Toponym]
    ranking: Ranking
    weight: float

    def true_name(self, toponym: Toponym) -> Name | None:
        """The corpus's name that a toponym overlaps, with a known place; None where there is none."""
        return next(
            (
                name
                for name in self.article.names
                if toponym.start < name.end and name.start < toponym.end and name.place
            ),
            None,
        )

    def unjudged(self, toponym: Toponym) -> bool:
        """Whether it overlaps a name whose place the corpus does not tell; demonyms are not judged either."""
        return toponym.demonym or any(
            toponym.start < name.end and name.start < toponym.end and name.place is None
            for name in self.article.names
        )


def cases(gazetteer: Gazetteer, corpora: Sequence[Sequence[Article]], *, given: bool) -> list[Case]:
    """Every article of every corpus, whole and cut, its names given or found."""
    found = []
    for articles in corpora:
        pieces = [piece for article in articles for piece in (article, _opening(article))]
        made = [
            Case(piece, toponyms, piece.ranking(toponyms), 1.0)
            for piece in track(pieces, "given names" if given else "found names", transient=True)
            if (toponyms := _toponyms(gazetteer, piece, given=given))
        ]
        names = sum(len(case.toponyms) for case in made)
        found += [replace(case, weight=1000 / names) for case in made]
    return found


def _opening(article: Article) -> Article:
    spans = list(split(article.text, ()))[:SENTENCES]
    end = spans[-1].end if spans else 0
    return Article(article.text[:end], article.outlet, [name for name in article.names if name.end <= end])


def _toponyms(gazetteer: Gazetteer, article: Article, *, given: bool) -> list[Toponym]:
    toponyms = article.given(gazetteer) if given else gazetteer.find(article.text, "en")
    return [toponym for toponym in toponyms if toponym.candidates]


def fit_choice(cases: Sequence[Case]) -> Array:
    """Weights of the clues, in the order of `CLUES`."""
    weights = np.array([BY_HAND.get(clue, 2.0 if clue == "known" else 0.0) for clue in CLUES])
    for _ in range(TURNS):
        matrix, group, right, weight = _stacked(cases, weights)
        weights = _softmax_fit(matrix, group, right, weight, weights)
    return weights


def _stacked(cases: Sequence[Case], weights: Array) -> tuple[Array, Array, Array, Array]:
    """Candidates of all names that can be judged: clues, name, whether right; and each name's weight."""
    blocks, groups, rights, weight = [], [], [], []
    for case in cases:
        matrix = case.ranking.settle(weights)
        for rows, right in judged_rows(case):
            blocks.append(matrix[rows.start : rows.stop])
            groups.append(np.full(len(rows), len(weight)))
            rights.append(right)
            weight.append(case.weight)
    return np.vstack(blocks), np.concatenate(groups), np.concatenate(rights), np.array(weight)


def judged_rows(case: Case) -> list[tuple[range, npt.NDArray[np.bool_]]]:
    """For each mention with a truth among several candidates: the candidates' rows, and which are right."""
    found = []
    for toponym in case.toponyms:
        name = case.true_name(toponym)
        rows = case.ranking.rows(toponym)
        if name is None or toponym.demonym:
            continue
        right = np.array([near(case.ranking.clues.places[row], name) for row in rows])
        if right.any() and not right.all():
            found.append((rows, right))
    return found


def _softmax_fit(matrix: Array, group: Array, right: Array, weight: Array, start: Array) -> Array:
    """Full-batch ascent (Adam) on the weighted likelihood that a right candidate is chosen."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    each = (weight / weight.sum())[group]
    spread = matrix.std(axis=0) + 1e-9
    scaled = matrix / spread
    lowest = np.array([-np.inf if clue in FREE else 0.0 for clue in CLUES])
    held = np.array([clue in BY_HAND for clue in CLUES])

    def gradient(weights: Array) -> Array:
        score = scaled @ weights
        lead = np.exp(score - np.maximum.reduceat(score, first)[group])
        share = lead / np.add.reduceat(lead, first)[group]
        among = share * right
        among /= np.maximum(np.add.reduceat(among, first)[group], 1e-12)
        slope = scaled.T @ (each * (among - share)) - CHOICE_RIDGE * weights
        return np.where(held, 0.0, slope)

    return np.asarray(_climb(gradient, start * spread, lowest) / spread)


def _climb(gradient: Callable[[Array], Array], weights: Array, lowest: Array) -> Array:
    """Adam, kept at or above `lowest`."""
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = gradient(weights)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        step_size = STEP * (1 - step / STEPS)
        ahead = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
        weights = np.maximum(weights + step_size * ahead, lowest)
    return weights


def fit_trust(cases: Sequence[Case], weights: Array) -> dict[str, float]:
    """What a choice is trusted by; `cases` are all of given or all of found names."""
    signs_of, rights, weight = [], [], []
    for case in cases:
        case.ranking.settle(weights)
        for toponym in case.toponyms:
            if case.unjudged(toponym):
                continue
            choice, name = case.ranking.choice(toponym), case.true_name(toponym)
            signs_of.append(signs(toponym, choice))
            rights.append(name is not None and near(case.ranking.clues.places[choice.row], name))
            weight.append(case.weight)
    names = list(signs_of[0])
    matrix = np.array([[row[name] for name in names] for row in signs_of])
    fitted = _logistic_fit(matrix, np.array(rights, np.float64), np.array(weight))
    return dict(zip(names, fitted.tolist(), strict=True))


def _logistic_fit(matrix: Array, right: Array, weight: Array) -> Array:
    """Newton's method on the weighted, ridged likelihood."""
    weight = weight / weight.sum()
    weights = np.zeros(matrix.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (weight * (right - chance)) - TRUST_RIDGE * weights
        curve = (matrix * (weight * chance * (1 - chance))[:, None]).T @ matrix
        weights = weights + np.linalg.solve(curve + TRUST_RIDGE * np.eye(len(weights)), slope)
    return weights


def main(
    corpora: Annotated[list[Path], typer.Argument(help="lgl.xml, TR-News.xml, GeoVirus.xml", exists=True)],
    half: Annotated[Half, typer.Option(help="Which articles to learn from.")] = Half.EVEN,
    out: Annotated[Path, typer.Option(help="File to write.")] = PATH,
) -> None:
    """Fit on the corpora and write the weights."""
    gazetteer = Gazetteer.open()
    articles = [half.of(read(path)) for path in corpora]
    given, found = (cases(gazetteer, articles, given=given) for given in (True, False))
    choice = fit_choice([*given, *found])
    parts = {
        "choice": dict(zip(CLUES, choice.tolist(), strict=True)),
        "found": fit_trust(found, choice),
        "given": fit_trust(given, choice),
    }
    lines = [HEAD.format(half=half.value, corpora=", ".join(path.stem for path in corpora))]
    for title, weights in parts.items():
        lines.append(f"[{title}]")
        lines += [f"{name} = {value:.4f}" for name, value in weights.items()]
        lines.append("")
    out.write_text("\n".join(lines).rstrip() + "\n", "utf-8")
    print(f"{out}: fitted on {len(given)} texts of given and {len(found)} of found names")


if __name__ == "__main__":
    typer.run(main)
