"""Log-ins and changes to the means of logging in, as acts in the ledger; failed ones go to the log alone, so
that nobody can fill the ledger from outside."""

import logging
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal, receiver

from tocsin_server.ledger.services import act
from tocsin_server.units.viewer import viewer_of

log = logging.getLogger("tocsin.security")

ACTS: dict[Signal, str] = {
    user_logged_in: "units.logged_in",
    user_logged_out: "units.logged_out",
    password_changed: "units.password_changed",
    authenticator_added: "units.factor_added",
    authenticator_removed: "units.factor_removed",
    authenticator_reset: "units.factor_reset",
}


@receiver(list(ACTS))
def record(signal: Signal, user: Any, authenticator: Any = None, **_: Any) -> None:
    """Enter what a person did to their own account; a log-out without a log-in is nobody's."""
    if user is None:
        return
    with act(viewer_of(user).actor, ACTS[signal]) as entry:
        entry.subject = f"person:{user.username}"
        entry.data = {"factor": authenticator.type} if authenticator else {}


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], **_: Any) -> None:
    """A wrong password or user name."""
    log.warning("log-in failed for %r", credentials.get("username", ""))
