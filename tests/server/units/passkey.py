"""An authenticator in software, as a phone or a security key is in hardware: it makes keys and signs."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


@dataclass
class Passkey:
    """One key for one site. `verifies` is whether it asks its owner for a finger or a PIN."""

    origin: str
    verifies: bool = True
    id: bytes = b"passkey-1"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    owner: str = ""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """The browser's answer to the creation options of a page (WebAuthn section 5.1.3)."""
        public = options["publicKey"]
        self.owner = public["user"]["id"]
        data = AttestedCredentialData.create(
            Aaguid.NONE, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        auth = AuthenticatorData.create(
            self._site(public["rp"]["id"]), self._flags() | FLAG.AT, 0, bytes(data)
        )
        client = self._client("webauthn.create", public["challenge"])
        attestation = AttestationObject.create("none", auth, {})
        response = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(attestation),
        }
        return {**self._answer(response), "clientExtensionResults": {"credProps": {"rk": True}}}

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """The browser's answer to the request options of a log-in (WebAuthn section 5.1.4)."""
        public = options["publicKey"]
        auth = AuthenticatorData.create(self._site(public["rpId"]), self._flags(), 1)
        client = self._client("webauthn.get", public["challenge"])
        signed = self.key.sign(auth + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(auth),
            "signature": websafe_encode(signed),
            "userHandle": self.owner,
        }
        return {**self._answer(response), "clientExtensionResults": {}}

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {
            "type": "public-key",
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "response": response,
        }

    def _client(self, kind: str, challenge: str) -> bytes:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin)

    def _flags(self) -> Any:
        return FLAG.UP | FLAG.UV if self.verifies else FLAG.UP

    @staticmethod
    def _site(name: str) -> bytes:
        return hashlib.sha256(name.encode()).digest()
