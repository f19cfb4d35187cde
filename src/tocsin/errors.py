"""What can go wrong, in few kinds, each with a message meant for the person who must act on it."""


class TocsinError(Exception):
    """Base of every error Tocsin raises on purpose; its text is fit to be shown to a user."""


class BadInput(TocsinError):
    """Input that cannot be read or is not allowed.

    `reason` is a short stable code (for counting and filtering), `where` names the file, feed or field,
    `line` is the line of the file (0 where it is not known), and the text says what is wrong and how to mend
    it.

    >>> str(BadInput("the file is empty", where="night.xml", reason="empty"))
    'night.xml: the file is empty'
    """

    def __init__(self, message: str, *, where: str = "", reason: str = "bad_input", line: int = 0) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where
        self.reason = reason
        self.line = line


class NotAllowed(TocsinError):
    """The person or unit may not do this; the text says which role or unit may."""


class Conflict(TocsinError):
    """The thing has changed, or is in a state in which this act makes no sense."""
