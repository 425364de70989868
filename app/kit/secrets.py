"""Sealing: secrets and files are stored encrypted with the installation's master key."""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Unreadable(Exception):
    """The bytes were sealed with another key, or were changed."""


class Seal:
    """Encrypts and decrypts with one master key (32 bytes); every text is bound to what it belongs to."""

    def __init__(self, master_key: bytes) -> None:
        self._master = master_key
        self._cipher = AESGCM(self.derived("seal"))

    def derived(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, so that no two uses share a key."""
        return hmac.digest(self._master, purpose.encode(), hashlib.sha256)

    def close(self, plain: bytes, belongs_to: str) -> bytes:
        """Seal `plain`; it opens only with the same `belongs_to`."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, belongs_to.encode())

    def open(self, sealed: bytes, belongs_to: str) -> bytes:
        """The sealed bytes, or Unreadable."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], belongs_to.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable(f"The sealed value of {belongs_to} does not open with this key.") from error


def master_key(setting: str | None, home: Path) -> bytes:
    """The key from `OKNO_MASTER_KEY` (64 hex digits), else from a key file that only its owner may read."""
    if setting:
        return bytes.fromhex(setting)
    path = home / "master.key"
    if not path.exists():
        write_once(path, os.urandom(32).hex())
    return bytes.fromhex(path.read_text("ascii").strip())


def write_once(path: Path, text: str) -> None:
    """Create `path` with mode 0600, whole or not at all; a rival's file is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
