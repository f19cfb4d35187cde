"""Who and what has which part in the incidents of a text, by MUC-4: entity F1 of each role (CEAF-REE).

    python -m benchmarks.quality.muc4_roles --input roles_dev.json [--predictions OUT] [--gold FILE]

`--input` and `--gold` are in the form that GRIT's authors published (`docid`, `doctext`, `extracts`;
`templates` will do), the predictions in theirs (`pred_extracts` by number). Without the weights, or with
`--rules`, the rules alone answer. Published on the test part: GRIT 54.5, GE 1992 51.9.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.quality.muc4.answers import answer_all, roles
from benchmarks.quality.muc4.ceaf import Roles, ceaf_ree
from benchmarks.quality.muc4.corpus import Document, documents, fillers, rows
from benchmarks.quality.muc4.scores import table

GRIT = 54.5


def gold(path: Path) -> dict[str, Roles]:
    """The roles of each text: as written, or those of its templates."""
    found = {}
    for row in rows(path):
        parts = [row["extracts"]] if "extracts" in row else row.get("templates", [])
        some = [fillers(part) for part in parts]
        found[row["docid"]] = {
            role: tuple(dict.fromkeys(entity for one in some for entity in one[role])) for role in fillers({})
        }
    return found


def predictions(answered: dict[str, Roles], texts: list[Document]) -> dict[str, object]:
    """In the form of the published scorer."""
    return {one.published_id: {"doctext": one.text, "pred_extracts": answered[one.id]} for one in texts}


def main() -> None:
    """Answer, write, score."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", type=Path, required=True, help="texts, one JSON object a line")
    parser.add_argument("--gold", type=Path, help="the key, by default that of --input")
    parser.add_argument("--predictions", type=Path, help="write our answers to this file")
    parser.add_argument("--rules", action="store_true", help="answer by rules alone")
    options = parser.parse_args()
    texts = documents(options.input)
    answers, how = answer_all(texts, {}, rules=options.rules)
    answered = {name: roles(some) for name, some in answers.items()}
    if options.predictions:
        options.predictions.write_text(json.dumps(predictions(answered, texts), indent=1), "utf-8")
    scores = ceaf_ree(answered, gold(options.gold or options.input))
    print(f"{len(texts)} texts, {how}\n{table(scores)}")
    print(f"{scores['all'].f1 / GRIT:.2f} of GRIT's {GRIT} on the test part")


if __name__ == "__main__":
    main()
