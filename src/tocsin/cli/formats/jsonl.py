"""JSON, one object a line."""

import json
from typing import TextIO

from tocsin.cli.findings import Findings
from tocsin.cli.formats.records import records


def write(findings: Findings, stream: TextIO) -> None:
    """One line an incident, then one an official action."""
    for record in records(findings):
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
