"""An alert as people read it, in the language they asked for, with the words around it in five languages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from tocsin.base import Alert, Info, MessageType, Scope
from tocsin_server.level.wording import APART, RIGHT_TO_LEFT, TOGETHER, moment

FALLBACK = "en"
PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "alert": "ALERT: {headline}",
        "update": "ALERT, updated: {headline}",
        "cancel": "ALERT ENDED: {headline}",
        "where": "Where: {areas}",
        "until": "In force until {time}.",
        "source": "Message {identifier}, sent {time} by {sender}.",
        "more": "More: {link}",
        "short_until": "Until {time}.",
        "leave": "You asked for these alerts. To end them: {link}",
        "invite": "Confirm that you want alerts",
        "invited": "Somebody, we hope you, asked for alerts to be sent to this address. "
        "To confirm, open: {link}\n\nIf it was not you, do nothing: nothing more will be sent.",
        "short_invited": "To get alerts at this number, open {link} If you did not ask for them, do nothing.",
    },
    "fr": {
        "alert": "ALERTE : {headline}",
        "update": "ALERTE, mise à jour : {headline}",
        "cancel": "FIN D’ALERTE : {headline}",
        "where": "Lieux : {areas}",
        "until": "En vigueur jusqu’au {time}.",
        "source": "Message {identifier}, envoyé le {time} par {sender}.",
        "more": "En savoir plus : {link}",
        "short_until": "Jusqu’au {time}.",
        "leave": "Vous avez demandé ces alertes. Pour ne plus les recevoir : {link}",
        "invite": "Confirmez que vous voulez recevoir les alertes",
        "invited": "Quelqu’un, vous sans doute, a demandé l’envoi d’alertes à cette adresse. "
        "Pour confirmer, ouvrez : {link}\n\n"
        "Si ce n’était pas vous, ne faites rien : rien d’autre ne sera envoyé.",
        "short_invited": "Pour recevoir les alertes sur ce numéro, ouvrez {link} Sinon, ne faites rien.",
    },
    "es": {
        "alert": "ALERTA: {headline}",
        "update": "ALERTA, actualizada: {headline}",
        "cancel": "FIN DE LA ALERTA: {headline}",
        "where": "Lugares: {areas}",
        "until": "En vigor hasta {time}.",
        "source": "Mensaje {identifier}, enviado el {time} por {sender}.",
        "more": "Más información: {link}",
        "short_until": "Hasta {time}.",
        "leave": "Usted pidió estas alertas. Para dejar de recibirlas: {link}",
        "invite": "Confirme que quiere recibir las alertas",
        "invited": "Alguien, esperamos que usted, pidió que se envíen alertas a esta dirección. "
        "Para confirmar, abra: {link}\n\nSi no fue usted, no haga nada: no se enviará nada más.",
        "short_invited": "Para recibir alertas en este número, abra {link} Si no las pidió, no haga nada.",
    },
    "ar": {
        "alert": "تنبيه: {headline}",
        "update": "تنبيه محدَّث: {headline}",
        "cancel": "انتهى التنبيه: {headline}",
        "where": "الأماكن: {areas}",
        "until": "سارٍ حتى {time}.",
        "source": "الرسالة {identifier}، أُرسلت {time} من {sender}.",
        "more": "المزيد: {link}",
        "short_until": "حتى {time}.",
        "leave": "لقد طلبت هذه التنبيهات. لإيقافها: {link}",
        "invite": "أكِّد رغبتك في تلقي التنبيهات",
        "invited": "طلب أحدهم، ونرجو أن تكون أنت، إرسال التنبيهات إلى هذا العنوان. للتأكيد افتح: {link}\n\n"
        "إن لم تكن أنت فلا تفعل شيئًا: لن يُرسل شيء آخر.",
        "short_invited": "لتلقي التنبيهات على هذا الرقم افتح {link} وإن لم تطلبها فلا تفعل شيئًا.",
    },
    "zh": {
        "alert": "警报：{headline}",
        "update": "警报更新：{headline}",
        "cancel": "警报解除：{headline}",
        "where": "地区：{areas}",
        "until": "有效期至 {time}。",
        "source": "消息 {identifier}，由 {sender} 于 {time} 发布。",
        "more": "详情：{link}",
        "short_until": "至 {time}。",
        "leave": "您订阅了这些警报。退订请打开：{link}",
        "invite": "请确认您要接收警报",
        "invited": "有人（希望是您）申请把警报发送到此地址。确认请打开：{link}\n\n"
        "如果不是您本人，请不必理会：不会再发送任何内容。",
        "short_invited": "要在此号码接收警报，请打开 {link} 若非本人申请，请不必理会。",
    },
}
_TITLES = {MessageType.UPDATE: "update", MessageType.CANCEL: "cancel"}


def say(language: str, name: str, /, **values: str) -> str:
    """A phrase in a language, English where there are no words of its own.

    >>> say("es-MX", "where", areas="Puebla")
    'Lugares: Puebla'
    """
    base = language.partition("-")[0].lower()
    chosen = base if base in PHRASES else FALLBACK
    if chosen in RIGHT_TO_LEFT:
        values = {key: each if "://" in each else f"{APART}{each}{TOGETHER}" for key, each in values.items()}
    return PHRASES[chosen][name].format(**values)


def in_order(infos: Sequence[Info], language: str) -> list[Info]:
    """The info in the language asked for first: the very one, else one of the same language elsewhere, else
    as they come."""
    wanted = language.lower()

    def distance(info: Info) -> int:
        own = info.language.lower()
        if own == wanted:
            return 0
        return 1 if wanted and own.partition("-")[0] == wanted.partition("-")[0] else 2

    return sorted(infos, key=distance)


def title(alert: Alert, info: Info) -> str:
    """One line: that it is an alert, and what of."""
    line = say(info.language, _TITLES.get(alert.message_type, "alert"), headline=info.headline or info.event)
    return " ".join(line.split())


def paragraphs(alert: Alert, info: Info) -> list[str]:
    """The alert as a person reads it."""
    tag = info.language
    until = say(tag, "until", time=moment(info.expires)) if info.expires else ""
    source = say(
        tag,
        "source",
        identifier=alert.identifier,
        time=moment(alert.sent),
        sender=info.sender_name or alert.sender,
    )
    parts = (info.headline, info.description, info.instruction, where(info), until, source)
    return [part.strip() for part in parts if part.strip()]


def where(info: Info) -> str:
    """The areas by name; "" where none is told."""
    return say(info.language, "where", areas=areas(info)) if info.areas else ""


def areas(info: Info) -> str:
    """The names of the areas."""
    return "; ".join(area.description for area in info.areas)


def page(alert: Alert) -> str:
    """The address of the alert's page; "" for what is not public and has none."""
    return page_of(alert.identifier) if alert.scope is Scope.PUBLIC else ""


def page_of(identifier: str) -> str:
    """The address of a public alert's page."""
    return f"{settings.TOCSIN_URL}{reverse('public:alert', args=[identifier])}"


def document_of(identifier: str) -> str:
    """The address of a public alert as a CAP file."""
    return f"{settings.TOCSIN_URL}{reverse('public:cap', args=[identifier])}"


def shortened(text: str, most: int) -> str:
    """A text of at most `most` characters, cut after a word; where a script has none, after a character.

    >>> shortened("Stay away from the station", 20)
    'Stay away from...'
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 2]
    kept = cut.rpartition(" ")[0] if " " in cut else cut[:-1]
    return kept.rstrip(" .,;:") + "..."


def line_of(alert: Alert) -> str:
    """The identifier of the first message of an alert's line: all that updated or ended it has the same."""
    return min(alert.references, key=lambda earlier: earlier.sent, default=alert.reference).identifier


def ends(alert: Alert) -> datetime:
    """When the last of it lapses; what does not say lapses as it is sent."""
    return max((info.expires for info in alert.infos if info.expires), default=alert.sent)
