"""A passkey signs in whoever made it: here, lately, once for each question, and as long as they work here."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.cast import House
from tests.people.authenticator import PRESENT, Authenticator, turned
from tests.people.conftest import Browser, Moving, Open

NOT_PROVED = (422, "not_proved")


async def question(browser: Browser, path: str = "/api/session/question") -> dict[str, Any]:
    asked: dict[str, Any] = (await browser.get(path)).json()
    return asked


async def makes(browser: Browser, device: Authenticator) -> httpx.Response:
    made = device.makes(await question(browser, "/api/me/passkeys/question"))
    return await browser.http.post("/api/me/passkeys", json=made)


async def proves(browser: Browser, device: Authenticator) -> httpx.Response:
    proof = device.answers(await question(browser))
    return await browser.http.post("/api/session/passkey", json=proof)


def said(answer: httpx.Response) -> tuple[int, str]:
    assert "set-cookie" not in answer.headers
    return answer.status_code, answer.json()["errors"][0]["code"]


async def signed_in(
    browse: Open, house: House, site: str, who: str = "vera"
) -> tuple[Browser, Authenticator]:
    """Somebody with a passkey."""
    browser, device = browse(site), Authenticator(site)
    await browser.sign_in(house, who)
    assert (await makes(browser, device)).status_code == 204
    return browser, device


async def test_a_passkey_signs_its_maker_in_anywhere_until_it_is_removed(
    browse: Open, house: House, site: str
) -> None:
    phone, device = await signed_in(browse, house, site)
    for _ in range(2):
        other = browse(site)
        assert (await proves(other, device)).status_code == 204
        assert (await other.get("/api/me")).json()["person"]["name"] == "Вера Орлова"
    [key] = (await phone.get("/api/me/passkeys")).json()["passkeys"]
    assert key["used_at"]
    for _ in range(2):
        assert (await phone.http.delete(f"/api/me/passkeys/{key['id']}")).status_code == 204, "gone is done"
    oleg = browse(site)
    await oleg.sign_in(house, "oleg")
    assert (await oleg.http.delete(f"/api/me/passkeys/{key['id']}")).status_code == 404
    assert said(await proves(browse(site), device)) == NOT_PROVED
    assert await phone.signed_in()


@pytest.mark.parametrize("way", ["wiped", "the others ended"])
async def test_a_lost_device_loses_its_passkeys_those_made_there_and_those_that_signed_in_there(
    browse: Open, house: House, site: str, way: str
) -> None:
    here, kept = await signed_in(browse, house, site)
    lost, made_there = await signed_in(browse, house, site)
    _, borrowed = await signed_in(browse, house, site)
    assert (await proves(lost, borrowed)).status_code == 204, "its session is another one than before"
    [id] = [one["id"] for one in (await lost.get("/api/sessions")).json()["sessions"] if one["here"]]
    path = f"/api/sessions/{id}/wipe" if way == "wiped" else "/api/sessions"
    answer = await here.http.request("PUT" if way == "wiped" else "DELETE", path)
    assert answer.status_code == 204
    for device in (made_there, borrowed):
        assert said(await proves(browse(site), device)) == NOT_PROVED
    assert (await proves(browse(site), kept)).status_code == 204
    assert len((await here.get("/api/me/passkeys")).json()["passkeys"]) == 1


async def test_the_person_hears_of_an_added_passkey_and_of_its_use_on_a_new_device(
    browse: Open, house: House, site: str
) -> None:
    phone, device = await signed_in(browse, house, site)
    for agent in ("", "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0") * 2:
        other = browse(site)
        other.http.headers["user-agent"] = agent
        assert (await proves(other, device)).status_code == 204
    told = [one["text"] for one in (await phone.get("/api/notices")).json()["notices"]]
    assert told == [
        "Вход ключом на новом устройстве: Firefox · Windows. "
        "Если это не Вы, выйдите там и удалите ключ: «Я» → «Мои устройства».",
        "Добавлен ключ для входа: устройство без названия. "
        "Если это не Вы, удалите его: «Я» → «Мои устройства».",
    ]


async def test_what_was_overheard_lets_nobody_in_a_second_time(browse: Open, house: House, site: str) -> None:
    _, device = await signed_in(browse, house, site)
    device.count = -1  # one that is carried over to several devices counts nothing: its answers all say 0
    proof = device.answers(await question(browse(site)))
    answers = await asyncio.gather(
        *(browse(site).http.post("/api/session/passkey", json=proof) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [204, 422, 422, 422]


LIES: dict[str, Callable[[Authenticator], None]] = {
    "another site's page asked": lambda device: setattr(device, "site", "https://okno.evil.example"),
    "made for another site": lambda device: setattr(device, "house", "evil.example"),
    "nobody touched it": lambda device: setattr(device, "flags", 0),
    "its screen was not unlocked": lambda device: setattr(device, "flags", PRESENT),
    "a copy that counts behind": lambda device: setattr(device, "count", 0),
    "somebody else's name on it": lambda device: setattr(device, "handle", turned(device.handle)),
    "no name on it": lambda device: setattr(device, "handle", "AAAA"),
    "another key": lambda device: setattr(device, "key", Authenticator("").key),
    "an unknown passkey": lambda device: setattr(device, "id", uuid4().bytes),
}


@pytest.mark.parametrize("lie", LIES)
async def test_an_answer_that_does_not_hold_lets_nobody_in(
    browse: Open, house: House, site: str, lie: str
) -> None:
    _, device = await signed_in(browse, house, site)
    for _ in range(3):
        assert (await proves(browse(site), device)).status_code == 204
    LIES[lie](device)
    assert said(await proves(browse(site), device)) == NOT_PROVED


async def test_a_question_is_the_house_s_own_for_five_minutes_and_for_one_use(
    browse: Open, house: House, moving: Moving
) -> None:
    phone, device = await signed_in(browse, house, moving.site)
    stranger = browse(moving.site)
    lately = await question(stranger)
    moving.later(minutes=5.1)
    late = await stranger.http.post("/api/session/passkey", json=device.answers(lately))
    assert said(late) == NOT_PROVED
    for invented in (
        "AAAA",
        turned(lately["challenge"]),
        (await question(phone, "/api/me/passkeys/question"))["challenge"],
    ):
        proof = device.answers({"challenge": invented})
        assert said(await stranger.http.post("/api/session/passkey", json=proof)) == NOT_PROVED
    assert (await proves(stranger, device)).status_code == 204


async def test_a_passkey_is_made_only_in_the_session_that_asked(
    browse: Open, house: House, site: str
) -> None:
    vera, oleg = browse(site), browse(site)
    await vera.sign_in(house, "vera")
    await oleg.sign_in(house, "oleg")
    device = Authenticator(site)
    made = device.makes(await question(vera, "/api/me/passkeys/question"))
    assert said(await oleg.http.post("/api/me/passkeys", json=made)) == NOT_PROVED
    unlocked = Authenticator(site)
    unlocked.flags = PRESENT
    assert said(await makes(vera, unlocked)) == NOT_PROVED
    for _ in range(2):
        assert (await vera.http.post("/api/me/passkeys", json=made)).status_code == 204, (
            "a repeat is harmless"
        )
    assert len((await vera.get("/api/me/passkeys")).json()["passkeys"]) == 1


async def test_whoever_was_put_out_has_no_passkey_any_more_also_when_let_in_again(
    browse: Open, house: House, site: str
) -> None:
    _, device = await signed_in(browse, house, site, "oleg")
    path = f"/api/people/{house.people['oleg']}/deactivation"
    assert (await house.post("alla", path, {"id": str(uuid4())})).status_code == 204
    assert said(await proves(browse(site), device)) == NOT_PROVED
    assert (await house.send("alla", "DELETE", path)).status_code == 204
    assert said(await proves(browse(site), device)) == NOT_PROVED


async def test_a_passkey_of_one_house_is_nothing_in_another(
    browse: Open, house: House, other_house: House, site: str
) -> None:
    _, device = await signed_in(browse, house, site)
    theirs = Authenticator(site)
    petr = browse(site)
    await petr.sign_in(other_house, "petr")
    assert (await makes(petr, theirs)).status_code == 204
    device.handle = theirs.handle
    assert said(await proves(browse(site), device)) == NOT_PROVED


async def test_twenty_passkeys_are_enough(browse: Open, house: House, site: str) -> None:
    vera = browse(site)
    await vera.sign_in(house, "vera")
    for _ in range(20):
        assert (await makes(vera, Authenticator(site))).status_code == 204
    answer = await vera.get("/api/me/passkeys/question")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_passkeys")


async def proves_again(browser: Browser, device: Authenticator) -> httpx.Response:
    proof = device.answers(await question(browser, "/api/me/proof/question"))
    return await browser.http.post("/api/me/proof", json=proof)


async def other_of(browser: Browser) -> str:
    listed = (await browser.get("/api/sessions")).json()["sessions"]
    return next(str(one["id"]) for one in listed if not one["here"])


WAYS = ("a code", "a passkey", "a wipe")


async def dares(browser: Browser, way: str, other: str) -> tuple[int, str]:
    """What lets somebody in, or shuts a device for good."""
    if way == "a code":
        answer = await browser.http.post("/api/me/codes", json={"id": str(uuid4())})
    elif way == "a passkey":
        answer = await browser.get("/api/me/passkeys/question")
    else:
        answer = await browser.http.put(f"/api/sessions/{other}/wipe")
    return answer.status_code, "" if answer.is_success else answer.json()["code"]


@pytest.mark.parametrize("way", WAYS)
async def test_what_opens_or_shuts_devices_needs_a_fresh_proof_of_whoever_has_a_passkey(
    browse: Open, house: House, moving: Moving, way: str
) -> None:
    phone, device = await signed_in(browse, house, moving.site)
    lost = browse(moving.site)
    await lost.sign_in(house, "vera")
    other, done = await other_of(phone), (201, 200, 204)[WAYS.index(way)]
    if way != "a wipe":
        assert await dares(phone, way, other) == (done, ""), "just signed in"
    moving.later(minutes=10.1)
    assert await dares(phone, way, other) == (403, "prove_first")
    assert await lost.signed_in(), "nothing was done"
    assert (await proves_again(phone, device)).status_code == 204
    assert await dares(lost, way, other) == (403, "prove_first"), "it is of the one session"
    assert await dares(phone, way, other) == (done, "")
    moving.later(minutes=20.3)
    again = other if way != "a wipe" else await other_of(phone)
    assert await dares(phone, way, again) == (403, "prove_first")


async def test_whoever_finds_a_phone_open_cannot_remove_the_passkey_that_would_be_asked_for(
    browse: Open, house: House, moving: Moving
) -> None:
    phone, device = await signed_in(browse, house, moving.site)
    [key] = (await phone.get("/api/me/passkeys")).json()["passkeys"]
    moving.later(minutes=10.1)
    refused = await phone.http.delete(f"/api/me/passkeys/{key['id']}")
    assert (refused.status_code, refused.json()["code"]) == (403, "prove_first")
    assert await dares(phone, "a code", "") == (403, "prove_first")
    assert (await proves_again(phone, device)).status_code == 204
    assert (await phone.http.delete(f"/api/me/passkeys/{key['id']}")).status_code == 204
    assert (await phone.http.delete(f"/api/me/passkeys/{key['id']}")).status_code == 204, "gone already"


async def test_whoever_has_no_passkey_or_only_the_lost_devices_is_not_kept_from_shutting_it(
    browse: Open, house: House, moving: Moving
) -> None:
    phone = browse(moving.site)
    await phone.sign_in(house, "vera")
    lost, _ = await signed_in(browse, house, moving.site)
    moving.later(minutes=30)
    assert await dares(phone, "a code", "") == (403, "prove_first")
    assert await dares(phone, "a wipe", await other_of(phone)) == (204, "")
    assert not await lost.signed_in()
    assert await dares(phone, "a code", "") == (201, ""), "its passkey went with it, and none is left"


async def test_a_proof_counts_in_its_own_session_by_its_own_persons_passkey_and_once(
    browse: Open, house: House, moving: Moving
) -> None:
    phone, device = await signed_in(browse, house, moving.site)
    tablet = browse(moving.site)
    await tablet.sign_in(house, "vera")
    oleg, olegs = await signed_in(browse, house, moving.site, "oleg")
    moving.later(minutes=15)
    proof = device.answers(await question(phone, "/api/me/proof/question"))
    assert said(await tablet.http.post("/api/me/proof", json=proof)) == NOT_PROVED
    sign_in = device.answers(await question(phone))
    assert said(await phone.http.post("/api/me/proof", json=sign_in)) == NOT_PROVED
    strange = olegs.answers(await question(phone, "/api/me/proof/question"))
    assert said(await phone.http.post("/api/me/proof", json=strange)) == NOT_PROVED
    assert await dares(phone, "a code", "") == (403, "prove_first")
    assert (await phone.http.post("/api/me/proof", json=proof)).status_code == 204
    assert said(await phone.http.post("/api/me/proof", json=proof)) == NOT_PROVED
    assert await dares(phone, "a code", "") == (201, "")
    assert await dares(oleg, "a code", "") == (403, "prove_first")
