"""Which authorities are trusted, who speaks for them, and by which certificates one knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from tocsin.notify.signing.keys import fingerprint


@dataclass(frozen=True, slots=True)
class Pin:
    """One certificate that a person entered, having made sure whose it is.

    It counts for alerts sent from `since` until before `until`, and before it was `withdrawn`; all with a
    zone. The times can only narrow those of the certificate itself, never stretch them.
    """

    certificate: x509.Certificate
    since: datetime | None = None
    until: datetime | None = None
    withdrawn: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal digits."""
        return fingerprint(self.certificate)

    def fault(self, sent: datetime) -> str:
        """Why it does not count for an alert sent at a moment, "" if it does."""
        since, until = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        since = max(since, self.since or since)
        if sent < since:
            return f"its certificate counts from {since.isoformat()} on, the alert says it was sent before"
        if sent > until or (self.until is not None and sent >= self.until):
            end = min(until, self.until or until)
            return f"its certificate counted until {end.isoformat()}, the alert was sent after"
        if self.withdrawn is not None and sent >= self.withdrawn:
            return f"its certificate was withdrawn for all sent from {self.withdrawn.isoformat()} on"
        return ""


@dataclass(frozen=True, slots=True)
class Authority:
    """An alerting authority: `senders` are what CAP's <sender> may say of its alerts; of certificates it may
    have several at a time, as while an old one gives way to a new one.

    `reformats`: its software indents alerts after it has signed them, so that white space between elements
    is not what was signed; it changes nothing of what an alert says, and is let pass for this authority.
    """

    id: str
    name: str
    senders: tuple[str, ...]
    pins: tuple[Pin, ...]
    reformats: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """All that is trusted; what is not in it is not, whatever a document says of itself."""

    authorities: tuple[Authority, ...] = ()

    def by_certificate(self, digest: str) -> Iterator[tuple[Authority, Pin]]:
        """Whose certificate it is that has this fingerprint."""
        return ((authority, pin) for authority, pin in self._all() if pin.fingerprint == digest)

    def by_sender(self, sender: str) -> Iterator[tuple[Authority, Pin]]:
        """The certificates of those for whom a sender speaks."""
        return ((authority, pin) for authority, pin in self._all() if sender in authority.senders)

    def _all(self) -> Iterator[tuple[Authority, Pin]]:
        return ((authority, pin) for authority in self.authorities for pin in authority.pins)
