"""Make the weights by which a report's small figures are taken for its toll (`tocsin.extract.choice`).

    python -m benchmarks.train_toll --input X_train.json --gold y_train.json [--output choice.toml]

A conditional logistic regression over the pairs (killed, injured) that each report allows, with a ridge,
fitted by L-BFGS; deterministic, no seed. Local news of one country has few tolls above one: plain invented
reports that open with larger ones keep it from learning that these are unlikely. Before it writes the weights
of all reports it prints how many tolls are right on each fifth when fitted on the other four.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from tocsin.base import Report
from tocsin.extract import Reader, choice
from tocsin.extract.choice import candidates, choose
from tocsin.extract.choice_features import Pair, Stated, Telling, describe
from tocsin.extract.toll import Fate, Figure

RIDGE, FOLDS = 6.0, 5
HEAD = """\
# Weights of the choice of a toll (tocsin.extract.choice), by name of the feature.
# Made by: python -m benchmarks.train_toll --input X_train.json --gold y_train.json
# Data: reports of US local news on shootings with the numbers killed and injured (training part).

[weight]
"""
Weights = dict[str, float]


@dataclass(frozen=True)
class Example:
    """A report's figures, None where it is read as telling of no incident, and its labels."""

    telling: Telling | None
    gold: Pair


def examples(articles: Path, labels: Path) -> list[Example]:
    """The reports of a file, read by the rules."""
    reader = Reader.open()
    pairs = zip(json.loads(articles.read_text("utf-8")), json.loads(labels.read_text("utf-8")), strict=True)
    return [
        Example(reader.telling(_report(article)), (label["n_killed"], label["n_injured"]))
        for article, label in pairs
    ]


def _report(article: dict[str, str]) -> Report:
    published = datetime.fromisoformat(article["publish_date"]).replace(tzinfo=UTC)
    return Report(id="article", source="", title="", text=article["text"], published=published)


def plain_reports() -> list[Example]:
    """Invented reports whose opening gives the toll in numbers: the killed, the injured or both."""
    golds = [(2, 0), (0, 2), (3, 0), (0, 3), (3, 5), (2, 4), (2, 1), (3, 1), (1, 2), (4, 9), (7, 12), (12, 0)]
    return [
        Example(_opening_with(gold, sentences, again, apart), gold)
        for gold in golds
        for sentences in (3, 8)
        for again in (0, 1)
        for apart in (0, 1)
    ]


def _opening_with(gold: Pair, sentences: int, again: int, apart: int) -> Telling:
    """`again` tells the toll twice, `apart` the injured in the sentence after the killed."""
    told = [
        _plain(fate, best, sentence + apart * at, at)
        for sentence in range(again + 1)
        for at, (fate, best) in enumerate(zip((Fate.KILLED, Fate.INJURED), gold, strict=True))
        if best
    ]
    return Telling(tuple(told), sentences, 1)


def _plain(fate: Fate, best: int, sentence: int, at: int) -> Stated:
    start = 100 * sentence + 10 * at
    figure = Figure(fate, best, best, best, start, start + 5, single=best == 1, cost=at)
    return Stated(figure, "people", sentence, 0, lead=True, told=True, dated=True, violent=True)


def fit(learned_from: Sequence[Example]) -> Weights:
    """The weights under which the labelled pairs are likeliest; reports whose label no figure gives are left
    out."""
    told = [(e.telling, e.gold, candidates(e.telling)) for e in learned_from if e.telling is not None]
    rows = [[describe(telling, pair) for pair in pairs] for telling, gold, pairs in told if gold in pairs]
    right = [pairs.index(gold) for _, gold, pairs in told if gold in pairs]
    names = {name: at for at, name in enumerate(sorted({n for row in rows for one in row for n in one}))}
    starts = np.cumsum([0, *(len(row) for row in rows)])
    matrix = np.zeros((starts[-1], len(names)))
    for at, one in enumerate(one for row in rows for one in row):
        for name, value in one.items():
            matrix[at, names[name]] = value
    gold = np.zeros(len(matrix))
    gold[starts[:-1] + right] = 1
    found = minimize(_loss, np.zeros(len(names)), args=(matrix, starts, gold), jac=True, method="L-BFGS-B").x
    return {name: float(found[at]) for name, at in names.items()}


def _loss(
    weights: np.ndarray, matrix: np.ndarray, starts: np.ndarray, gold: np.ndarray
) -> tuple[float, np.ndarray]:
    scores, sizes = matrix @ weights, np.diff(starts)
    exp = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts[:-1]), sizes))
    shares = exp / np.repeat(np.add.reduceat(exp, starts[:-1]), sizes)
    loss = -np.log(np.maximum(shares[gold > 0], 1e-12)).sum() + RIDGE / 2 * weights @ weights
    return float(loss), -(matrix.T @ (gold - shares)) + RIDGE * weights


def exact(asked: Sequence[Example], weights: Weights) -> tuple[float, float, float]:
    """Shares of killed, of injured and of both exact, in per cent."""
    read = [choose(e.telling, weights) if e.telling is not None else (0, 0) for e in asked]
    hits = [(one[0] == e.gold[0], one[1] == e.gold[1]) for one, e in zip(read, asked, strict=True)]
    killed, injured, both = (sum(column) for column in zip(*((k, i, k and i) for k, i in hits), strict=True))
    return 100 * killed / len(asked), 100 * injured / len(asked), 100 * both / len(asked)


def main() -> None:
    """Fit on four fifths and report on the fifth, then fit on all and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", type=Path, required=True, help="JSON list of {text, publish_date}")
    parser.add_argument("--gold", type=Path, required=True, help="JSON list of {n_killed, n_injured}")
    parser.add_argument("--output", type=Path, default=Path(choice.__file__).with_suffix(".toml"))
    options = parser.parse_args()
    known, plain = examples(options.input, options.gold), plain_reports()
    for fold in range(FOLDS):
        rest = [one for at, one in enumerate(known) if at % FOLDS != fold] + plain
        print(
            "held out: killed {:.1f}, injured {:.1f}, both {:.1f} %".format(
                *exact(known[fold::FOLDS], fit(rest))
            )
        )
    weights = {name: weight for name, weight in fit([*known, *plain]).items() if abs(weight) >= 0.005}
    lines = [f"{name} = {weight:.3f}" for name, weight in sorted(weights.items())]
    options.output.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} weights in {options.output}")


if __name__ == "__main__":
    main()
