"""Other authorities: entered, listened to, and the certificates by which their alerts are trusted."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from tocsin.errors import BadInput, Conflict
from tocsin.notify import signing
from tocsin_server import clock
from tocsin_server.collect.fetch import host_of
from tocsin_server.ledger.services import act
from tocsin_server.notify import selectors
from tocsin_server.notify.models import Authority, Certificate, Shown
from tocsin_server.units.permissions import Permission, require_somewhere
from tocsin_server.units.viewer import Viewer


def add_authority(
    viewer: Viewer,
    *,
    id: str,
    name: str,
    country: str = "",
    senders: Collection[str] = (),
    feed: str = "",
    shown: str = Shown.TRUSTED,
    reformats: bool = False,
) -> Authority:
    """Listen to an authority's feed. `senders` are the CAP senders that may speak for it; `shown` says which
    of its alerts the public site shows; `reformats`, that its software indents alerts after it has signed
    them. `BadInput` names the field."""
    require_somewhere(viewer, Permission.MANAGE_AUTHORITIES)
    with act(viewer.actor, "notify.authority_added") as entry:
        given = [sender.strip() for sender in senders if sender.strip()]
        row = Authority(
            pk=id,
            name=name.strip(),
            country=country,
            senders=given,
            feed=feed,
            shown=shown,
            reformats=reformats,
            added=clock.now(),
        )
        _check(row)
        if Authority.objects.filter(pk=id).exists():
            raise BadInput("there is an authority with this id already", where="id", reason="twin")
        row.save(force_insert=True)
        entry.subject = f"authority:{id}"
        entry.data = {"name": row.name, **_told(row)}
    return row


def change_authority(
    viewer: Viewer,
    authority_id: str,
    *,
    senders: Collection[str],
    feed: str,
    shown: str,
    reformats: bool = False,
) -> Authority:
    """Change who may speak for an authority, where it is heard, and what the public site shows of it."""
    require_somewhere(viewer, Permission.MANAGE_AUTHORITIES)
    with act(viewer.actor, "notify.authority_changed") as entry:
        row = selectors.authority(authority_id)
        was = _told(row)
        row.senders = [sender.strip() for sender in senders if sender.strip()]
        row.feed, row.shown, row.reformats = feed, shown, reformats
        row.etag = row.last_modified = row.error = ""
        row.failures, row.next_poll = 0, None
        _check(row)
        row.save()
        entry.subject = f"authority:{authority_id}"
        entry.data = {"was": was, **_told(row)}
    return row


def pin_certificate(
    viewer: Viewer,
    authority_id: str,
    pem: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Certificate:
    """Trust what was signed with a certificate and sent between two moments, by default all that the
    certificate itself allows. Before it is pinned, its fingerprint should be compared by another way."""
    require_somewhere(viewer, Permission.MANAGE_AUTHORITIES)
    with act(viewer.actor, "notify.certificate_pinned") as entry:
        authority, certificate = (
            selectors.authority(authority_id),
            signing.read_certificate(pem.encode(), where="pem"),
        )
        since = since or certificate.not_valid_before_utc
        until = until or certificate.not_valid_after_utc
        if not since < until:
            raise BadInput("it must be later than the beginning", where="until")
        mark = signing.fingerprint(certificate)
        if Certificate.objects.filter(fingerprint=mark).exists():
            raise Conflict("This certificate is pinned already.")
        row = authority.certificates.create(
            pem=pem, fingerprint=mark, since=since, until=until, added=clock.now()
        )
        entry.subject = f"authority:{authority_id}"
        entry.data = {"fingerprint": mark, "since": since, "until": until}
    return row


def withdraw_certificate(viewer: Viewer, fingerprint: str, why: str, when: datetime | None = None) -> None:
    """Trust nothing signed with a certificate and sent from a moment on, by default from now on."""
    require_somewhere(viewer, Permission.MANAGE_AUTHORITIES)
    if not why.strip():
        raise BadInput("say why it is withdrawn", where="why")
    with act(viewer.actor, "notify.certificate_withdrawn") as entry:
        row = Certificate.objects.filter(fingerprint=fingerprint).first()
        if row is None:
            raise BadInput("no such certificate is pinned", where=f"certificate {fingerprint}")
        row.withdrawn, row.why = when or clock.now(), why
        row.save(update_fields=["withdrawn", "why"])
        entry.subject = f"authority:{row.authority_id}"
        entry.data = {"fingerprint": fingerprint, "from": row.withdrawn, "why": why}


def _told(row: Authority) -> dict[str, Any]:
    return {"feed": row.feed, "senders": row.senders, "shown": row.shown, "reformats": row.reformats}


def _check(row: Authority) -> None:
    if not row.name:
        raise BadInput("may not be empty", where="name")
    if row.shown not in Shown.values:
        raise BadInput(f"{row.shown!r} is not one of {', '.join(Shown.values)}", where="shown")
    if not row.senders:
        raise BadInput("name at least one CAP sender that may speak for it", where="senders")
    if row.feed:
        host_of(row.feed)
