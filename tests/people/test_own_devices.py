"""A person sees where they are signed in, opens another device by a typed code, and shuts one that is lost."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app.people.rules import CODE, LETTERS, code_from, device_named, typed_code
from tests.cast import House
from tests.people.conftest import Browser, Moving, Open

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
    "Mobile Safari/537.36"
)


async def as_vera(browse: Open, house: House, site: str, agent: str = ANDROID, who: str = "vera") -> Browser:
    browser = browse(site)
    browser.http.headers["user-agent"] = agent
    await browser.sign_in(house, who)
    return browser


async def devices(browser: Browser) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await browser.get("/api/sessions")).json()["sessions"]
    return listed


async def code_of(browser: Browser, id: UUID | None = None) -> str:
    answer = await browser.http.post("/api/me/codes", json={"id": str(id or uuid4())})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def type_in(browser: Browser, code: str) -> httpx.Response:
    return await browser.http.post("/api/session/code", json={"code": code})


def why(answer: httpx.Response) -> str:
    assert "set-cookie" not in answer.headers
    return f"{answer.status_code} {answer.json()['errors'][0]['code'] if answer.json()['errors'] else ''}"


async def test_the_list_names_each_device_this_one_first_and_nobody_elses(
    browse: Open, house: House, site: str
) -> None:
    phone, tablet = await as_vera(browse, house, site), await as_vera(browse, house, site, IPHONE)
    await as_vera(browse, house, site, who="oleg")
    await house.token("vera")
    listed = await devices(tablet)
    assert [(one["device"], one["here"], one["script"]) for one in listed[:1]] == [
        ("Safari · iPhone", True, False)
    ]
    assert {(one["device"], one["script"]) for one in listed[1:]} == {
        ("Chrome · Android", False),
        (None, True),
    }
    assert all(datetime.fromisoformat(one["seen_at"]) for one in listed)
    assert [one["here"] for one in await devices(phone)] == [True, False, False]


async def test_another_device_is_signed_out_at_once_and_keeps_what_was_not_sent(
    browse: Open, house: House, moving: Moving
) -> None:
    here, there = await as_vera(browse, house, moving.site), await as_vera(browse, house, moving.site)
    other = next(one["id"] for one in await devices(here) if not one["here"])
    for _ in range(2):
        assert (await here.http.delete(f"/api/sessions/{other}")).status_code == 204
    heard = await there.get("/api/me")
    assert (heard.status_code, heard.json()["code"]) == (401, "unauthorized"), "no order to forget everything"
    assert await here.signed_in()
    assert [one["here"] for one in await devices(here)] == [True]


async def test_one_tap_signs_out_everywhere_else_and_ends_the_codes_that_wait(
    browse: Open, house: House, moving: Moving
) -> None:
    here, *others = [await as_vera(browse, house, moving.site) for _ in range(4)]
    oleg = await as_vera(browse, house, moving.site, who="oleg")
    code = await code_of(others[0])
    assert (await here.http.delete("/api/sessions")).status_code == 204
    assert [await one.signed_in() for one in (here, *others, oleg)] == [True, False, False, False, True]
    assert why(await type_in(browse(moving.site), code)) == "422 wrong_code"


async def test_a_lost_device_is_told_to_forget_everything_and_says_when_it_has(
    browse: Open, house: House, moving: Moving
) -> None:
    here, lost = await as_vera(browse, house, moving.site), await as_vera(browse, house, moving.site)
    other = next(one["id"] for one in await devices(here) if not one["here"])
    assert (await here.http.put(f"/api/sessions/{other}/wipe")).status_code == 204
    assert await wiped(here) == (True, False)
    heard = await lost.get("/api/book")
    assert (heard.status_code, heard.json()["code"]) == (401, "session_wiped")
    assert await wiped(here) == (True, False), "that it heard is no proof that it forgot"
    done = await lost.http.post("/api/session/emptied")
    assert (done.status_code, "okno" in lost.http.cookies) == (204, False)
    assert await wiped(here) == (True, True)


async def wiped(browser: Browser) -> tuple[bool, bool]:
    (one,) = [one for one in await devices(browser) if not one["here"]]
    return one["wiped_at"] is not None, one["emptied_at"] is not None


async def test_a_device_that_was_only_signed_out_can_still_be_wiped(
    browse: Open, house: House, moving: Moving
) -> None:
    here, lost = await as_vera(browse, house, moving.site), await as_vera(browse, house, moving.site)
    other = next(one["id"] for one in await devices(here) if not one["here"])
    await here.http.delete(f"/api/sessions/{other}")
    assert (await here.http.put(f"/api/sessions/{other}/wipe")).status_code == 204
    assert (await lost.get("/api/me")).json()["code"] == "session_wiped"


async def test_nobody_but_a_wiped_device_is_believed_to_be_empty(
    browse: Open, house: House, moving: Moving
) -> None:
    here, lost = await as_vera(browse, house, moving.site), await as_vera(browse, house, moving.site)
    other = next(one["id"] for one in await devices(here) if not one["here"])
    await here.http.put(f"/api/sessions/{other}/wipe")
    for stranger in (here, browse(moving.site)):
        assert (await stranger.http.post("/api/session/emptied")).status_code == 204
    assert await wiped(here) == (True, False)
    assert await here.signed_in()
    assert not await lost.signed_in()


async def test_a_typed_code_signs_in_once_however_it_is_typed_and_the_person_hears_of_it(
    browse: Open, house: House, site: str
) -> None:
    phone, app = await as_vera(browse, house, site), browse(site)
    app.http.headers["user-agent"] = IPHONE
    code = await code_of(phone)
    assert (await type_in(app, f"  {code.lower().replace('-', ' ')} ")).status_code == 204
    assert (await app.get("/api/me")).json()["person"]["name"] == "Вера Орлова"
    told = [one["text"] for one in (await phone.get("/api/notices")).json()["notices"]]
    assert told == [
        "Вход по коду на новом устройстве: Safari · iPhone. "
        "Если это не Вы, выйдите там: «Я» → «Мои устройства»."
    ]
    assert why(await type_in(browse(site), code)) == "422 wrong_code"
    assert await phone.signed_in(), "the device that showed the code stays signed in"


async def test_a_code_is_good_for_ten_minutes_the_newest_only_and_for_one_of_two_at_once(
    browse: Open, house: House, moving: Moving
) -> None:
    phone = await as_vera(browse, house, moving.site)
    first, asked = await code_of(phone), uuid4()
    second = await code_of(phone, asked)
    assert await code_of(phone, asked) == second, "an answer that was lost is asked for again"
    assert why(await type_in(browse(moving.site), first)) == "422 wrong_code"
    moving.later(minutes=9.9)
    answers = await asyncio.gather(*(type_in(browse(moving.site), second) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [204, 422, 422, 422, 422]
    late = await code_of(phone)
    moving.later(minutes=20.1)
    assert why(await type_in(browse(moving.site), late)) == "422 wrong_code"


async def test_guessing_has_to_wait_also_with_the_right_code(
    browse: Open, house: House, moving: Moving
) -> None:
    phone = await as_vera(browse, house, moving.site)
    code = await code_of(phone)
    wrong = code[:-1] + next(letter for letter in LETTERS if letter != code[-1])
    guesser = browse(moving.site)
    said = [(await type_in(guesser, wrong)).status_code for _ in range(11)]
    assert said == [422] * 10 + [429]
    assert (await type_in(guesser, code)).status_code == 429
    for seconds in range(10, 60, 10):
        moving.later(seconds=seconds)
        assert (await type_in(guesser, wrong)).status_code == 422
        assert (await type_in(guesser, code)).headers["retry-after"] in ("1", "2", "3")
    moving.later(seconds=54)
    assert (await type_in(guesser, code)).status_code == 204, "nobody shuts the door for long"


async def test_a_code_of_whoever_was_put_out_opens_nothing(browse: Open, house: House, site: str) -> None:
    phone = await as_vera(browse, house, site, who="oleg")
    code = await code_of(phone)
    path = f"/api/people/{house.people['oleg']}/deactivation"
    assert (await house.post("alla", path, {"id": str(uuid4())})).status_code == 204
    assert why(await type_in(browse(site), code)) == "422 wrong_code"


@pytest.mark.parametrize(
    "typed", ["", "x", "TLT", "ABCD-EFGH", "T2-ABCD-EFG0", "T2-ABCD-EFGHJ", "ы" * 20, "💥" * 9]
)
async def test_what_is_no_code_is_refused_like_a_wrong_one(browse: Open, site: str, typed: str) -> None:
    assert why(await type_in(browse(site), typed)) == "422 wrong_code"


def test_a_code_reads_back_from_what_people_type() -> None:
    letters = code_from(bytes(range(32)))
    assert (len(letters), set(letters) <= set(LETTERS)) == (CODE, True)
    assert not set("01ILO") & set(LETTERS)
    assert typed_code("tlt-abcd-efgh") == ("TLT", "ABCDEFGH")
    assert typed_code("TLT ABCD EFGH") == ("TLT", "ABCDEFGH")
    assert typed_code("ТLТ–АВСD–ЕFGН") == ("TLT", "ABCDEFGH"), (
        "letters of the other layout that look the same"
    )
    assert typed_code("ABCDEFGH") is None


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (IPHONE, "Safari · iPhone"),
        (ANDROID, "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        ("Mozilla/5.0 (Linux; arm; Android 14) Chrome/130 YaBrowser/25.4 Safari/537.36", "Яндекс Браузер · Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/138.0 Safari/537.36 Edg/138.0", "Edge · Mac"),
        ("curl/8.5", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_device_is_called_what_its_person_calls_it(agent: str, name: str | None) -> None:
    assert device_named(agent) == name
