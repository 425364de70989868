"""A client's message reaches the person's browser: closed, once, without a name; and every no of a push service."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from app.deliveries.model import Claimed, Outcome, Sent
from app.kit.db import Db
from app.kit.ids import new_id
from app.people import actions as people
from tests.conversations.stories import says
from tests.fakes.push.service import Answer
from tests.push.conftest import ANNA, Vera
from tests.security.ground import who_is


async def test_a_clients_message_reaches_veras_browser_closed_and_without_a_name(vera: Vera) -> None:
    await vera.anna_says("Добрый день, это Анна, телефон +7 000 555-01-01")
    await vera.send()
    [taken] = [each for each in vera.service.taken if each.endpoint == vera.browser.endpoint]
    told = taken.told
    assert told["web_push"] == 8030
    assert told["notification"]["title"] == "Вам написал клиент"
    assert told["notification"]["navigate"] == f"{vera.house.site}/threads/{vera.thread}"
    assert told["app_badge"] == 1
    assert len(taken.plain) < 2_000
    for personal in ("Анна", "Кузнецова", "555", "Добрый", ANNA, "Вера"):
        assert personal not in taken.plain.decode()
    assert 86_000 < int(taken.headers["ttl"]) <= 86_400
    assert taken.headers["urgency"] == "high"
    assert await vera.fates() == [("sent", None)]


async def test_each_device_gets_it_once_however_often_the_worker_looks(vera: Vera) -> None:
    tablet = vera.service.browser()
    assert (await vera.subscribe(phone=new_id(), browser=tablet)).status_code == 200
    await vera.anna_says("Вы на месте?")
    for _ in range(3):
        await vera.send()
    assert len(vera.told) == len(vera.service.told(tablet)) == 1


@pytest.mark.parametrize("hours", [2, -2])
async def test_a_clock_put_on_or_back_two_hours_pushes_nothing_twice_and_loses_nothing(
    vera: Vera, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    await vera.anna_says("Вы на месте?")
    await vera.send()
    right = vera.database.clock
    monkeypatch.setattr(vera.database, "clock", lambda: right() + timedelta(hours=hours))
    await vera.send()
    assert len(vera.told) == 1
    await vera.anna_says("Я у ворот")
    await vera.send()
    monkeypatch.setattr(vera.database, "clock", right)
    await vera.send()
    assert len(vera.told) == 2
    assert await vera.fates() == [("sent", None)] * 2


async def test_a_flood_of_words_ends_in_the_newest_push(vera: Vera) -> None:
    for number in range(12):
        await vera.anna_says(f"слово {number}")
    await vera.send()
    assert len(vera.told) == 1
    assert [state for state, _ in await vera.fates()] == ["withdrawn"] * 11 + ["sent"]


async def test_what_was_read_or_answered_meanwhile_is_not_pushed(vera: Vera) -> None:
    await vera.anna_says("Вопрос")
    await vera.follow()
    talk = (await vera.house.get("vera", f"/api/threads/{vera.thread}/messages")).json()
    seq = talk["messages"][-1]["seq"]
    assert (
        await vera.house.send("vera", "PUT", f"/api/threads/{vera.thread}/read", {"seq": seq})
    ).status_code == 200
    await vera.send()
    await vera.anna_says("Ещё вопрос")
    await vera.follow()
    body = {"id": str(new_id()), "text": "Отвечаю"}
    assert (await vera.house.post("vera", f"/api/threads/{vera.thread}/messages", body)).status_code == 201
    await vera.send()
    assert vera.told == []
    assert await vera.fates() == [("withdrawn", "not_needed")] * 2


async def test_a_stranger_rings_with_whoever_was_promised_to_answer(vera: Vera) -> None:
    olegs = vera.service.browser()
    await vera.subscribe("oleg", new_id(), olegs)
    await says(vera.house, "9009", "Здравствуйте")
    await vera.send()
    assert len(vera.told) + len(vera.service.told(olegs)) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_the_service_forgot_is_removed(vera: Vera, status: int) -> None:
    vera.service.answer(vera.browser, Answer(status))
    await vera.anna_says("раз")
    await vera.send()
    assert await vera.fates() == [("failed", "gone")]
    assert await vera.devices() == 0
    assert (await vera.standing())["subscribed"] is False
    refused = await vera.subscribe()
    assert (refused.status_code, refused.json()["code"]) == (409, "push_gone")
    vera.browser = vera.service.browser()
    assert (await vera.subscribe()).status_code == 200
    await vera.anna_says("два")
    await vera.send()
    assert len(vera.told) == 1


async def test_any_other_no_removes_nothing_and_is_tried_again(vera: Vera) -> None:
    """One device for each no. What rests the whole service after five in a row is said once, the others twice."""
    browsers = {status: vera.service.browser() for status in (400, 401, 429, 500, 502, 503)}
    for status, browser in browsers.items():
        assert (await vera.subscribe(phone=new_id(), browser=browser)).status_code == 200
        vera.service.answer(browser, *[Answer(status)] * (1 if status in (400, 401) else 2))
    vera.service.answer(vera.browser, Answer(403))
    await vera.anna_says("раз")
    await vera.send()
    fates = await vera.fates()
    assert [state for state, _ in fates] == ["queued"] * 7
    assert {reason for _, reason in fates} == {"refused", "pause", "channel_down"}
    for _ in range(2):
        await vera.no_pause()
        await vera.send()
    assert await vera.fates() == [("sent", None)] * 7
    assert await vera.devices() == 7
    for browser in (vera.browser, *browsers.values()):
        assert len(vera.service.told(browser)) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(Answer(413), "too_long"), (Answer(302, {"location": "http://127.0.0.1:1/"}), "refused")],
)
async def test_a_push_that_cannot_be_taken_fails_once_and_removes_nothing(
    vera: Vera, answer: Answer, reason: str
) -> None:
    vera.service.answer(vera.browser, answer)
    await vera.anna_says("раз")
    await vera.send()
    await vera.no_pause()
    await vera.send()
    assert await vera.fates() == [("failed", reason)]
    assert await vera.devices() == 1
    assert vera.service.asked.count(vera.browser.endpoint) == 1, "a redirect is never followed"


async def test_a_service_that_hangs_is_not_asked_twice(vera: Vera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("push.sender.DEADLINE", 0.5)
    vera.service.answer(vera.browser, Answer(201, hangs=True))
    await vera.anna_says("раз")
    await vera.send()
    await vera.no_pause()
    await vera.send()
    assert await vera.fates() == [("not_confirmed", "line_broke")]
    assert (len(vera.told), await vera.devices()) == (1, 1)


async def test_what_a_service_asks_to_wait_is_waited(vera: Vera) -> None:
    vera.service.answer(vera.browser, Answer(429, {"retry-after": "1800"}))
    await vera.anna_says("раз")
    await vera.send()
    left = await vera.house.unit(
        lambda db: db.value(
            """SELECT extract(epoch FROM lease_until - now())::float8 FROM deliveries
               WHERE dealership_id = $1 AND state = 'queued' AND thing_kind = 'push'"""
        )
    )
    assert 1_790 < left <= 1_800


async def test_nothing_is_tried_after_its_time_to_live(vera: Vera) -> None:
    vera.service.answer(vera.browser, Answer(500))
    await vera.anna_says("раз")
    await vera.send()
    await vera.house.unit(
        lambda db: db.run(
            "UPDATE deliveries SET until_at = $2 WHERE dealership_id = $1 AND state = 'queued'", db.now
        )
    )
    await vera.no_pause()
    await vera.send()
    assert await vera.fates() == [("failed", "expired")]
    assert vera.told == []


async def test_a_service_that_refuses_us_rests_for_all_and_loses_no_device(vera: Vera) -> None:
    """A wrong subject or key is our fault: it must cost neither subscriptions nor a storm of posts."""
    browsers = [vera.browser] + [vera.service.browser() for _ in range(8)]
    for browser in browsers[1:]:
        await vera.subscribe(phone=new_id(), browser=browser)
    for browser in browsers:
        vera.service.answer(browser, Answer(403), Answer(403))
    before = len(vera.service.asked)
    await vera.anna_says("раз")
    await vera.send()
    assert len(vera.service.asked) - before <= 10
    again = len(vera.service.asked)
    assert (await vera.subscribe(phone=new_id(), browser=vera.service.browser())).status_code == 200
    await vera.anna_says("два")
    await vera.send()
    assert len(vera.service.asked) == again, "a device that was never refused waits too"
    assert await vera.devices() == 10


async def test_who_is_out_or_signed_out_gets_nothing(vera: Vera) -> None:
    for end in ("sign out", "deactivate"):
        vera.browser = vera.service.browser()
        assert (await vera.subscribe()).status_code == 200
        await vera.anna_says(end)
        await vera.follow()
        await vera.house.unit(lambda db, end=end: leave(vera, db, end))
        await vera.send()
        assert await vera.devices() == 0, end
        assert vera.told == [], end
        vera.house._tokens.clear()


async def leave(vera: Vera, db: Db, how: str) -> None:
    if how == "deactivate":
        alla = who_is(vera.house, "alla", "administrator")
        await people.deactivate(db, alla, vera.house.people["vera"])
        return
    session = await db.value("SELECT session_id FROM devices WHERE dealership_id = $1")
    me = who_is(vera.house, "vera", "manager")
    await people.sign_out(db, replace(me, session=session))


async def test_a_session_that_ran_out_gets_nothing(vera: Vera) -> None:
    await vera.anna_says("раз")
    await vera.house.unit(
        lambda db: db.run("UPDATE sessions SET expires_at = $2 WHERE dealership_id = $1", db.now)
    )
    await vera.send()
    assert vera.told == []


async def test_a_test_push_comes_and_its_arrival_is_known(vera: Vera) -> None:
    check = await vera.check()
    await vera.send()
    [told] = vera.told
    assert told["notification"]["tag"] == "check"
    standing = await vera.standing(check)
    assert (standing["state"], standing["shown_at"]) == ("sent", None)
    shown = f"/api/pushes/{told['notification']['data']['push']}/shown"
    for other in ("oleg", "irina", "sofia"):
        assert (await vera.house.send(other, "PUT", shown)).status_code == 404
    assert (await vera.house.send("vera", "PUT", shown)).status_code == 204
    assert (await vera.house.send("vera", "PUT", shown)).status_code == 204
    standing = await vera.standing(check)
    assert standing["state"] == "delivered"
    assert standing["shown_at"]


async def test_no_test_push_without_a_device(vera: Vera) -> None:
    answer = await vera.house.post("vera", f"/api/devices/{uuid4()}/push/checks", {"id": str(new_id())})
    assert answer.status_code == 404


async def test_a_receipt_that_overtakes_the_services_own_answer_stays(
    vera: Vera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The device says that it showed the push before the worker has read that the service took it."""
    send, seen = vera.channel.send, []

    async def overtaken(dealership: UUID, item: Claimed) -> Outcome:
        outcome = await send(dealership, item)
        push = vera.told[0]["notification"]["data"]["push"]
        seen.append((outcome, await vera.fates()))
        assert (await vera.house.send("vera", "PUT", f"/api/pushes/{push}/shown")).status_code == 204
        return outcome

    monkeypatch.setattr(vera.channel, "send", overtaken)
    await vera.anna_says("раз")
    await vera.send()
    [(outcome, before)] = seen
    assert (type(outcome), before) == (Sent, [("sending", None)])
    assert await vera.fates() == [("delivered", None)]
