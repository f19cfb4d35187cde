"""Alerts as anyone may see them."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from tocsin.notify import active
from tocsin_server import clock
from tocsin_server.notify.models import Alert, AlertState, DeliveryState
from tocsin_server.notify.selectors.alerts import record

KEPT_IN_FEED = timedelta(days=7)
"""The feed keeps what was sent in this time, lapsed or not, for readers who look seldom."""


def public_alerts() -> QuerySet[Alert]:
    """Everything that ever went out on the public site, last sent first."""
    out = Q(deliveries__channel="feed", deliveries__state=DeliveryState.SENT)
    return Alert.objects.filter(out, state=AlertState.PUBLISHED).order_by("-sent", "-pk")


def public_alert(identifier: str) -> Alert | None:
    """One alert of the public site by its CAP identifier."""
    return public_alerts().filter(identifier=identifier).first()


def public_followers(row: Alert) -> QuerySet[Alert]:
    """The public messages that took the place of an alert, the latest first."""
    return public_alerts().filter(follows=row)


def feed_alerts() -> QuerySet[Alert]:
    """What the public Atom feed lists: in force, or sent not long ago, cancellations too."""
    now = clock.now()
    return public_alerts().filter(Q(expires__gt=now) | Q(sent__gt=now - KEPT_IN_FEED))


def in_force() -> list[Alert]:
    """The public alerts in force now, oldest first; what was updated or cancelled is not among them."""
    unexpired = public_alerts().filter(expires__gt=clock.now())
    # What followed them ends them even if it has lapsed itself.
    rows = {
        row.identifier: row for row in public_alerts().filter(Q(pk__in=unexpired) | Q(follows__in=unexpired))
    }
    standing = active((record(row) for row in rows.values()), clock.now())
    return [rows[one.identifier] for one in standing]
