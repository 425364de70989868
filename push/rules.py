"""Judgements about pushing: which endpoints may be called, which keys are keys, how long to wait after a no."""

import binascii
import hashlib
import ipaddress
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit
from uuid import NAMESPACE_DNS, UUID, uuid5

import msgspec

VENDORS = (
    "fcm.googleapis.com",
    "*.push.apple.com",
    "updates.push.services.mozilla.com",
    "*.notify.windows.com",
)
"""The push services of the browsers' makers."""

NAME = re.compile(r"^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")
SHORTEST, LONGEST = 1.0, 3600.0  # seconds of a pause


class Hosts(msgspec.Struct, frozen=True, kw_only=True):
    """Where pushes may go: the makers' hosts by https, and those an operator names, however they are reached."""

    named: frozenset[str] = frozenset()
    """`host` or `host:port`, in lower case."""

    def names(self, host: str, port: int) -> bool:
        return f"{host}:{port}" in self.named or host in self.named


def hosts_of(setting: str) -> Hosts:
    """The operator's list, separated by commas or spaces."""
    return Hosts(named=frozenset(each.lower() for each in re.split(r"[,\s]+", setting) if each))


def allowed(endpoint: str, hosts: Hosts) -> bool:
    """May a push be posted there? Judged when a browser subscribes, and again each time one leaves."""
    origin = origin_of(endpoint)
    if origin is None:
        return False
    scheme, host, port = origin
    if hosts.names(host, port):
        return True
    return scheme == "https" and port == 443 and not is_number(host) and of_a_vendor(host)


def origin_of(endpoint: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for anything two programs might read in two ways."""
    if not endpoint.isascii() or not endpoint.isprintable() or set(endpoint) & set(' \\"<>^`{|}'):
        return None
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not NAME.match(host) or "@" in parts.netloc or parts.fragment:
        return None
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80)


def is_number(host: str) -> bool:
    """Is the name an address, in any of the forms resolvers take (127.1, 0x7f000001, 2130706433)?"""
    return host.rsplit(".", 1)[-1][:1].isdigit()


def of_a_vendor(host: str) -> bool:
    return any(host.endswith(each[1:]) if each.startswith("*") else host == each for each in VENDORS)


def may_reach(address: str) -> bool:
    """Is this a machine of the open internet? Private, loopback, link-local and the like are ours or nobody's."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return may_reach(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def key_bytes(text: str, length: int) -> bytes | None:
    """The bytes of a key in base64url; None if they are not this many."""
    try:
        raw = urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (ValueError, binascii.Error):
        return None
    plain = re.fullmatch(r"[A-Za-z0-9_-]*={0,2}", text)
    return raw if plain and len(raw) == length else None


P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def on_curve(point: bytes) -> bool:
    """Is it a point of P-256, uncompressed? A key that is none could only fail when the push leaves."""
    x, y = int.from_bytes(point[1:33]), int.from_bytes(point[33:])
    return point[:1] == b"\x04" and max(x, y) < P and (y * y - (x * x * x - 3 * x + B)) % P == 0


def provider_of(endpoint: str) -> UUID:
    """The push service as an account of ours: what it refuses to all is asked again for all together."""
    _, host, port = origin_of(endpoint) or ("", "", 0)
    return uuid5(NAMESPACE_DNS, f"{host}:{port}")


def digest_of(endpoint: str) -> str:
    """A subscription by a name that opens nothing."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def topic_of(tag: str) -> str:
    """At most 32 letters that tell talks apart and say nothing of them."""
    return urlsafe_b64encode(hashlib.sha256(tag.encode()).digest()[:24]).decode()


def pause_after(attempts: int) -> float:
    """Seconds until the next try after this many: 1, 2, 4 … an hour."""
    return min(LONGEST, SHORTEST * 2.0 ** min(attempts, 20))


def wait_asked(header: str | None) -> float | None:
    """`Retry-After` in seconds. A date, or nonsense, asks for no number."""
    if header and header.strip().isdigit():
        return min(float(header.strip()[:9]), 86_400.0)
    return None
