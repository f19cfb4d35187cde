"""One record for each incident, by MUC-4: template F1 as GTT counts it, and the slots as 1992 counted them.

    python -m benchmarks.quality.muc4_templates --input templates_dev.json [--predictions OUT] [--gold FILE]
        [--raw FOLDER ...]

`--input` and `--gold` are in the form that GTT's authors published (`docid`, `doctext`, `templates`), the
predictions in theirs (`pred_templates` by number). `--raw` names folders with the texts and keys as they were
handed out in 1992: from them come the datelines and the slots (kind, location, date, human number, weapon).
Without the weights, or with `--rules`, the rules alone answer. Published on the test part: GTT 50.2, GE 54.0.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.quality.muc4.answers import answer_all
from benchmarks.quality.muc4.corpus import ROLES, Document, Template, documents
from benchmarks.quality.muc4.gtt import template_scores
from benchmarks.quality.muc4.keys import datelines, keys
from benchmarks.quality.muc4.scores import table
from benchmarks.quality.muc4.slots import Answer, slot_scores

GTT = 50.2
WANTED = {"kind": 76, "location": 62, "date": 62, "human number": 61, "weapon": 67}
"""What the slots should reach; about the best of 1992."""


def predictions(answered: dict[str, list[Answer]], texts: list[Document]) -> dict[str, object]:
    """In the form of the published scorer."""
    return {
        one.published_id: {
            "doctext": one.text,
            "pred_templates": [_written(answer.template) for answer in answered[one.id]],
        }
        for one in texts
    }


def _written(template: Template) -> dict[str, object]:
    return {"incident_type": template.kind, **{role: template.of(role) for role in ROLES}}


def main() -> None:
    """Answer, write, score."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", type=Path, required=True, help="texts, one JSON object a line")
    parser.add_argument("--gold", type=Path, help="the key, by default that of --input")
    parser.add_argument("--predictions", type=Path, help="write our answers to this file")
    parser.add_argument("--raw", type=Path, nargs="*", default=[], help="folders of 1992's texts and keys")
    parser.add_argument("--rules", action="store_true", help="answer by rules alone")
    options = parser.parse_args()
    texts = documents(options.input)
    lines = {name: line for folder in options.raw for name, line in datelines(folder).items()}
    answered, how = answer_all(texts, lines, rules=options.rules)
    if options.predictions:
        options.predictions.write_text(json.dumps(predictions(answered, texts), indent=1), "utf-8")
    gold = {one.id: one.templates or () for one in documents(options.gold or options.input)}
    scores = template_scores({name: [a.template for a in some] for name, some in answered.items()}, gold)
    print(f"{len(texts)} texts, {how}\n{table(scores)}")
    print(f"{scores['all'].f1 / GTT:.2f} of GTT's {GTT} on the test part")
    asked = {name: some for folder in options.raw for name, some in keys(folder).items() if name in answered}
    if asked:
        slots = slot_scores(answered, asked)
        print(f"\nslots of 1992\n{table(slots)}")
        print(
            ", ".join(f"{slot} {slots[slot].f1 / wanted:.2f} of {wanted}" for slot, wanted in WANTED.items())
        )


if __name__ == "__main__":
    main()
