"""The pair of keys by which push services know the house, and whom they may ask."""

from base64 import urlsafe_b64decode

from app.config import Config
from app.kit.secrets import Seal
from push.keys import keys_of, subject_of
from tests.fakes.push.curve import parsed
from tests.push.conftest import Vera


def test_every_process_with_the_master_key_finds_the_same_pair() -> None:
    one, again, other = (keys_of(Seal(bytes([n]) * 32)) for n in (1, 1, 2))
    assert one.public == again.public != other.public
    assert one.pem == again.pem
    assert len(one.public) == 87


def test_a_public_site_is_its_own_contact_and_a_plain_one_sends_nothing() -> None:
    assert subject_of(Config(public_url="https://okno.example.ru")) == "https://okno.example.ru"
    assert subject_of(Config(vapid_subject="mailto:it@example.ru")) == "mailto:it@example.ru"
    assert subject_of(Config()) == "mailto:okno@example.com"
    assert subject_of(Config(public_url="http://okno.example.ru")) is None


async def test_a_browser_is_given_that_key_and_a_lowered_time_to_live_is_taken(vera: Vera) -> None:
    vera.service.ttl_at_most = 60
    standing = await vera.standing()
    assert parsed(urlsafe_b64decode(standing["key"] + "="))
    await vera.anna_says("раз")
    await vera.send()
    assert await vera.fates() == [("sent", None)]
