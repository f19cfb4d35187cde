"""CAP alerts of other services, read as reports."""

from collections.abc import Iterator

from lxml import etree

from tocsin.base import AlertStatus, MessageType
from tocsin.base.xml import parse_xml
from tocsin.collect.draft import Draft, finish
from tocsin.collect.parsed import Origin, Parsed
from tocsin.collect.plain import tidy
from tocsin.collect.sources.source import head_text, root_element
from tocsin.collect.times import parse_time

_NO_REPORT = {
    MessageType.CANCEL: "it cancels an earlier alert",
    MessageType.ACK: "it acknowledges an alert",
    MessageType.ERROR: "it rejects an alert",
}


class Cap:
    """Common Alerting Protocol 1.0 to 1.2 (OASIS)."""

    name = "cap"

    def accepts(self, _media_type: str, head: bytes, /) -> bool:
        """By its root element and namespace.

        >>> Cap().accepts("", b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>")
        True
        """
        return root_element(head) == "alert" and ":cap:1." in head_text(head).replace("/cap/1.", ":cap:1.")

    def parse(self, data: bytes, origin: Origin) -> Parsed:
        """One report an `info` block (one a language), dated by `sent`.

        Exercises, tests, drafts and messages about messages are set aside: they tell of no event.
        """
        alert = parse_xml(data, where=origin.where)
        return finish(self.name, _drafts(alert), origin)


def _drafts(alert: etree._Element) -> Iterator[Draft]:
    refusal = _refusal(alert)
    sent = parse_time(_field(alert, "sent"))
    infos = alert.findall("{*}info")
    if not infos:
        yield Draft(where="", title="", text="", refusal=refusal or ("no_text", "it has no info block"))
    for number, info in enumerate(infos, 1):
        event, headline = _field(info, "event"), _field(info, "headline")
        areas = ", ".join(filter(None, (_field(area, "areaDesc") for area in info.findall("{*}area"))))
        paragraphs = (_field(info, "description"), _field(info, "instruction"), areas)
        yield Draft(
            where=f"info {number}",
            title=headline or event,
            text="\n".join(filter(None, paragraphs)),
            url=_field(info, "web"),
            published=sent,
            language=_field(info, "language") or "en-US",  # the default CAP 1.2 gives, section 3.2.2
            refusal=refusal,
        )


def _refusal(alert: etree._Element) -> tuple[str, str] | None:
    status, message_type = _field(alert, "status"), _field(alert, "msgType")
    if status != AlertStatus.ACTUAL:
        return "not_actual", f"it is an alert of status {status or 'unknown'}"
    if message_type in _NO_REPORT:
        return "no_report", _NO_REPORT[MessageType(message_type)]
    return None


def _field(element: etree._Element, name: str) -> str:
    return tidy(element.findtext(f"{{*}}{name}") or "")
