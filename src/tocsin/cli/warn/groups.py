"""Options that several commands share, written down once."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any


def with_options(**groups: Callable[..., Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of some groups.

    A group is a function whose parameters are options; what it makes of them is passed to the command as the
    argument of the group's name. On the command line the options stand where that argument stands.

    >>> def window(days: int = 7) -> range:
    ...     return range(days)
    >>> @with_options(span=window)
    ... def command(name: str, *, span: range) -> None:
    ...     print(name, span)
    >>> command("a", days=3), list(inspect.signature(command).parameters)
    a range(0, 3)
    (None, ['name', 'days'])
    """
    own = {name: inspect.signature(group).parameters for name, group in groups.items()}

    def give(command: Callable[..., None]) -> Callable[..., None]:
        parameters: list[inspect.Parameter] = []
        for one in inspect.signature(command).parameters.values():
            parameters += own[one.name].values() if one.name in own else [one]

        @wraps(command)
        def run(*arguments: Any, **named: Any) -> None:
            for group, options in own.items():
                given = {name: named.pop(name) for name in options if name in named}
                named[group] = groups[group](**given)
            command(*arguments, **named)

        plain = [one.replace(kind=inspect.Parameter.POSITIONAL_OR_KEYWORD) for one in parameters]
        run.__signature__ = inspect.Signature(plain)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in plain} | {"return": None}
        return run

    return give
