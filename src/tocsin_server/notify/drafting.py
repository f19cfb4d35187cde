"""From the words an officer gives to the alert of the core."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from tocsin.base import Alert, AlertStatus, Area, Info, MessageType, Place, PlaceKind, Scope, UnitKind
from tocsin.errors import BadInput
from tocsin.notify import vocabulary
from tocsin.notify.area import country, division, from_places, has_division, has_outline
from tocsin_server.notify.checking import LONGEST, Forbidden, forbidding
from tocsin_server.notify.wording import phrase
from tocsin_server.units import selectors as units

UNSENT = "draft"
"""Stands where the identifier will be: it is given when the alert is published, and not before."""

OWN = frozenset({"event", "headline", "description", "instruction", "audience"})
"""Texts that each language has for itself; all else is said once and holds for every language."""

TEXTS = frozenset({"urgency", "severity", "certainty", "web", "contact"})
LISTS = frozenset({"category", "response"})
TIMES = frozenset({"expires", "effective", "onset"})
SHARED = TEXTS | LISTS | TIMES | {"areas", "area_units"}
KNOWN = {
    "category": vocabulary.CATEGORIES,
    "response": vocabulary.RESPONSES,
    "urgency": vocabulary.URGENCIES,
    "severity": vocabulary.SEVERITIES,
    "certainty": vocabulary.CERTAINTIES,
}
PATHS = {"response": "responseType"}


def blank(sender_name: str, status: str, scope: str, restriction: str, now: datetime) -> Alert:
    """An alert that says nothing yet."""
    info = Info(
        language=settings.TOCSIN_ALERT_LANGUAGES[0],
        category=(),
        event="",
        urgency="",
        severity="",
        certainty="",
        sender_name=sender_name,
    )
    return Alert(
        identifier=UNSENT,
        sender=settings.TOCSIN_SENDER,
        sent=whole_second(now),
        status=_word(AlertStatus, status, "status"),
        message_type=MessageType.ALERT,
        scope=_word(Scope, scope, "scope"),
        restriction=restriction,
        infos=(info,),
    )


def successor(earlier: Alert, kind: MessageType, now: datetime, note: str = "") -> Alert:
    """A message that takes the place of `earlier` and of all that it took the place of: it names them all, so
    that a reader who missed one in between still knows what no longer holds."""
    return replace(
        earlier,
        identifier=UNSENT,
        sent=after(earlier.sent, now),
        message_type=kind,
        note=note,
        references=(*earlier.references, earlier.reference),
    )


def anew(alert: Alert, sender_name: str, now: datetime) -> Alert:
    """The same words as a new alert: it refers to nothing, and holds as long as the other did."""
    sent = whole_second(now)
    infos = tuple(
        replace(
            info, sender_name=sender_name, effective=None, onset=None, expires=_as_long(info, alert, sent)
        )
        for info in alert.infos
    )
    return replace(
        alert,
        identifier=UNSENT,
        sender=settings.TOCSIN_SENDER,
        sent=sent,
        message_type=MessageType.ALERT,
        references=(),
        note="",
        infos=infos,
    )


def _as_long(info: Info, alert: Alert, sent: datetime) -> datetime | None:
    return sent + (info.expires - alert.sent) if info.expires else None


def later(alert: Alert, delay: timedelta) -> Alert:
    """The alert with its times moved: one that was to go out at another moment holds as long as was meant."""
    return replace(alert, infos=tuple(_shifted(info, delay) for info in alert.infos))


def _shifted(info: Info, delay: timedelta) -> Info:
    times: dict[str, Any] = {name: _moved(getattr(info, name), delay) for name in TIMES}
    return replace(info, **times)


def _moved(moment: datetime | None, delay: timedelta) -> datetime | None:
    return whole_second(moment + delay) if moment else None


def after(earlier: datetime, now: datetime) -> datetime:
    """Now, or the first second after an earlier message: a reader tells by it which of the two is newer."""
    return whole_second(max(now, earlier + timedelta(seconds=1)))


def worded(alert: Alert, words: Mapping[str, Any]) -> Alert:
    """The alert with these words in place of its own.

    `languages` gives its blocks, each a mapping with `language` and the texts in `OWN`; those texts given by
    themselves are for an alert in one language, which `language` names. Everything else is said for all
    languages at once: CAP's fields by their name in `tocsin.base.Info`, `areas` as they are, and
    `area_units`, ids of units the alert is for; `note` is for those who work with the alert.
    """
    own = {name: value for name, value in words.items() if name in OWN | {"language"}}
    shared: dict[str, Any] = {}
    for name, value in words.items():
        if name not in own and name not in ("languages", "note"):
            shared |= _field(name, value)
    infos = tuple(replace(info, **shared) for info in alert.infos)
    if "note" in words:
        alert = replace(alert, note=str(words["note"]).strip())
    if (blocks := words.get("languages")) is not None:
        if own:
            raise BadInput("give texts within languages, or by themselves, not both", where=min(own))
        infos = _blocks(infos, blocks)
    elif own:
        infos = (_one_language(infos, own),)
    return replace(alert, infos=infos)


def _blocks(infos: Sequence[Info], blocks: Sequence[Mapping[str, Any]]) -> tuple[Info, ...]:
    """One block for each language, in the order given; what is not said anew stays as it was."""
    if not blocks:
        raise BadInput("an alert takes at least one language", where="languages")
    had = {info.language.lower(): info for info in infos}
    no_words: dict[str, Any] = dict.fromkeys(OWN, "")
    empty = replace(infos[0], **no_words)
    made = []
    for number, block in enumerate(blocks, 1):
        if strange := sorted(set(block) - OWN - {"language"}):
            text = f"a language has no such words; it has {', '.join(sorted(OWN))}"
            raise BadInput(text, where=f"languages[{number}].{strange[0]}")
        tag = str(block.get("language", "")).strip()
        if not tag:
            raise BadInput(
                "say which language this is, as in en or zh-CN", where=f"languages[{number}].language"
            )
        words: dict[str, Any] = {
            name: _text(name, value, number) for name, value in block.items() if name in OWN
        }
        made.append(replace(had.get(tag.lower(), empty), language=tag, **words))
    return tuple(made)


def _one_language(infos: Sequence[Info], own: Mapping[str, Any]) -> Info:
    if len(infos) > 1:
        tags = ", ".join(info.language for info in infos)
        raise BadInput(f"the alert is in {tags}; give its texts within languages", where=min(own))
    words: dict[str, Any] = {name: _text(name, value, 1) for name, value in own.items()}
    return replace(infos[0], **words)


def ending(alert: Alert, reason: str) -> dict[str, Any]:
    """The words of a cancellation: the reason in the first language, in others that it no longer holds."""
    if not reason.strip():
        raise BadInput("say why the alert ends", where="reason")
    return {"languages": ended(alert, reason.strip()), "response": ["AllClear"]}


def ended(alert: Alert, reason: str) -> list[dict[str, str]]:
    """The same, as blocks of languages; `reason` may still have to be written."""
    said = [reason, *(phrase(info.language, "ended") for info in alert.infos[1:])]
    return [
        {"language": info.language, "description": text, "instruction": ""}
        for info, text in zip(alert.infos, said, strict=True)
    ]


def checked(alert: Alert) -> Alert:
    """The alert, if it may be published; else `Forbidden`, which tells all that is wrong with it."""
    if found := forbidding(alert):
        raise Forbidden(found)
    return alert


def whole_second(moment: datetime) -> datetime:
    """The moment in the site's zone, cut to the second as CAP writes it."""
    return timezone.localtime(moment, timezone.get_default_timezone()).replace(microsecond=0)


