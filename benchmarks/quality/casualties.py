"""How exactly tolls are read: share of articles whose killed and injured counts are both read as labelled.

    python benchmarks/quality/casualties.py --input X_val.json [--gold y_val.json] [--predictions out.json]

Without `--gold` it only writes what it reads. An article without an incident counts as nobody killed or
injured; of several incidents the first counts. The peers are the published rule system on the same articles
(killed 83.7 %, injured 74.2 %) and a linear model over such rules (89.8 %, 81.5 %, both 75.2 %).
"""

import argparse
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from tocsin.base import Count, Report
from tocsin.extract import Reader

PEER = {"killed": 83.7, "injured": 74.2}
TRAINED = {"killed": 89.8, "injured": 81.5}
Counts = dict[str, int]


def predict(reader: Reader, article: dict[str, str]) -> Counts:
    """The counts of one article."""
    published = datetime.fromisoformat(article["publish_date"]).replace(tzinfo=UTC)
    report = Report(id="article", source="", title="", text=article["text"], published=published)
    incidents = reader.read(report).incidents
    main = incidents[0] if incidents else None
    return {
        "n_killed": _best(main.killed if main else None),
        "n_injured": _best(main.injured if main else None),
    }


def _best(count: Count | None) -> int:
    return count.best if count else 0


def main() -> None:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", type=Path, required=True, help="JSON list of {text, publish_date}")
    parser.add_argument("--gold", type=Path, help="JSON list of {n_killed, n_injured}, same order")
    parser.add_argument("--predictions", type=Path, help="write what was read, as JSON, to this file")
    options = parser.parse_args()
    articles = json.loads(options.input.read_text("utf-8"))
    reader = Reader.open()
    started = time.perf_counter()
    read = [predict(reader, article) for article in articles]
    speed = len(read) / (time.perf_counter() - started)
    if options.predictions:
        options.predictions.write_text(json.dumps(read, indent=1), "utf-8")
    print(f"{len(read)} articles, {speed:.0f} articles/s")
    if options.gold:
        compare(read, json.loads(options.gold.read_text("utf-8")))


def compare(read: list[Counts], gold: list[Counts]) -> None:
    """Print the share of articles read exactly, beside the peers'."""
    for what in ("killed", "injured"):
        key = f"n_{what}"
        right = sum(one[key] == other[key] for one, other in zip(read, gold, strict=True))
        nobody = 100 * sum(other[key] == 0 for other in gold) / len(gold)
        share = 100 * right / len(gold)
        print(
            f"{what:>8}: {share:.1f} % exact; {share / PEER[what]:.2f} of the rule peer's {PEER[what]}, "
            f"{share / TRAINED[what]:.2f} of the trained one's {TRAINED[what]}; always none: {nobody:.1f} %"
        )
    both = sum(
        all(one[key] == other[key] for key in ("n_killed", "n_injured"))
        for one, other in zip(read, gold, strict=True)
    )
    print(f"    both: {100 * both / len(gold):.1f} %")


if __name__ == "__main__":
    main()
