"""Encryption for one browser, and our signature for its push service."""

import time
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

import jwt
from webpush import WebPush, WebPushSubscription  # type: ignore[import-untyped]
from webpush.vapid import VAPID  # type: ignore[import-untyped]

from app.people.devices import Device
from push.keys import Keys

GOOD_FOR = 12 * 3600  # seconds a signature is valid; push services take a day at most
USED_FOR = 6 * 3600  # seconds it is used


class Signature(VAPID):  # type: ignore[misc]
    """Signs once for each push service, and names its port and our subject as they are.

    The library signs each push anew, drops the port, and puts `mailto:` before every subject.
    """

    def __init__(self, keys: Keys, subject: str) -> None:
        private, public = keys.pem
        super().__init__(private, public)
        self._keys, self._subject = keys, subject
        self._made: dict[str, tuple[float, str]] = {}

    def get_authorization_header(self, endpoint: Any, subscriber: Any = None, expiration: int = 0) -> str:
        parts = urlsplit(str(endpoint))
        origin, now = f"{parts.scheme}://{parts.netloc}", time.time()
        made = self._made.get(origin)
        if made is None or now - made[0] > USED_FOR:
            claims = {"aud": origin, "exp": int(now) + GOOD_FOR, "sub": self._subject}
            token = jwt.encode(claims, self._keys.private, algorithm="ES256")
            made = self._made[origin] = (now, f"vapid t={token}, k={self._keys.public}")
        return made[1]


class Sealer:
    """Makes the bytes of a push. The time to live is ours to write: the library keeps the last one it was given."""

    def __init__(self, keys: Keys, subject: str) -> None:
        private, public = keys.pem
        self.public = keys.public
        self._library = WebPush(private, public, subscriber=subject)
        self._library.vapid = Signature(keys, subject)

    def seal(self, plain: bytes, device: Device) -> tuple[bytes, str]:
        """The encrypted body, and the header that says who we are."""
        keys = {"p256dh": text_of(device.p256dh), "auth": text_of(device.auth)}
        made = self._library.get(plain, WebPushSubscription(endpoint=device.endpoint, keys=keys))
        return made.encrypted, made.headers["authorization"]


def text_of(key: bytes) -> str:
    return urlsafe_b64encode(key).decode().rstrip("=")
