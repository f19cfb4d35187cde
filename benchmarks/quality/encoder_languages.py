"""What the trained network carries over to languages it was not trained on.

    python -m benchmarks.quality.encoder_languages [--input tests/data/parallel] [--weights FOLDER]

It learned from English alone. Of each telling of an invented incident: whether the text is taken for one that
tells of an incident, and whether the likeliest kind is the oracle's, where MUC-4 has that kind. Peer: the
most common kind for all.
"""

import argparse
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

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


def sights(encoder: Encoder, path: Path) -> list[Sight]:
    """Every telling of one language."""
    rows = tomllib.loads(path.read_text("utf-8"))["telling"]
    return [_sight(encoder, row["id"], f"{row['title']}. {row['text']}") for row in rows]


def _sight(encoder: Encoder, incident: int, text: str) -> Sight:
    seen = encoder.see(text, [(span.start, span.end) for span in split(text)])
    return Sight(incident, seen.relevant, KINDS[int(seen.kinds.max(0).argmax())])


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
    print(f"{'':4} {'tellings':>8} {'relevant':>8} {'kind':>6}")
    for language, some in told.items():
        _row(language, some, truth)
    print(f"peer: the most common kind {common:.0%}")


def _row(language: str, some: list[Sight], truth: dict[int, str]) -> None:
    relevant = np.mean([sight.relevant > 0.5 for sight in some])
    right = np.mean([sight.kind == truth[sight.incident] for sight in some if sight.incident in truth])
    print(f"{language:4} {len(some):8} {relevant:8.0%} {right:6.0%}")


if __name__ == "__main__":
    main()
