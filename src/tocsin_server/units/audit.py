"""Log-ins and changes to the means of logging in, as acts in the ledger; failed ones go to the log alone, so
that nobody can fill the ledger from outside."""

import logging
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal, receiver

from tocsin_server.ledger.services import act
from tocsin_server.units.viewer import viewer_of

log = logging.getLogger("tocsin.security")

ACTS: dict[Signal, str] = {
    user_logged_in: "units.logged_in",
    user_logged_out: "units.logged_out",
    password_changed: "units.password_changed",
}


@receiver(list(ACTS))
def record(signal: Signal, user: Any, **_: Any) -> None:
    """Enter what a person did; a log-out without a log-in is nobody's."""
    if user is not None:
        _enter(user, ACTS[signal], {})


@receiver(post_save, sender=Authenticator)
def record_new_factor(instance: Authenticator, created: bool, **_: Any) -> None:
    """Enter a second factor set up; later changes to its row are mere use."""
    if created:
        _enter(instance.user, "units.factor_added", {"factor": instance.type})


@receiver(post_delete, sender=Authenticator)
def record_lost_factor(instance: Authenticator, origin: Any, **_: Any) -> None:
    """Enter a second factor that its owner removed; not what goes along with it (recovery codes), nor what
    `services.reset_factors` removes: that is an act of its own."""
    if origin is instance:
        _enter(instance.user, "units.factor_removed", {"factor": instance.type})


def _enter(person: Any, action: str, data: dict[str, str]) -> None:
    with act(viewer_of(person).actor, action) as entry:
        entry.subject, entry.data = f"person:{person.username}", data


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], **_: Any) -> None:
    """A wrong password or user name."""
    log.warning("log-in failed for %r", credentials.get("username", ""))