def _field(name: str, value: Any) -> dict[str, Any]:
    if name in TEXTS:
        return {name: _known(name, str(value).strip())}
    if name in LISTS:
        given = (value,) if isinstance(value, str) else tuple(value)
        return {name: tuple(_known(name, word) for word in given)}
    if name in TIMES:
        return {name: _moment(name, value)}
    if name == "area_units":
        return {"areas": tuple(area_of(unit_id) for unit_id in value)}
    if name == "areas":
        return {"areas": tuple(value)}
    known = ", ".join(sorted(SHARED | OWN | {"language", "languages", "note"}))
    raise BadInput(f"an alert has no such words; there are {known}", where=name)


def _known(name: str, word: str) -> str:
    """A word of CAP's: a draft may lack one, but holds no other."""
    words = KNOWN.get(name)
    if word and words and word not in words:
        path = f"alert/info[1]/{PATHS.get(name, name)}"
        raise BadInput(f"{word!r} is not one of {', '.join(words)}", where=path, reason="word")
    return word


def _text(name: str, value: Any, number: int) -> str:
    text = str(value).strip()
    limit = LONGEST.get(name, 0)
    if 0 < limit < len(text):
        where = f"alert/info[{number}]/{name}"
        raise BadInput(
            f"it has {len(text)} characters; shorten it to {limit}", where=where, reason="too-long"
        )
    return text


def _moment(name: str, value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise BadInput("say in which time zone, as in 2015-11-15T12:00+08:00", where=name)
    return value.replace(microsecond=0) if value else None


def area_of(unit_id: str) -> Area:
    """The area of a unit: the country or division it stands for, else around it and all units below it."""
    unit = units.unit(unit_id)
    codes = (("GeoNames", str(unit.geonames_id)),) if unit.geonames_id else ()
    if unit.kind == UnitKind.NATIONAL and has_outline(unit.country):
        return replace(country(unit.name, unit.country), geocodes=(("ISO3166-1", unit.country),))
    if unit.kind == UnitKind.REGION and has_division(unit.geonames_id):
        return replace(division(unit.name, unit.geonames_id), geocodes=codes)
    places = [
        Place(name=name, kind=PlaceKind.SETTLEMENT, country="", latitude=latitude, longitude=longitude)
        for name, latitude, longitude in units.subtree(unit).values_list("name", "latitude", "longitude")
        if latitude is not None and longitude is not None
    ]
    if not places:
        raise BadInput("it has no coordinates, so no area can be drawn around it", where=f"unit {unit_id}")
    return replace(from_places(unit.name, places), geocodes=codes)


def _word(kind: Any, value: str, where: str) -> Any:
    if value not in set(kind):
        raise BadInput(f"{value!r} is not one of {', '.join(kind)}", where=where)
    return kind(value)
