"""What a person reads on the error stream: notes, refusals, errors. Standard output holds results only."""

from rich.console import Console
from rich.text import Text

console = Console(stderr=True, highlight=False)


def say(message: str, style: str = "") -> None:
    """One line, never folded and never read as markup: it may hold anything that a feed can send."""
    console.print(Text(printable(message), style), soft_wrap=True)


def fail(message: str) -> None:
    """An error, in one red line."""
    say(f"tocsin: {message}", "bold red")


def printable(text: str) -> str:
    """Without line breaks and control characters, which could rewrite the screen (CWE-150).

    >>> printable("night\\x1b[2J\\nmorning")
    'night [2J morning'
    """
    return "".join(sign if sign.isprintable() else " " for sign in text)
