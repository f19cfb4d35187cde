"""Results as text for people, as JSON, and as SARIF 2.1.0 (OASIS, March 2020) for tools that review."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, TextIO
from urllib.parse import quote

import typer

from tocsin import __version__
from tocsin.cli.cap.results import Result, exit_code
from tocsin.cli.messages import printable
from tocsin.notify.problem import Level, Problem
from tocsin.notify.profiles import PROFILES
from tocsin.notify.rules import RULES, About

_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SARIF_LEVEL = {Level.FORBIDS: "error", Level.ADVISES: "note"}
_MEANINGS: Mapping[str, About] = {
    **{str(rule): about for rule, about in RULES.items()},
    **{name: about for profile in PROFILES.values() for name, about in profile.rules.items()},
}


class Format(StrEnum):
    """Names of the formats."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


Chosen = Annotated[Format, typer.Option("--format", "-f", help="How to write what is found.")]


def tell(results: Sequence[Result], chosen: Format) -> None:
    """Write the results to standard output, and leave with the exit code they call for."""
    FORMATS[chosen](results, sys.stdout)
    sys.stdout.flush()
    if code := exit_code(results):
        raise typer.Exit(code)


def _text(results: Sequence[Result], stream: TextIO) -> None:
    for result in results:
        stream.write(f"{printable(result.file)}: {result.text}\n")
        for problem in result.problems:
            stream.write(f"  {printable(f'{_words(problem.level)}: {problem} [{problem.rule}]')}\n")


def _words(level: Level) -> str:
    return "forbidden" if level is Level.FORBIDS else "advice"


def _json(results: Sequence[Result], stream: TextIO) -> None:
    json.dump([_record(result) for result in results], stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _record(result: Result) -> dict[str, object]:
    problems = [
        {
            "rule": str(problem.rule),
            "path": problem.path,
            "line": problem.line,
            "level": problem.level.value,
            "message": problem.message,
        }
        for problem in result.problems
    ]
    return {"file": result.file, **result.facts, "problems": problems}


def _sarif(results: Sequence[Result], stream: TextIO) -> None:
    rules = sorted({str(problem.rule) for result in results for problem in result.problems})
    driver = {"name": "tocsin", "version": __version__, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_finding(result.file, each) for result in results for each in result.problems],
    }
    json.dump({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _rule(name: str) -> dict[str, object]:
    about = _MEANINGS.get(name)
    return {"id": name, "shortDescription": {"text": about.meaning}} if about else {"id": name}


def _finding(file: str, problem: Problem) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(Path(file).as_posix())}}
    if problem.line:
        place["region"] = {"startLine": problem.line}
    location: dict[str, object] = {"physicalLocation": place}
    if problem.path:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.path}]
    return {
        "ruleId": str(problem.rule),
        "level": _SARIF_LEVEL[problem.level],
        "message": {"text": problem.message},
        "locations": [location],
    }


FORMATS: Mapping[Format, Callable[[Sequence[Result], TextIO], None]] = MappingProxyType(
    {Format.TEXT: _text, Format.JSON: _json, Format.SARIF: _sarif}
)
