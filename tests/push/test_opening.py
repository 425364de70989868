"""The fake push service opens what the standard says it must, and nothing else."""

from base64 import urlsafe_b64decode

import pytest

from tests.fakes.push.curve import G, raw, signed, times
from tests.fakes.push.opening import opened


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


BODY = bytes_of(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
    "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
PRIVATE = int.from_bytes(bytes_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
PUBLIC = bytes_of("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
AUTH = bytes_of("BTBZMqHH6r4Tts7J_aSIgg")


def test_the_example_of_the_standard_is_read() -> None:
    assert raw(times(PRIVATE, G)) == PUBLIC
    assert opened(BODY, PRIVATE, PUBLIC, AUTH) == b"When I grow up, I want to be a watermelon"


@pytest.mark.parametrize("place", [3, 40, 90, -1])
def test_a_changed_byte_opens_nothing(place: int) -> None:
    changed = bytearray(BODY)
    changed[place] ^= 1
    with pytest.raises((ValueError, AssertionError)):
        opened(bytes(changed), PRIVATE, PUBLIC, AUTH)


def test_a_signature_of_nobody_is_none() -> None:
    assert not signed(b"x", bytes(64), PUBLIC)
    assert not signed(b"x", b"\1" * 64, PUBLIC)
