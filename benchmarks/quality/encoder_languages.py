"""What the trained network carries over to languages it was not trained on.

    python -m benchmarks.quality.encoder_languages [--input tests/data/parallel] [--weights FOLDER]

It learned from English alone. Of each telling of an invented incident: whether the text is taken for one that
tells of an incident; whether the likeliest kind is the oracle's, where MUC-4 has that kind; and whether its
mean sentence vector lies nearest to the English telling of the same incident. Peers: the most common kind for
all; one English telling drawn blindly.
"""

import argparse
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.languages import FOLDER
from tocsin.extract.encoder import KINDS, Encoder
from tocsin.extract.sentences import split

AS_MUC = {
    "hostage_taking": "kidnapping",
    "shooting": "attack",
    "stabbing": "attack",
    "vehicle_attack": "attack",
}
"""Kinds of ours under the name that MUC-4 has for them."""


@dataclass(frozen=True)
class Sight:
    """What the network saw in one telling."""

    incident: int
    relevant: float
    kind: str
    vector: NDArray[np.float32]


def sights(encoder: Encoder, path: Path) -> list[Sight]:
    """Every telling of one language."""
    rows = tomllib.loads(path.read_text("utf-8"))["telling"]
    return [_sight(encoder, row["id"], f"{row['title']}. {row['text']}") for row in rows]


def _sight(encoder: Encoder, incident: int, text: str) -> Sight:
    seen = encoder.see(text, [(span.start, span.end) for span in split(text)])
    mean = seen.vectors.mean(0)
    return Sight(incident, seen.relevant, KINDS[int(seen.kinds.max(0).argmax())], mean / np.linalg.norm(mean))


def kinds(folder: Path) -> dict[int, str]:
    """The oracle's kind of each incident that MUC-4 has a kind for."""
    rows = tomllib.loads((folder / "incidents.toml").read_text("utf-8"))["incident"]
    named = {row["id"]: AS_MUC.get(row["kind"], row["kind"]) for row in rows}
    return {number: kind for number, kind in named.items() if kind in KINDS}


def main() -> None:
    """One row a language."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", type=Path, default=FOLDER, help="folder with incidents.toml and LANG.toml")
    parser.add_argument("--weights", type=Path, help="folder of the weights, by default the package's")
    options = parser.parse_args()
    encoder = Encoder.open(options.weights)
    if encoder is None:
        raise SystemExit("There are no weights; python -m benchmarks.train_reader makes them.")
    truth = kinds(options.input)
    common = Counter(truth.values()).most_common(1)[0][1] / len(truth)
    told = {path.stem: sights(encoder, path) for path in sorted(options.input.glob("??.toml"))}
    english = {sight.incident: sight.vector for sight in told["en"]}
    print(f"{'':4} {'tellings':>8} {'relevant':>8} {'kind':>6} {'nearest English':>16}")
    for language, some in told.items():
        _row(language, some, truth, english)
    print(
        f"peers: the most common kind {common:.0%}, an English telling drawn blindly {1 / len(english):.0%}"
    )


def _row(
    language: str, some: list[Sight], truth: dict[int, str], english: dict[int, NDArray[np.float32]]
) -> None:
    relevant = np.mean([sight.relevant > 0.5 for sight in some])
    asked = [sight for sight in some if sight.incident in truth]
    right = np.mean([sight.kind == truth[sight.incident] for sight in asked])
    numbers, vectors = list(english), np.array(list(english.values()))
    near = np.mean([numbers[int((vectors @ sight.vector).argmax())] == sight.incident for sight in some])
    print(f"{language:4} {len(some):8} {relevant:8.0%} {right:6.0%} {near:16.0%}")


if __name__ == "__main__":
    main()
