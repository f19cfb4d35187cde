"""`tocsin cap validate`: whether alerts keep CAP 1.2."""

from tocsin.cli.cap.formats import Chosen, Format, tell
from tocsin.cli.cap.inputs import Files, results
from tocsin.cli.cap.results import Result
from tocsin.notify import cap


def validate(files: Files, chosen: Chosen = Format.TEXT) -> None:
    """Check alerts against the schema of CAP 1.2 and against the rules the schema misses.

    [bold]Examples[/bold]

    tocsin cap validate alert.xml

    tocsin cap validate alerts/ --format sarif > findings.sarif
    """
    tell(results(files, "checking", _check), chosen)


def _check(name: str, data: bytes) -> Result:
    verdict = cap.validate(data, where=name)
    told = Result(file=name, problems=verdict.problems, facts={"schema_valid": verdict.schema_valid})
    text = "not valid" if told.forbidden else "valid CAP 1.2"
    return Result(file=name, problems=verdict.problems, facts=told.facts, text=text)
