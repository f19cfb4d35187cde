"""SMS, handed to whatever gateway the site has."""

import re
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import httpx
from django.conf import settings

from tocsin.errors import BadInput
from tocsin_server.level.channels.channel import Letter
from tocsin_server.level.channels.content import Content
from tocsin_server.level.channels.numbers import number
from tocsin_server.level.channels.rehearsal import write_file
from tocsin_server.level.channels.text import short
from tocsin_server.level.channels.web import answer_of, refused
from tocsin_server.smtp import DeliveryFailed

TIMEOUT = 10.0


class Gateway(Protocol):
    """What takes text messages to telephones."""

    def send(self, to: str, text: str, id: str) -> None:
        """Take one message; `id` is the same however often it is sent. `DeliveryFailed` if it is not
        taken."""


class Folder:
    """A gateway that writes each message to a file, for sites that try things out and for tests."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, to: str, text: str, id: str) -> None:
        """Write it as <id>.txt: the number, an empty line, the text."""
        write_file(self.path / f"{re.sub(r'[^0-9A-Za-z.-]', '_', id)}.txt", f"{to}\n\n{text}\n".encode())


class Http:
    """A gateway on the network. Where its address has the blanks {to} and {text} they are filled in and it is
    asked by GET; else it gets {"to", "text", "id"} as JSON by POST. The token, if any, goes along as a Bearer
    token."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url, self.token = url, token

    def send(self, to: str, text: str, id: str) -> None:
        """Hand it over: 2xx is taken; 4xx but 408 and 429 is refused; silence once it is under way is
        unsure."""
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            with httpx.Client(timeout=TIMEOUT, headers=headers, follow_redirects=False) as client:
                answer = self._ask(client, to, text, id)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise DeliveryFailed(f"the SMS gateway cannot be reached: {error}") from error
        except httpx.HTTPError as error:
            raise DeliveryFailed(f"the SMS gateway fell silent: {error}", unsure=True) from error
        if not answer.is_success:
            raise refused("the SMS gateway", answer_of(answer))

    def _ask(self, client: httpx.Client, to: str, text: str, id: str) -> httpx.Response:
        if "{to}" not in self.url:
            return client.post(self.url, json={"to": to, "text": text, "id": id})
        blanks = {"{to}": to, "{text}": text, "{id}": id}
        return client.get(
            re.sub(r"\{(to|text|id)\}", lambda found: quote(blanks[found[0]], safe=""), self.url)
        )


class Sms:
    """One message to one number."""

    name = "sms"
    live = True
    addressed = True
    confirms = False
    carries_cap = False

    def check_address(self, address: str, secret: str) -> str:  # noqa: ARG002
        """Refuse what is no number, or any while the site has no gateway."""
        gateway()
        return number(address)

    def write(self, content: Content) -> str:
        """One line."""
        return short(content)

    def send(self, letter: Letter) -> None:
        """Hand it to the site's gateway."""
        try:
            chosen = gateway()
        except BadInput as error:
            raise DeliveryFailed(str(error), permanent=True) from error
        chosen.send(letter.address, letter.body, letter.id)


def gateway() -> Gateway:
    """The gateway that TOCSIN_SMS names; `BadInput` where it names none."""
    named: str = settings.TOCSIN_SMS
    if not named:
        raise BadInput("this site sends no SMS; set TOCSIN_SMS", where="channel")
    return (
        Folder(Path(settings.HOME) / "sms") if named == "folder" else Http(named, settings.TOCSIN_SMS_TOKEN)
    )
