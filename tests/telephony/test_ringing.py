"""A rung of the ladder rings a telephone through the house's provider: once, or it is known that it did not."""

import json
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from app.deliveries.tables import CHANNELS
from app.kit.ids import new_id
from telephony.sender import TelephonyChannel
from tests.bots.garage import NOON
from tests.bots.menu import NIGHT
from tests.fakes.telephony import Answer
from tests.telephony.phones import Phones, plain, webhook

MINUTE = timedelta(minutes=1)


async def urgent_at_night(phones: Phones) -> Any:
    """Oleg is on call, and Anna cannot wait. Answers when she said so."""
    await phones.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    phones.garage.now = NIGHT
    await phones.says("Подскажите цену на зимние коврики")
    await phones.taps("Срочно")
    return phones.garage.now


async def signs(phones: Phones) -> dict[str, Any]:
    """What the board of channels says of the telephone."""
    found = (await phones.house.get("irina", "/api/boards/channels")).json()["signs"]
    return {sign["what"]: sign for sign in found if sign["what"].startswith("telephony")}


async def board(phones: Phones) -> dict[str, str]:
    return {what: sign["text"] for what, sign in (await signs(phones)).items()}


async def test_each_urgent_rung_rings_at_its_minute_and_says_nothing_of_the_client(
    house_phones: Phones,
) -> None:
    phones = house_phones
    await phones.connect("vera", "oleg", "irina")
    began = await urgent_at_night(phones)
    await phones.until(began + 4 * MINUTE)
    [rung] = phones.provider.rang
    assert (rung.method, rung.path, rung.headers["x-api-key"]) == ("POST", "/calls", "s3cret")
    said = json.loads(rung.body)
    assert (said["to"], said["who"], said["id"]) == (plain("oleg"), "Олег Титов", rung.call)
    assert said["say"].startswith("Окно. Срочно: клиент ждёт, сейчас Ваша очередь.")
    assert "Анн" not in rung.body
    await phones.until(began + 8 * MINUTE)
    assert phones.rang() == [plain("oleg"), plain("vera"), plain("irina")]
    assert await phones.fates() == [("sent", None)] * 3
    assert [call[0] for call in await phones.calls()] == ["oleg", "vera", "irina"]
    await phones.office.answer("Где Вы?", "oleg")
    await phones.until(began + 60 * MINUTE)
    assert len(phones.provider.asked) == 3
    assert await board(phones) == {
        "telephony.working": "Когда клиент не может ждать, звонит телефон того, чья очередь."
    }


async def test_which_rungs_ring_is_the_ladders_standard(house_phones: Phones) -> None:
    phones = house_phones
    await phones.connect("irina")
    await phones.writes("Когда привезут коврики?")
    await phones.until(NOON + 61 * MINUTE)
    assert [call[0] for call in await phones.calls()] == ["irina"]
    assert phones.provider.asked == [], "a broken promise pushes, and rings nobody"
    await phones.office.answer("Завтра")
    rules = (await phones.house.get("alla", "/api/standards/ladder")).json()
    assert [rung["rings"] for rung in rules["rules"]["now"]] == [True] * 4
    rules["rules"]["can_wait"][-1]["rings"] = True
    change = {"version": rules["version"], "rules": rules["rules"]}
    answer = await phones.house.send("alla", "PUT", "/api/standards/ladder", change)
    assert answer.status_code == 200, answer.text
    again = phones.garage.now
    await phones.writes("А чехлы?")
    await phones.until(again + 61 * MINUTE)
    assert phones.rang() == [plain("irina")]


async def test_without_a_provider_nothing_rings_and_without_a_number_the_climb_goes_on(
    house_phones: Phones,
) -> None:
    phones = house_phones
    began = await urgent_at_night(phones)
    assert await phones.fates() == []
    await phones.connect("vera")
    title = (await signs(phones))["telephony.no_number"]["title"]
    assert title == "Некуда позвонить: Ирина Белова, Олег Титов"
    await phones.until(began + 8 * MINUTE)
    assert [call[0] for call in await phones.calls()] == ["oleg", "vera", "irina"]
    assert phones.rang() == [plain("vera")]
    assert await phones.office.count("entries", "kind = 'ladder.no_number'") == 1


@pytest.mark.parametrize(
    ("answer", "fate", "asked", "rang"),
    [
        (Answer(503, {"retry-after": "0"}), ("sent", None), 2, 1),
        (Answer(429), ("sent", None), 2, 1),
        (Answer(400), ("failed", "refused"), 1, 0),
        (Answer(401), ("failed", "unauthorized"), 1, 0),
        (Answer(302, {"location": "/other"}), ("failed", "refused"), 1, 0),
        (Answer(drops=True), ("not_confirmed", "line_broke"), 1, 1),
        (Answer(502), ("not_confirmed", "line_broke"), 1, 0),
    ],
)
async def test_it_is_tried_again_only_where_surely_nothing_rang(
    house_phones: Phones, answer: Answer, fate: tuple[str, str | None], asked: int, rang: int
) -> None:
    phones = house_phones
    await phones.connect("oleg")
    phones.provider.answers.append(answer)
    began = await urgent_at_night(phones)
    for _ in range(3):
        await phones.no_pause()
        await phones.settle()
    assert await phones.fates() == [fate]
    assert (len(phones.provider.asked), len(phones.provider.rang)) == (asked, rang)
    assert len({each.call for each in phones.provider.asked}) == 1, "one call by one key"
    if fate[0] == "failed":
        reasons = {"refused": "Провайдер отказал", "unauthorized": "не принял ключ"}
        assert reasons[fate[1] or ""] in (await board(phones))["telephony.failed"]
    elif fate[0] == "not_confirmed":
        assert "telephony.not_confirmed" in await board(phones)
    await phones.until(began + 5 * MINUTE)
    assert [call[0] for call in await phones.calls()] == ["oleg", "vera"], "the climb goes on"


