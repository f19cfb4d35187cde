"""E-mail over SMTP: the orders in plain words in the unit's language, with the CAP message attached."""

import re

from django.core.mail import EmailMessage

from tocsin_server import smtp
from tocsin_server.level.channels.channel import Letter
from tocsin_server.level.channels.content import Content
from tocsin_server.level.channels.text import text


class Mail:
    """One message to one address. Its Message-ID is made from the notice: a mail system that gets it twice
    can tell."""

    name = "mail"
    live = True
    addressed = True
    confirms = False
    carries_cap = True

    def check_address(self, address: str, secret: str) -> str:  # noqa: ARG002
        """Refuse what is no e-mail address, or any while the site has no mail server."""
        smtp.check_address(address.strip())
        return address.strip()

    def write(self, content: Content) -> str:
        """The whole matter in plain text."""
        return text(content)

    def send(self, letter: Letter) -> None:
        """Hand the message to the site's mail server."""
        name = re.sub(r"[^0-9A-Za-z.-]", "-", letter.id)
        message = EmailMessage(
            subject=letter.subject,
            body=letter.body,
            to=[letter.address],
            headers={"Message-ID": f"<{name}@{smtp.sender_domain()}>", "Auto-Submitted": "auto-generated"},
            attachments=[(file.name, file.data, file.media_type) for file in letter.attachments],
        )
        smtp.hand_over(message)
