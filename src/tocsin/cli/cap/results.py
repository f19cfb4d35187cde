"""What a command found out about one file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.errors import BadInput
from tocsin.notify.problem import Level, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`facts` are the further fields of its JSON record, `text` is what a person reads above the problems;
    `missing` where there was no file to read."""

    file: str
    problems: tuple[Problem, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    text: str = ""
    missing: bool = False

    @property
    def forbidden(self) -> bool:
        """Whether any of its problems is more than advice."""
        return any(problem.level is Level.FORBIDS for problem in self.problems)


def refused(name: str, refusal: BadInput, *, missing: bool = False) -> Result:
    """The result of a file that could not be used at all."""
    message = str(refusal).removeprefix(f"{name}: ")
    problem = Problem("", refusal.reason.replace("_", "-"), message, refusal.line)
    return Result(file=name, problems=(problem,), text="cannot be used", missing=missing)


def exit_code(results: Sequence[Result]) -> int:
    """0 where all is well, 1 where something is invalid, 2 where a file could not be had."""
    if any(each.missing for each in results):
        return 2
    return 1 if any(each.forbidden for each in results) else 0
