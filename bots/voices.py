"""A browser's recording as a messenger plays it: the sound is taken out of its WebM and put into Ogg, bit by bit the
same, never decoded."""

import struct
from collections.abc import Iterator

WEBM, OGG = "audio/webm", "audio/ogg"
OPENED = {0x18538067, 0x1F43B675, 0x1654AE6B, 0xAE, 0xA0}  # Segment, Cluster, Tracks, TrackEntry, BlockGroup
CODEC, HEADER, SIMPLE_BLOCK, BLOCK = 0x86, 0x63A2, 0xA3, 0xA1
LACED = 0x06  # several frames in a block: no browser records so
PER_PAGE = 50  # packets, about a second
FIRST, LAST = 2, 4  # flags of a page
TAGS = b"OpusTags" + struct.pack("<I", 4) + b"Okno" + struct.pack("<I", 0)
SERIAL = 1


def as_ogg(webm: bytes) -> bytes | None:
    """The same Opus in Ogg; None where there is no Opus in it, or something we do not understand."""
    try:
        header, packets = opus_of(webm)
        return ogg_of(header, packets)
    except (IndexError, ValueError, struct.error):
        return None


def opus_of(webm: bytes) -> tuple[bytes, list[bytes]]:
    codec, header, packets = b"", b"", []
    for name, value in elements(webm):
        if name == CODEC:
            codec = value
        elif name == HEADER:
            header = value
        elif name in (SIMPLE_BLOCK, BLOCK):
            track = length_of(value[0])
            if value[track + 2] & LACED:
                raise ValueError("laced")
            packets.append(value[track + 3 :])
    if codec.rstrip(b"\0") != b"A_OPUS" or not header.startswith(b"OpusHead") or not packets:
        raise ValueError("no Opus")
    return header, packets


def elements(webm: bytes) -> Iterator[tuple[int, bytes]]:
    """Each element that holds no others, in its order; one whose length is left open reaches as far as its parts."""
    at = 0
    while at < len(webm):
        size = length_of(webm[at])
        name = int.from_bytes(webm[at : at + size])
        at += size
        size = length_of(webm[at])
        length = int.from_bytes(webm[at : at + size]) & ((1 << 7 * size) - 1)
        at += size
        if name in OPENED:
            continue
        if at + length > len(webm):
            raise ValueError("cut off")
        yield name, webm[at : at + length]
        at += length


def length_of(first: int) -> int:
    """How many bytes a number takes, by its first: as many as there are zeros before its first one, and one."""
    if not first:
        raise ValueError("no number")
    return 9 - first.bit_length()


def ogg_of(header: bytes, packets: list[bytes]) -> bytes:
    pages = [page([header], 0, 0, FIRST), page([TAGS], 0, 1, 0)]
    samples = 0
    for start in range(0, len(packets), PER_PAGE):
        part = packets[start : start + PER_PAGE]
        samples += sum(map(samples_of, part))
        last = LAST if start + PER_PAGE >= len(packets) else 0
        pages.append(page(part, samples, len(pages), last))
    return b"".join(pages)


def samples_of(packet: bytes) -> int:
    """How long a packet sounds, in samples of 48 kHz: its first byte says it."""
    kind, code = packet[0] >> 3, packet[0] & 3
    if kind < 12:
        frame = (480, 960, 1920, 2880)[kind & 3]
    elif kind < 16:
        frame = (480, 960)[kind & 1]
    else:
        frame = (120, 240, 480, 960)[kind & 3]
    return frame * (packet[1] & 0x3F if code == 3 else (1, 2, 2)[code])


def page(packets: list[bytes], samples: int, number: int, flags: int) -> bytes:
    lengths = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    if len(lengths) > 255:
        raise ValueError("too much for a page")
    head = struct.pack("<4sBBQIIIB", b"OggS", 0, flags, samples, SERIAL, number, 0, len(lengths))
    whole = bytearray(head + lengths + b"".join(packets))
    whole[22:26] = struct.pack("<I", checksum(whole))
    return bytes(whole)


def _table() -> tuple[int, ...]:
    rests = []
    for first in range(256):
        rest = first << 24
        for _ in range(8):
            rest = (rest << 1) ^ (0x04C11DB7 if rest & 0x80000000 else 0)
        rests.append(rest & 0xFFFFFFFF)
    return tuple(rests)


TABLE = _table()


def checksum(data: bytes | bytearray) -> int:
    rest = 0
    for byte in data:
        rest = (rest << 8 & 0xFFFFFFFF) ^ TABLE[rest >> 24 ^ byte]
    return rest
