"""How well reports are put together by incident: a stream in order of arrival, each report joined as it
comes.

    python -m benchmarks.quality.merging --input STREAM.jsonl.gz [--from LINE] [--predictions OUT]

Each line of the input is JSON with `date`, `title`, `text` and, for scoring, `incident`. Every report is
read, compared by what was read of it (its words alone where nothing was) and given the label of the group it
ended in; OUT has one label a line. `--from` begins at a line, with nothing known of the lines before. Scored
by B3 (Bagga and Baldwin 1998) and by F1 over pairs, beside every report alone and a TF-IDF baseline that sees
every word, names too, in the same run.
"""

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log, sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.quality.languages import b3, pair_f1
from benchmarks.train_merging import report, stream
from tocsin.base import Reading, Report
from tocsin.extract import Reader
from tocsin.extract.fusion.grouping import Grouper
from tocsin.extract.fusion.trace import trace_of

ALIKE = 0.28
"""The cosine from which the baseline takes two reports for one incident: its best on lines 1,500 to 2,200."""


def merged(reports: Sequence[Report], readings: Sequence[Reading]) -> list[str]:
    """The label of each report when all have come."""
    grouper = Grouper()
    for one, reading in zip(reports, readings, strict=True):
        told = next(iter(reading.incidents), None)
        grouper.add(trace_of(one.id, one, told, reading.language))
    label = {id: members[0] for members in grouper.groups() for id in members}
    return [label[one.id] for one in reports]


def baseline(reports: Iterable[Report]) -> list[str]:
    """Online TF-IDF: each report joins the one before it that it is most like, if it is like enough."""
    seen: Counter[str] = Counter()
    filed: dict[str, list[tuple[int, float]]] = defaultdict(list)
    labels: list[str] = []
    for number, one in enumerate(reports):
        counts = Counter(re.findall(r"\w+", f"{one.title}\n{one.text}".lower()))
        seen.update(counts.keys())
        weights = {word: (1 + log(n)) * log((number + 2) / (seen[word] + 0.5)) for word, n in counts.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        alike: dict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            for other, there in filed[word] if seen[word] < number * 0.2 + 5 else ():
                alike[other] += weight / length * there
            filed[word].append((number, weight / length))
        best = max(alike, key=alike.__getitem__, default=None)
        labels.append(labels[best] if best is not None and alike[best] >= ALIKE else one.id)
    return labels


def main() -> None:
    """Read, join, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", type=Path, required=True, help="JSON lines, may be gzipped")
    parser.add_argument(
        "--from", type=int, default=0, dest="first", help="begin at this line, counted from 0"
    )
    parser.add_argument("--predictions", type=Path, help="write a label for each line")
    options = parser.parse_args()
    rows = stream(options.input)[options.first :]
    reports = [report(number, row) for number, row in enumerate(rows)]
    reader = Reader.open()
    started = time.perf_counter()
    readings = [reader.read(one) for one in reports]
    reading = time.perf_counter() - started
    started = time.perf_counter()
    labels = merged(reports, readings)
    merging = time.perf_counter() - started
    if options.predictions:
        options.predictions.write_text("\n".join(labels) + "\n", "utf-8")
    started = time.perf_counter()
    alike = baseline(reports)
    peer = time.perf_counter() - started
    print(f"{len(rows)} reports, read at {len(rows) / reading:.0f} reports/s")
    speeds = (
        f"{len(rows) / merging:.0f} reports/s, {peer / merging:.2f} of the baseline's {len(rows) / peer:.0f}"
    )
    print(f"merging after reading: {speeds}")
    if all("incident" in row for row in rows):
        truth = [row["incident"] for row in rows]
        ways = {"ours": labels, "TF-IDF online": alike, "every report alone": [one.id for one in reports]}
        print(f"{'':<20}{'B3':>7}{'pair F1':>9}")
        for name, found in ways.items():
            print(f"{name:<20}{b3(found, truth):>7.3f}{pair_f1(found, truth):>9.3f}")


if __name__ == "__main__":
    main()
