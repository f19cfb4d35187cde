"""SMS over the site's gateway: what, where, until when and what to do, in at most three parts, and a link."""

from collections.abc import Mapping
from itertools import accumulate

from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin.notify.cells.alphabet import fits, tidy, width
from tocsin_server.level.channels.numbers import number
from tocsin_server.level.channels.sms import gateway
from tocsin_server.level.wording import moment
from tocsin_server.notify.channels import words
from tocsin_server.notify.channels.channel import NO_KEYS, Target, for_subscribers
from tocsin_server.smtp import DeliveryFailed

MOST_PARTS = 3
LONGEST_AREAS = 80
SINGLE = {True: 160, False: 70}
JOINED = {True: 153, False: 67}
"""Characters of a message alone and of each of several, in GSM-7 (True) and UCS-2 (TS 23.040, 9.2.3.24)."""


class Sms:
    """One message to one number."""

    name = "sms"
    live = True
    addressed = True

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:  # noqa: ARG002
        """Refuse what is no number, or any while the site has no gateway."""
        gateway()
        number(address)

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:  # noqa: ARG002
        """Hand it to the site's gateway."""
        for_subscribers(alert, target)
        _send(target.address, text(alert, target.language), f"{alert.identifier}.{target.key}")

    def invite(self, target: Target, link: str) -> None:
        """Ask whoever reads there to confirm."""
        _send(target.address, words.say(target.language, "short_invited", link=link), f"invite.{target.key}")


def text(alert: Alert, language: str) -> str:
    """The message: as much of it as fits, from the most pressing on, never cut within a word."""
    info = words.in_order(alert.infos, language)[0]
    until = words.say(info.language, "short_until", time=moment(info.expires)) if info.expires else ""
    link = words.page(alert)
    said = tidy(words.title(alert, info))
    for more in (
        until,
        words.shortened(words.areas(info), LONGEST_AREAS),
        info.instruction or info.description,
    ):
        said = _with(said, tidy(" ".join(more.split())), link)
    return f"{_cut(said, link)} {link}".rstrip()


def parts(message: str) -> int:
    """In how many parts a message goes."""
    gsm7 = fits(message)
    size = width(message, gsm7=gsm7)
    return 1 if size <= SINGLE[gsm7] else -(-size // JOINED[gsm7])


def _with(said: str, more: str, link: str) -> str:
    """The text and as many words of one part more as still leave room for the link."""
    joined = f"{said}{'' if said.endswith(('.', '!', '?', '。')) else '.'} {more}" if more else said
    return joined if _fits(joined, link) else _cut(joined, link)


def _cut(said: str, link: str) -> str:
    """The longest beginning, word by word, that fits before the link; where a script has no blanks between
    words, character by character."""
    if _fits(said, link):
        return said
    said = said[: MOST_PARTS * JOINED[True]]  # beyond which nothing fits in any alphabet
    pieces = [f" {word}" for word in said.split()] if said.count(" ") > len(said) // 20 else list(said)
    fitting = [begun for begun in accumulate(pieces) if _fits(f"{begun}...", link)]
    return f"{fitting[-1].strip(' .,;:')}..." if fitting else ""


def _fits(said: str, link: str) -> bool:
    return parts(f"{said.strip()} {link}".strip()) <= MOST_PARTS


def _send(to: str, message: str, id: str) -> None:
    try:
        chosen = gateway()
    except BadInput as error:
        raise DeliveryFailed(str(error), permanent=True) from error
    chosen.send(to, message, id)
