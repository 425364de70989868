"""A wait put aside comes back, a draft is the same on each device, a template has only blanks that are filled."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app.conversations.drafts import forget_drafts
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.stories import says

LATER = timedelta(hours=3)


def at(ahead: timedelta = LATER) -> str:
    return (datetime.now(UTC) + ahead).isoformat()


class Talk:
    """Vera's client who waits, as Vera sees the talk."""

    def __init__(self, house: House, handle: str, thread: UUID) -> None:
        self.house, self.handle, self.id = house, handle, thread

    async def line(self, who: str = "vera") -> dict[str, Any]:
        found: dict[str, Any] = (await self.house.get(who, f"/api/threads/{self.id}/messages")).json()
        line: dict[str, Any] = found["thread"]
        return line

    async def snooze(self, until: str, key: UUID | None = None, who: str = "vera") -> httpx.Response:
        path = f"/api/threads/{self.id}/snooze"
        return await self.house.post(who, path, {"id": key or new_id(), "until_at": until})

    async def says(self, text: str) -> None:
        await says(self.house, self.handle, text)

    async def replies(self, text: str) -> None:
        answer = await self.house.post(
            "vera", f"/api/threads/{self.id}/messages", {"id": new_id(), "text": text}
        )
        assert answer.status_code == 201, answer.text

    async def drafts(self, text: str, device: UUID, who: str = "vera") -> httpx.Response:
        body = {"text": text, "device": device}
        return await self.house.send(who, "PUT", f"/api/threads/{self.id}/draft", body)


@pytest.fixture
async def talk(house: House) -> Talk:
    """A stranger's talk: any manager of the house may answer it."""
    handle = str(uuid4())
    message = await says(house, handle, "Когда будет готово?")
    sql = "SELECT thread_id FROM messages WHERE dealership_id = $1 AND id = $2"
    return Talk(house, handle, await house.unit(lambda db: db.value(sql, message)))


async def test_a_wait_is_put_aside_its_promise_stands_and_the_clients_word_brings_it_back(talk: Talk) -> None:
    before, until = await talk.line(), at()
    said = (await talk.snooze(until)).json()
    assert datetime.fromisoformat(said["snoozed_until"]) == datetime.fromisoformat(until)
    assert (said["waiting_since"], said["promise"]) == (before["waiting_since"], before["promise"])
    assert (await talk.line("oleg"))["snoozed_until"] == said["snoozed_until"], "one talk, one desk"
    await talk.says("И ещё вопрос")
    after = await talk.line()
    assert (after["snoozed_until"], after["promise"]) == (None, before["promise"])


async def test_an_answer_or_a_second_thought_ends_it_and_a_later_hour_replaces_an_earlier(talk: Talk) -> None:
    for ahead in (1, 2):
        said = (await talk.snooze(at(timedelta(hours=ahead)))).json()
    assert datetime.fromisoformat(said["snoozed_until"]) > datetime.now(UTC) + timedelta(minutes=100)
    back = (await talk.house.send("vera", "DELETE", f"/api/threads/{talk.id}/snooze")).json()
    assert back["snoozed_until"] is None
    assert back["waiting_since"]
    await talk.snooze(at())
    await talk.replies("Завтра к обеду")
    assert (await talk.line())["snoozed_until"] is None
    await talk.says("Спасибо")
    assert (await talk.line())["snoozed_until"] is None, "an old one does not come to life again"


async def test_what_arrives_late_or_makes_no_sense_puts_nothing_aside(talk: Talk) -> None:
    past = await talk.snooze(at(-timedelta(minutes=5)))
    assert (past.status_code, past.json()["snoozed_until"]) == (200, None)
    far = await talk.snooze(at(timedelta(days=31)))
    assert (far.status_code, far.json()["errors"][0]["code"]) == (422, "too_far")
    key, until = new_id(), at()
    for _ in range(2):
        assert (await talk.snooze(until, key)).status_code == 200
    await talk.replies("Готово")
    late = await talk.snooze(at())
    assert (late.status_code, late.json()["snoozed_until"], late.json()["waiting_since"]) == (200, None, None)


async def test_words_that_came_while_the_phone_was_away_are_not_put_aside_unseen(talk: Talk) -> None:
    path = f"/api/threads/{talk.id}"
    seen = (await talk.house.get("vera", f"{path}/messages")).json()["messages"][-1]["seq"]
    await talk.says("И сколько это будет стоить?")
    act = {"thread_id": talk.id, "until_at": at()}
    for away, aside in ({"seen_seq": seen}, False), ({"seen_seq": seen + 1}, True), ({}, True):
        id = new_id()
        mutation = {"id": id, "kind": "conversations.snooze", "body": act | away | {"id": id}}
        answer = await talk.house.post("vera", "/sync/push", {"device": new_id(), "mutations": [mutation]})
        [result] = answer.json()["results"]
        assert (result["outcome"], bool((await talk.line())["snoozed_until"])) == ("applied", aside)
        await talk.house.send("vera", "DELETE", f"{path}/snooze")


