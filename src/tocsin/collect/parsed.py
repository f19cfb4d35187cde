"""What reading one input yields: the reports it holds, and what had to be set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.base import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where bytes come from, as far as their reader must know.

    `where` names the file, feed or address in messages. `outlet` is the stable name that the reports carry
    as their source; "" takes the host of each report's own address, failing that the last part of `where`.
    `url` is the address the bytes came from, `charset` the encoding its server declared. `received` is the
    moment they came in (time-zone aware): reports dated later than a day after it are set aside. `published`
    is used where the input itself does not say when it was published.
    """

    where: str
    outlet: str = ""
    url: str = ""
    charset: str = ""
    received: datetime | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A part of an input that could not be used: kept where a person can see it.

    `reason` is a short stable code, `message` a plain sentence, `sample` the start of what was set aside.
    """

    where: str
    reason: str
    message: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The yield of one input; `kind` is the source's name, `notes` tell what had to be mended or assumed."""

    kind: str
    reports: tuple[Report, ...]
    set_aside: tuple[SetAside, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def join(cls, kind: str, parts: "Sequence[Parsed]") -> "Parsed":
        """One yield of several, in their order.

        >>> Parsed.join("zip", [Parsed("text", ()), Parsed("html", (), notes=("mended",))]).notes
        ('mended',)
        """
        return cls(
            kind,
            tuple(report for part in parts for report in part.reports),
            tuple(item for part in parts for item in part.set_aside),
            tuple(note for part in parts for note in part.notes),
        )
