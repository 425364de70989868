"""The key pair by which push services know this house (VAPID). Derived from the master key, so stored nowhere."""

from base64 import urlsafe_b64encode

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from app.config import Config
from app.kit.secrets import Seal

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve's group: a private key is a number below it."""


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """`public` is what a browser subscribes with, and the name of the pair."""

    public: str
    private: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> tuple[bytes, bytes]:
        """The private and the public half as files hold them."""
        private = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return private, public


def keys_of(seal: Seal) -> Keys:
    """The same pair in every process that holds the master key."""
    number = int.from_bytes(seal.derived("vapid 1 high") + seal.derived("vapid 1 low")) % (ORDER - 1) + 1
    private = ec.derive_private_key(number, ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Keys(public=urlsafe_b64encode(point).decode().rstrip("="), private=private)


def subject_of(config: Config) -> str | None:
    """Whom a push service asks when something is wrong. None: browsers subscribe only to secure sites."""
    if config.vapid_subject or config.https:
        return config.vapid_subject or config.site
    return "mailto:okno@example.com" if config.local else None
