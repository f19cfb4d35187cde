"""What a notice or a printed page tells a unit, put together from what stands now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.urls import reverse

from tocsin.errors import BadInput
from tocsin.level import SETTLED
from tocsin.level import Measure as CoreMeasure
from tocsin_server.codec import decode
from tocsin_server.level import codes
from tocsin_server.level.channels import Asked, Content, cap
from tocsin_server.level.models import Declaration, Escalation, Meeting, Notice, NoticeKind, Order
from tocsin_server.level.selectors.levels import declaration as visible_declaration
from tocsin_server.level.selectors.meetings import told_outside
from tocsin_server.level.wording import FALLBACK, LANGUAGES
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import in_or_above

TELLS_ORDERS = frozenset({NoticeKind.ORDERS.value, NoticeKind.CHANGED.value})
"""The kinds of notice that list the unit's own open orders."""

TELLS_PATROLS = frozenset({NoticeKind.PATROLS.value, NoticeKind.UNPLANNED.value})
"""The kinds that lead to the unit's patrols, not to its orders."""


def answer_code(declaration: Declaration, unit: Unit) -> str:
    """The code with which a unit answers where it cannot log in."""
    return codes.make(settings.SECRET_KEY, str(declaration.pk), unit.pk)


def is_answer_code(declaration: Declaration, unit: Unit, given: str) -> bool:
    """Whether what somebody said or wrote is the unit's code under this declaration, however it is spaced."""
    return codes.is_same(codes.found_in(given.strip())[0], answer_code(declaration, unit))


def notice_content(notice: Notice, *, cap_too: bool = True) -> Content:
    """What a notice tells, in its own language; `cap_too`: its orders as a CAP message as well."""
    declaration, meeting = notice.declaration, notice.meeting
    if meeting is not None:
        return _meeting_content(notice, meeting)
    if declaration is None:
        raise ValueError(f"notice {notice.key} tells of nothing")
    orders = _open_orders(declaration, notice.unit) if notice.kind in TELLS_ORDERS else []
    told = content_of(declaration, notice.unit, notice.language, orders, id=notice.key, kind=notice.kind)
    if notice.kind == NoticeKind.ESCALATED:
        return replace(told, asked=_went_up(notice), code="")
    if notice.kind in TELLS_PATROLS:
        link = settings.TOCSIN_URL + reverse("protect:patrols_of", args=[notice.unit_id])
        return replace(told, about=notice.about, link=link, code="")
    if cap_too and orders:
        return replace(told, cap=cap_bytes(declaration, notice.unit, orders))
    return told


def _open_orders(declaration: Declaration, unit: Unit) -> list[Order]:
    rows = Order.objects.filter(declaration=declaration, unit=unit).exclude(state__in=SETTLED)
    return list(rows.select_related("measure"))


def content_of(
    declaration: Declaration,
    unit: Unit,
    language: str,
    orders: Iterable[Order],
    *,
    id: str = "",
    kind: str = "orders",
) -> Content:
    """The same of orders that were read already."""
    asked = sorted(
        (_asked(order, language) for order in orders), key=lambda each: (each.acknowledge_by, each.number)
    )
    path = reverse("level:unit_orders", args=[declaration.pk, unit.pk])
    return Content(
        id=id or f"orders:{declaration.pk}:{unit.pk}",
        kind=kind,
        language=language,
        exercise=declaration.exercise,
        tlp=declaration.tlp.upper(),
        unit=unit.pk,
        unit_name=name_in(unit, language),
        link=settings.TOCSIN_URL + path,
        declaration=str(declaration.pk),
        level=declaration.word,
        over=name_in(declaration.unit, language),
        basis=declaration.basis,
        owner=declaration.owner,
        reason=declaration.reason,
        starts=declaration.starts,
        ends=min(declaration.ended, declaration.ends) if declaration.ended else declaration.ends,
        asked=tuple(asked),
        code=answer_code(declaration, unit),
    )


