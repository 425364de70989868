"""A push opened by the letter of RFC 8291 and 8188, with nothing of the library that closed it."""

import hashlib
import hmac

from tests.fakes.push.curve import shared


def opened(body: bytes, private: int, public: bytes, auth: bytes) -> bytes:
    """The plain text of one `aes128gcm` record. Raises ValueError if it was not closed for this browser."""
    salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
    sender, record = body[21 : 21 + length], body[21 + length :]
    if length != 65 or not size >= 18 or len(record) > size:
        raise ValueError("not one record")
    info = b"WebPush: info\0" + public + sender
    secret = expanded(extracted(auth, shared(private, sender)), info, 32)
    found = extracted(salt, secret)
    key = expanded(found, b"Content-Encoding: aes128gcm\0", 16)
    nonce = expanded(found, b"Content-Encoding: nonce\0", 12)
    plain = decrypted(key, nonce, record).rstrip(b"\0")
    if plain[-1:] != b"\2":
        raise ValueError("the last record does not say so")
    return plain[:-1]


def extracted(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, hashlib.sha256)


def expanded(key: bytes, info: bytes, length: int) -> bytes:
    return hmac.digest(key, info + b"\1", hashlib.sha256)[:length]


# --- AES-128-GCM


def doubled(byte: int) -> int:
    return (byte << 1) ^ (0x11B if byte & 0x80 else 0)


def boxes() -> list[int]:
    powers, value = [], 1
    for _ in range(255):
        powers.append(value)
        value ^= doubled(value)
    logs = {power: number for number, power in enumerate(powers)}
    box = []
    for byte in range(256):
        inverse = powers[-logs[byte] % 255] if byte else 0
        turned = inverse
        for _ in range(4):
            inverse = (inverse << 1 | inverse >> 7) & 0xFF
            turned ^= inverse
        box.append(turned ^ 0x63)
    return box


BOX = boxes()


def round_keys(key: bytes) -> list[bytes]:
    words, constant = [key[i : i + 4] for i in range(0, 16, 4)], 1
    for i in range(4, 44):
        word = words[-1]
        if i % 4 == 0:
            word = bytes(BOX[byte] for byte in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = doubled(constant)
        words.append(xor(words[-4], word))
    return [b"".join(words[i : i + 4]) for i in range(0, 44, 4)]


def block_of(keys: list[bytes], block: bytes) -> bytes:
    state = xor(block, keys[0])
    for number, key in enumerate(keys[1:], 1):
        state = bytes(BOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16))
        if number < 10:
            state = b"".join(mixed(state[i : i + 4]) for i in range(0, 16, 4))
        state = xor(state, key)
    return state


def mixed(column: bytes) -> bytes:
    a, b, c, d = column
    every = a ^ b ^ c ^ d
    return bytes(one ^ every ^ doubled(one ^ other) for one, other in ((a, b), (b, c), (c, d), (d, a)))


def xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def product(a: int, b: int) -> int:
    total = 0
    for bit in range(127, -1, -1):
        if a >> bit & 1:
            total ^= b
        b = (b >> 1) ^ (0xE1 << 120 if b & 1 else 0)
    return total


def decrypted(key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    keys, text, tag = round_keys(key), sealed[:-16], sealed[-16:]
    subkey, total = int.from_bytes(block_of(keys, bytes(16))), 0
    padded = text + bytes(-len(text) % 16) + bytes(8) + (len(text) * 8).to_bytes(8)
    for i in range(0, len(padded), 16):
        total = product(total ^ int.from_bytes(padded[i : i + 16]), subkey)
    if xor(total.to_bytes(16), block_of(keys, nonce + b"\0\0\0\1")) != tag:
        raise ValueError("closed with another key, or changed")
    stream = b"".join(
        block_of(keys, nonce + (number + 2).to_bytes(4)) for number in range(-(-len(text) // 16))
    )
    return xor(text, stream)
