"""Groups of commands that are reached by their first word alone."""

from typing import Any, ClassVar

from typer.core import TyperGroup


class Defaulting(TyperGroup):
    """A group that takes what is none of its commands to be the first argument of `default`."""

    default: ClassVar[str]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        short = args and args[0] not in self.commands and args[0] not in ctx.help_option_names
        return super().parse_args(ctx, [self.default, *args] if short else args)
