"""A voice recorded in a browser leaves as a voice: its Opus, bit by bit, from WebM into Ogg."""

import struct

import pytest

from app.kit.ids import new_id
from bots.voices import as_ogg
from tests.bots.office import Office

OPEN = b"\x01\xff\xff\xff\xff\xff\xff\xff"  # a length that the recorder leaves open
HEAD = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 312, 48_000, 0, 0)
TWENTY, SIXTY, TWICE, THRICE = (
    b"\xf8",
    b"\x18",
    b"\xf9",
    b"\xfb\x03",
)  # first bytes: 20 ms, 60 ms, 2 × 20, 3 × 20


def element(name: str, value: bytes) -> bytes:
    return bytes.fromhex(name) + (len(value) | 1 << 28).to_bytes(4) + value


def block(packet: bytes, flags: int = 0x80) -> bytes:
    return element("a3", b"\x81\x00\x00" + bytes([flags]) + packet)


def webm(packets: list[bytes], codec: bytes = b"A_OPUS", head: bytes = HEAD, flags: int = 0x80) -> bytes:
    """As Chromium's recorder writes it: one track, a cluster after another, lengths left open."""
    track = element("ae", element("d7", b"\x01") + element("86", codec) + element("63a2", head))
    half = len(packets) // 2
    clusters = [
        bytes.fromhex("1f43b675") + OPEN + element("e7", b"\0") + b"".join(block(one, flags) for one in part)
        for part in (packets[:half], packets[half:])
    ]
    segment = bytes.fromhex("18538067") + OPEN + element("1549a966", b"about") + element("1654ae6b", track)
    return element("1a45dfa3", b"\x42\x82\x84webm") + segment + b"".join(clusters)


def rest_of(data: bytes) -> int:
    """The checksum as Ogg defines it, bit by bit."""
    rest = 0
    for bit in (byte >> place & 1 for byte in data + bytes(4) for place in range(7, -1, -1)):
        rest = (rest << 1 | bit) ^ (0x104C11DB7 if rest & 0x80000000 else 0)
    return rest & 0xFFFFFFFF


def read(ogg: bytes) -> tuple[list[bytes], list[tuple[int, int, int]]]:
    """The packets, and of each page its flags, its samples and its number."""
    packets, pages, at = [], [], 0
    while at < len(ogg):
        mark, version, flags, samples, _, number, check, count = struct.unpack_from("<4sBBQIIIB", ogg, at)
        assert (mark, version) == (b"OggS", 0)
        lengths = ogg[at + 27 : at + 27 + count]
        end = at + 27 + count + sum(lengths)
        assert rest_of(ogg[at : at + 22] + bytes(4) + ogg[at + 26 : end]) == check
        place, length = at + 27 + count, 0
        for one in lengths:
            length += one
            if one < 255:
                packets.append(ogg[place : place + length])
                place, length = place + length, 0
        assert length == 0
        pages.append((flags, samples, number))
        at = end
    return packets, pages


def test_every_packet_is_there_in_its_order_with_its_time() -> None:
    packets = [TWENTY + bytes([n]) * size for n, size in enumerate([3, 254, 255, 300] * 15)]
    packets += [SIXTY + b"long", TWICE + b"two", THRICE + b"three"]
    made = as_ogg(webm(packets))
    assert made
    told, pages = read(made)
    assert told[0] == HEAD
    assert told[1].startswith(b"OpusTags")
    assert told[2:] == packets
    assert pages == [(2, 0, 0), (0, 0, 1), (0, 50 * 960, 2), (4, 60 * 960 + 2880 + 1920 + 2880, 3)]


@pytest.mark.parametrize(
    "strange",
    [
        b"",
        b"\0" * 40,
        b"RIFF1234WAVE",
        webm([TWENTY + b"x"], codec=b"A_VORBIS"),
        webm([TWENTY + b"x"], head=b"else"),
        webm([TWENTY + b"x"], flags=0x82),
        webm([]),
        webm([TWENTY + b"x" * 90])[:-30],
        webm([b""]),
        webm([b"\xfb"]),
        webm([TWENTY + b"x" * 20_000] * 4),
    ],
    ids=["nothing", "zeros", "other", "codec", "header", "laced", "silent", "cut", "empty", "short", "huge"],
)  # fmt: skip
def test_what_is_not_understood_is_left_alone(strange: bytes) -> None:
    assert as_ogg(strange) is None


@pytest.mark.parametrize(
    ("recorded", "method"),
    [
        (webm([TWENTY + b"x" * 60] * 50), "sendVoice"),
        (webm([TWENTY + b"x"] * 5, codec=b"A_VORBIS"), "sendDocument"),
    ],
    ids=["a voice", "not understood"],
)
async def test_a_voice_of_a_browser_arrives_as_a_voice(office: Office, recorded: bytes, method: str) -> None:
    anna = office.person()
    await office.know(anna)
    id = str(new_id())
    async with await office.house.as_("vera") as vera:
        answer = await vera.put(f"/api/files/{id}", content=recorded, headers={"content-type": "audio/webm"})
    assert answer.status_code == 200, answer.text
    message = await office.write("", files=[id])
    await office.send()
    assert [sent.method for sent in office.fake.sent_to(anna)] == [method]
    assert (await office.state(message))[0] == "sent"