async def test_a_draft_is_its_writers_alone_the_last_words_hold_and_sending_ends_it(talk: Talk) -> None:
    phone, tablet = new_id(), new_id()
    await talk.drafts("Добрый", phone)
    said = (await talk.drafts("Добрый день, готово", tablet)).json()["draft"]
    assert (said["text"], said["device"]) == ("Добрый день, готово", str(tablet))
    assert (await talk.line("oleg"))["draft"] is None
    await talk.replies("Другое")
    assert (await talk.line())["draft"]["text"] == "Добрый день, готово", "other words were sent"
    await talk.drafts("", phone)
    assert (await talk.line())["draft"]["text"] == "Добрый день, готово", "only the phone's field is empty"
    await talk.replies("Добрый день, готово")
    assert (await talk.line())["draft"] is None
    await talk.drafts("Начато", phone)
    assert (await talk.drafts("  ", phone)).json()["draft"] is None


async def test_another_device_learns_of_a_draft_by_its_persons_own_feed(talk: Talk) -> None:
    me = (await talk.house.get("vera", "/api/me")).json()
    cursors = {feed["id"]: {"epoch": feed["epoch"], "since": feed["seq"]} for feed in me["feeds"]}
    await talk.drafts("Начато на планшете", new_id())
    pulled = (await talk.house.post("vera", "/sync/pull", {"feeds": cursors, "limit": 500})).json()["feeds"]
    told = [
        put["row"]["draft"]["text"]
        for feed in pulled.values()
        for put in feed["puts"]
        if put["kind"] == "thread"
    ]
    assert told == ["Начато на планшете"]


async def test_forgotten_drafts_go(talk: Talk) -> None:
    await talk.drafts("Давно", new_id())
    await talk.house.unit(lambda db: forget_drafts(db, db.now + timedelta(seconds=1)))
    assert (await talk.line())["draft"] is None


async def write(
    house: House, who: str, text: str, *, house_s: bool = False, id: UUID | None = None
) -> httpx.Response:
    body = {"title": "Готово", "text": text, "house": house_s}
    return await house.send(who, "PUT", f"/api/templates/{id or new_id()}", body)


def texts(answer: httpx.Response) -> list[str]:
    return [one["text"] for one in answer.json()["templates"]]


async def test_a_template_is_the_houses_or_ones_own(house: House) -> None:
    own, common = new_id(), new_id()
    assert (await write(house, "vera", "{name}, готово", id=own)).status_code == 200
    assert (await write(house, "irina", "{name}, Вы записаны", house_s=True, id=common)).status_code == 200
    assert texts(await house.get("vera", "/api/templates")) == ["{name}, готово", "{name}, Вы записаны"]
    assert texts(await house.get("oleg", "/api/templates")) == ["{name}, Вы записаны"]
    assert (await write(house, "vera", "моё", house_s=True)).status_code == 404
    for id in (own, common):
        assert (await write(house, "oleg", "чужое", id=id)).status_code == 404
        assert (await house.send("oleg", "DELETE", f"/api/templates/{id}")).status_code == 404
    for _ in range(2):
        removed = await house.send("irina", "DELETE", f"/api/templates/{common}")
        assert removed.status_code == 204, "gone is done"
    assert (await house.send("oleg", "DELETE", f"/api/templates/{common}")).status_code == 404
    assert texts(await house.get("vera", "/api/templates")) == ["{name}, готово"]


async def test_a_hundred_templates_are_enough_and_each_can_still_be_changed(house: House) -> None:
    ids = [new_id() for _ in range(100)]
    for id in ids:
        assert (await write(house, "vera", "готово", id=id)).status_code == 200
    full = await write(house, "vera", "ещё одно")
    assert (full.status_code, full.json()["code"]) == (409, "too_many_templates")
    assert "исправлено" in texts(await write(house, "vera", "исправлено", id=ids[0]))


@pytest.mark.parametrize("text", ["{скидка}", "{", "Привет {name", "{name} {}", "{NAME}"])
async def test_a_blank_that_nothing_fills_is_refused(house: House, text: str) -> None:
    answer = await write(house, "vera", text)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_blank")
