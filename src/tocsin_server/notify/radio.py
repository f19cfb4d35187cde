"""What a speaker reads aloud: a script in one language, with times in words."""

from django.utils import timezone

from tocsin.base import Alert, AlertStatus, Info, MessageType
from tocsin_server.notify.wording import listed, phrase, spoken

OPENINGS = {MessageType.UPDATE: "update", MessageType.CANCEL: "cancel"}
PRACTICE = {AlertStatus.EXERCISE: "exercise", AlertStatus.TEST: "test"}


def script(alert: Alert, info: Info) -> list[str]:
    """The paragraphs, in the order in which they are read."""
    tag = info.language
    practice = PRACTICE.get(alert.status)
    names = [area.description for area in info.areas if area.description.strip()]
    ends = alert.message_type is not MessageType.CANCEL and info.expires
    headline = info.headline or info.event
    said = [
        phrase(tag, practice) if practice else "",
        phrase(tag, OPENINGS.get(alert.message_type, "alert"), sender=info.sender_name or alert.sender),
        headline,
        phrase(tag, "where", areas=listed(tag, names)) if names else "",
        info.description,
        info.instruction,
        phrase(tag, "until", time=spoken(tag, timezone.localtime(info.expires)))
        if ends and info.expires
        else "",
        phrase(tag, "call", contact=info.contact) if info.contact else "",
        phrase(tag, "again", headline=headline),
        phrase(tag, practice) if practice else "",
    ]
    return [part.strip() for part in said if part.strip()]