async def test_a_line_that_is_down_is_tried_until_the_call_is_worthless_and_an_answer_takes_it_back(
    house_phones: Phones,
) -> None:
    phones = house_phones
    await phones.connect("oleg")
    phones.provider.answers.extend([Answer(503)] * 50)
    began = await urgent_at_night(phones)
    assert (await phones.fates())[0] == ("queued", "channel_down")
    await phones.office.answer("Где Вы?", "oleg")
    phones.provider.answers.clear()
    await phones.no_pause()
    await phones.settle()
    assert await phones.fates() == [("withdrawn", "not_needed")]
    phones.provider.answers.extend([Answer(503)] * 50)
    await phones.test_call("oleg")
    await phones.settle()
    phones.garage.now = began + 11 * MINUTE
    await phones.no_pause()
    await phones.settle()
    assert (await phones.fates())[-1][0] == "failed"
    assert phones.provider.rang == []


async def test_the_settings_show_no_key_and_a_test_call_rings_once(house_phones: Phones) -> None:
    phones = house_phones
    refused = await phones.test_call("oleg")
    assert (refused.status_code, refused.json()["code"]) == (409, "telephony_off")
    await phones.connect("vera")
    refused = await phones.test_call("oleg")
    assert (refused.status_code, refused.json()["detail"]) == (409, "Номер не указан: Олег Титов.")
    bad = await phones.number("oleg", "12")
    assert (bad.status_code, bad.json()["errors"][0]["code"]) == (422, "not_a_phone")
    assert (await phones.number("oleg", "8 912 345 67 02")).status_code == 200
    key = str(new_id())
    for _ in range(2):
        assert (await phones.test_call("oleg", key)).status_code == 204
    await phones.settle()
    assert phones.rang() == [plain("oleg")]
    found = await phones.telephony()
    assert found["webhook"]["header_names"] == ["X-Api-Key"]
    assert "s3cret" not in json.dumps(found)
    assert (found["last"]["state"], found["last"]["text"]) == ("sent", "Провайдер принял звонок.")
    phone_of = {one["name"]: one["phone"] for one in found["people"]}
    assert phone_of == {
        "Вера Орлова": "+7 912 345-67-01", "Олег Титов": "+7 912 345-67-02", "Ирина Белова": None,
    }  # fmt: skip
    [stored] = await phones.office.rows("SELECT * FROM telephony WHERE dealership_id = $1")
    assert b"s3cret" not in stored["webhook_sealed"]


async def test_headers_that_are_not_named_stay_but_never_follow_to_another_site(house_phones: Phones) -> None:
    phones = house_phones
    await phones.connect("oleg")
    path = "/api/telephony/webhook"
    same = webhook(phones.provider, headers=None, method="PUT")
    assert (await phones.house.send("alla", "PUT", path, same)).status_code == 200
    await phones.test_call("oleg")
    await phones.settle()
    assert (phones.provider.rang[0].method, phones.provider.rang[0].headers["x-api-key"]) == ("PUT", "s3cret")
    elsewhere = webhook(phones.provider, headers=None, url="https://elsewhere.example/calls")
    refused = await phones.house.send("alla", "PUT", path, elsewhere)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "headers_anew")
    near = webhook(phones.provider, url=f"http://127.0.0.1:{phones.provider.port + 1}/calls")
    refused = await phones.house.send("alla", "PUT", path, near)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_a_provider")
    assert (await phones.house.send("alla", "DELETE", path)).json()["webhook"] is None
    assert (await phones.test_call("oleg")).status_code == 409


async def test_what_may_not_be_reached_any_more_is_not_reached_though_it_was_set(
    house_phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator closes a host after the administrator has named it."""
    phones = house_phones
    await phones.connect("oleg")
    office = phones.office
    closed = replace(office_config(phones), telephony_allowed_hosts="")
    channel = TelephonyChannel(closed, office.worker, office.telegram.seal)
    monkeypatch.setitem(CHANNELS, "telephony", channel)
    await phones.test_call("oleg")
    await phones.settle()
    assert (await phones.fates(), phones.provider.asked) == ([("failed", "forbidden")], [])
    await channel.close()


def office_config(phones: Phones) -> Any:
    from app.config import Config

    return Config(home=".", telephony_allowed_hosts=phones.provider.host)


async def test_who_leaves_is_rung_no_more_and_their_number_is_gone(house_phones: Phones) -> None:
    phones = house_phones
    await phones.connect("oleg")
    path = f"/api/people/{phones.house.people['oleg']}/deactivation"
    assert (await phones.house.post("alla", path, {"id": str(new_id())})).status_code == 204
    await phones.settle()
    assert await phones.office.count("staff_phones") == 0
    assert (await phones.test_call("oleg")).status_code == 404
