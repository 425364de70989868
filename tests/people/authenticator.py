"""A device that makes passkeys and answers with them, as the standard says a real one does."""

import hashlib
import json
import struct
from typing import Any
from uuid import uuid4

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from app.kit.tokens import encoded
from app.people.proving import unpacked

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


class Authenticator:
    """One passkey. Its fields may be changed, to lie."""

    def __init__(self, site: str) -> None:
        self.site, self.house = site, "localhost"
        self.id, self.key = uuid4().bytes, ec.generate_private_key(ec.SECP256R1())
        self.handle, self.count, self.flags = "", 0, PRESENT | VERIFIED

    def makes(self, question: dict[str, Any]) -> dict[str, Any]:
        """A new passkey for whoever the question is about."""
        self.handle = question["user"]
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        data = self._data(ATTESTED) + attested
        return {
            "id": str(uuid4()),
            "credential_id": encoded(self.id),
            "client_data": encoded(self._client("webauthn.create", question)),
            "attestation": encoded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }

    def answers(self, question: dict[str, Any]) -> dict[str, Any]:
        """A proof that this is the device."""
        self.count += 1
        client, data = self._client("webauthn.get", question), self._data()
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "credential_id": encoded(self.id),
            "client_data": encoded(client),
            "authenticator_data": encoded(data),
            "signature": encoded(signed),
            "user_handle": self.handle,
        }

    def _client(self, what: str, question: dict[str, Any]) -> bytes:
        said = {"type": what, "challenge": question["challenge"], "origin": self.site}
        return json.dumps(said).encode()

    def _data(self, more: int = 0) -> bytes:
        head = hashlib.sha256(self.house.encode()).digest()
        return head + bytes([self.flags | more]) + struct.pack(">I", self.count)


def turned(text: str) -> str:
    """The same bytes but for the last one."""
    raw = unpacked(text)
    return encoded(raw[:-1] + bytes([raw[-1] ^ 1]))
