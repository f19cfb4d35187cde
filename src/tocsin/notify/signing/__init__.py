"""Signatures of alerts: made, and judged against a register of pinned certificates."""

from tocsin.notify.signing.keys import PrivateKey, belongs, fingerprint, read_certificate, read_key
from tocsin.notify.signing.loading import load_register
from tocsin.notify.signing.making import sign
from tocsin.notify.signing.register import Authority, Pin, Register
from tocsin.notify.signing.verifying import Trust, Verification, verify

__all__ = [
    "Authority",
    "Pin",
    "PrivateKey",
    "Register",
    "Trust",
    "Verification",
    "belongs",
    "fingerprint",
    "load_register",
    "read_certificate",
    "read_key",
    "sign",
    "verify",
]
