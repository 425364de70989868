"""P-256 in plain numbers: the browser's half of a key agreement, and the check of a signature."""

import hashlib

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None


def add(a: Point, b: Point) -> Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(number: int, point: Point) -> Point:
    """Doubled and added with the denominators kept apart, so that there is one division, at the end."""
    if point is None:
        return None
    x, y, z = 0, 1, 0
    for digit in bin(number)[2:]:
        x, y, z = doubled(x, y, z)
        if digit == "1":
            x, y, z = added(x, y, z, point)
    if z == 0:
        return None
    inverse = pow(z, -1, P)
    square = inverse * inverse % P
    return x * square % P, y * square * inverse % P


def doubled(x: int, y: int, z: int) -> tuple[int, int, int]:
    delta, gamma = z * z % P, y * y % P
    beta, alpha = x * gamma % P, 3 * (x - delta) * (x + delta) % P
    new = (alpha * alpha - 8 * beta) % P
    return new, (alpha * (4 * beta - new) - 8 * gamma * gamma) % P, 2 * y * z % P


def added(x: int, y: int, z: int, point: tuple[int, int]) -> tuple[int, int, int]:
    if z == 0:
        return point[0], point[1], 1
    square = z * z % P
    across, up = (point[0] * square - x) % P, (point[1] * z * square - y) % P
    if across == 0:
        return doubled(x, y, z) if up == 0 else (0, 1, 0)
    squared = across * across % P
    cubed, shifted = across * squared % P, x * squared % P
    new = (up * up - cubed - 2 * shifted) % P
    return new, (up * (shifted - new) - y * cubed) % P, z * across % P


def raw(point: Point) -> bytes:
    assert point is not None
    return b"\x04" + point[0].to_bytes(32) + point[1].to_bytes(32)


def parsed(bytes_: bytes) -> Point:
    assert len(bytes_) == 65
    assert bytes_[0] == 4
    return int.from_bytes(bytes_[1:33]), int.from_bytes(bytes_[33:])


def shared(private: int, public: bytes) -> bytes:
    """The secret both sides find."""
    point = times(private, parsed(public))
    assert point is not None
    return point[0].to_bytes(32)


def signed(message: bytes, signature: bytes, public: bytes) -> bool:
    """Is this the signature (r and s, 32 bytes each) of the message by whoever holds the key?"""
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if len(signature) != 64 or not (0 < r < N and 0 < s < N):
        return False
    digest, inverse = int.from_bytes(hashlib.sha256(message).digest()), pow(s, -1, N)
    point = add(times(digest * inverse % N, G), times(r * inverse % N, parsed(public)))
    return point is not None and point[0] % N == r
