"""Fit the limits of the splitter of templates to a key.

    python -m benchmarks.quality.muc4.fit --input templates_dev.json [--fit-on TST1] [--out FILE]

The limit of relevance is the one at which most texts are rightly told to tell of an incident or of none:
MUC-4's scores hardly feel it, and whoever reads a text of peace does. Then one limit after the other
takes the value of a grid at which role F1 and template F1 are highest, until none moves. Texts whose name
begins with `--fit-on` are fitted on, all by default; the others are reported.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.quality.muc4.answers import NAMES, Sentences, sentences, written
from benchmarks.quality.muc4.ceaf import ceaf_ree
from benchmarks.quality.muc4.corpus import ROLES, Document, Entity, Template, documents
from benchmarks.quality.muc4.gtt import template_scores
from tocsin.extract.encoder import Encoder, Seen
from tocsin.extract.templates import Limits, templates

OUT = Path("src/tocsin/extract/templates/limits.toml")
GRID = [0.01, 0.02, *(step / 20 for step in range(1, 20))]
PLAIN = ("kind", "share", "link")


@dataclass(frozen=True)
class Sight:
    """A text with what the network saw in it."""

    document: Document
    sentences: Sentences
    seen: Seen


def measure(some: Sequence[Sight], limits: Limits) -> tuple[float, float]:
    """Role F1 and template F1 with these limits."""
    answered = {
        one.document.id: [
            written(one.document.text, found)
            for found in templates(one.document.text, one.sentences, one.seen, limits)
        ]
        for one in some
    }
    keys = {one.document.id: one.document.templates or () for one in some}
    found = ceaf_ree(_roles(answered), _roles(keys))["all"].f1
    return found, template_scores(answered, keys)["all"].f1


def fit(some: Sequence[Sight], limits: Limits) -> Limits:
    """The best limits that a search of one at a time finds from here."""
    best = replace(limits, relevant=max(GRID, key=lambda least: _rightly_sorted(some, least)))
    score = sum(measure(some, best))
    moved = True
    while moved:
        moved = False
        for name in (*PLAIN, *NAMES):
            for value in GRID:
                other = _with(best, name, value)
                worth = sum(measure(some, other))
                if worth > score + 1e-6:
                    best, score, moved = other, worth, True
        print(f"{score:.2f} {best}", flush=True)
    return best


def _rightly_sorted(some: Sequence[Sight], least: float) -> int:
    """How many texts are rightly taken to tell of an incident, or of none."""
    return sum((one.seen.relevant >= least) == bool(one.document.templates) for one in some)


def written_limits(limits: Limits, fitted_on: str) -> str:
    """The limits as the package holds them."""
    lines = [
        f"# Fitted by `python -m benchmarks.quality.muc4.fit` on {fitted_on}.",
        *(f"{name} = {getattr(limits, name)}" for name in ("relevant", *PLAIN)),
        "",
        "[roles]",
        *(f"{name} = {limits.role(name)}" for name in NAMES),
    ]
    return "\n".join(lines) + "\n"


def _with(limits: Limits, name: str, value: float) -> Limits:
    if name in PLAIN:
        return replace(limits, **{name: value})
    return replace(limits, roles={**limits.roles, name: value})


def _roles(some: Mapping[str, Sequence[Template]]) -> dict[str, dict[str, tuple[Entity, ...]]]:
    """All fillers of each text; one that holds another is the same, as the published roles have it."""
    return {
        name: {role: _merged(entity for one in found for entity in one.of(role)) for role in ROLES}
        for name, found in some.items()
    }


def _merged(entities) -> tuple[Entity, ...]:
    kept: list[Entity] = []
    for entity in entities:
        if not any(set(entity) <= set(other) or set(other) <= set(entity) for other in kept):
            kept.append(entity)
    return tuple(kept)


def main() -> None:
    """Look at every text once, fit, report, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", type=Path, required=True, help="texts with their templates")
    parser.add_argument("--fit-on", default="", help="fit on the texts whose name begins so")
    parser.add_argument(
        "--weights", type=Path, help="folder of the network's weights, by default the package's"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="where to write the limits")
    options = parser.parse_args()
    encoder = Encoder.open(options.weights)
    if encoder is None:
        raise SystemExit("There are no weights to fit to; train them, or name their folder with --weights.")
    sights = []
    for one in documents(options.input):
        spans = sentences(one.text)
        sights.append(Sight(one, spans, encoder.see(one.text, spans)))
    chosen = [one for one in sights if one.document.id.startswith(options.fit_on)]
    others = [one for one in sights if one not in chosen]
    limits = fit(chosen, Limits())
    print("role F1, template F1 where fitted: {:.2f} {:.2f}".format(*measure(chosen, limits)))
    if others:
        print("elsewhere: {:.2f} {:.2f}".format(*measure(others, limits)))
    name = f"the texts {options.fit_on} of {options.input.name}" if options.fit_on else options.input.name
    options.out.write_text(written_limits(limits, name), "utf-8")


if __name__ == "__main__":
    main()