def cap_bytes(declaration: Declaration, unit: Unit, orders: Sequence[Order]) -> bytes:
    """Orders of a unit as CAP, in English and every other language in which all of them are written."""
    titles = [set(order.measure.data["title"]) for order in orders]
    languages = [
        FALLBACK,
        *(each for each in LANGUAGES if each != FALLBACK and all(each in title for title in titles)),
    ]
    envelope = cap.Envelope(
        declaration=str(declaration.pk),
        unit=unit.pk,
        sender=settings.TOCSIN_SENDER,
        sent=max([declaration.starts, *(order.issued for order in orders)]),
        step=declaration.step,
        exercise=declaration.exercise,
    )
    return cap.message(envelope, [content_of(declaration, unit, language, orders) for language in languages])


@dataclass(frozen=True, slots=True)
class Sheets:
    """The open orders of some units under one declaration, to be read in any language."""

    declaration: Declaration
    units: tuple[tuple[Unit, tuple[Order, ...]], ...]

    def in_language(self, language: str) -> list[Content]:
        """One content for each unit."""
        return [content_of(self.declaration, unit, language, orders) for unit, orders in self.units]


def sheets(viewer: Viewer, declaration_id: Any, unit_id: str, *, below: bool, most: int) -> Sheets:
    """What is to be printed for a unit, or for each unit of its branch that has open orders.

    `BadInput` where the viewer may not see the unit's orders, no unit has any, or more than `most` have.
    """
    row, unit = visible_declaration(declaration_id, viewer), units.unit(unit_id)
    orders = Order.objects.filter(in_or_above(viewer), declaration=row).exclude(state__in=SETTLED)
    orders = orders.filter(unit__path__startswith=unit.path) if below else orders.filter(unit=unit)
    if (count := orders.order_by().values("unit").distinct().count()) > most:
        raise BadInput(
            f"{count:,} units have orders; print at most {most:,} at once, branch by branch", where="unit"
        )
    found: dict[Unit, list[Order]] = {}
    for order in orders.select_related("unit", "measure").order_by("unit__path", "pk"):
        found.setdefault(order.unit, []).append(order)
    if not found:
        raise BadInput(f"{unit.name} has no open orders that you may see", where="unit", reason="no_orders")
    return Sheets(row, tuple((each, tuple(rows)) for each, rows in found.items()))


def name_in(unit: Unit, language: str) -> str:
    """What a unit is called, with its name in its own script where it is not told in English."""
    return unit.name_local if unit.name_local and language.partition("-")[0] != FALLBACK else unit.name


def _asked(order: Order, language: str) -> Asked:
    title, text = decode(CoreMeasure, order.measure.data).in_language(language.partition("-")[0])
    return Asked(
        number=order.pk,
        title=title,
        text=text,
        acknowledge_by=order.acknowledge_by,
        do_by=order.do_by,
        state=order.state,
    )


def _went_up(notice: Notice) -> tuple[Asked, ...]:
    """What came up to the unit when the notice was written."""
    rows = Escalation.objects.filter(to=notice.unit, order__declaration=notice.declaration, at=notice.written)
    rows = rows.select_related("order__measure", "order__unit").order_by("order__unit__path", "pk")
    return tuple(_with_cause(row, notice.language) for row in rows)


def _with_cause(row: Escalation, language: str) -> Asked:
    return replace(_asked(row.order, language), unit=name_in(row.order.unit, language), cause=row.cause)


def _meeting_content(notice: Notice, meeting: Meeting) -> Content:
    told = told_outside(meeting)
    return Content(
        id=notice.key,
        kind=notice.kind,
        language=notice.language,
        exercise=meeting.exercise,
        tlp=meeting.tlp.upper(),
        unit=notice.unit_id,
        unit_name=name_in(notice.unit, notice.language),
        link=settings.TOCSIN_URL + reverse("level:meeting", args=[meeting.pk]),
        over=name_in(meeting.unit, notice.language),
        starts=meeting.starts,
        ends=meeting.ends,
        about=notice.about,
        title=told.title,
        agenda=told.agenda,
        place=told.place,
    )
