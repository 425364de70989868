"""A client waits and no device showed the push: the person's own Telegram in a minute, the supervisors in six, once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from app.config import Config
from app.database import Access
from app.deliveries.jobs import send_due
from app.deliveries.tables import CHANNELS, CLOSED, LEAVING
from app.kit.ids import new_id
from push.actions import device_gone
from push.raising import raise_due, still_unnoticed
from push.sender import PushChannel
from tests.bots.garage import NOON, Garage, connected, garage
from tests.bots.menu import Menu, menu
from tests.bots.office import act
from tests.bots.test_staff_accounts import linked
from tests.fakes.push import FakePush
from tests.push.conftest import service
from tests.serving import free_port, served

__all__ = ["garage", "menu", "service"]

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NIGHT = NOON + timedelta(hours=12)  # midnight in Samara


@pytest.fixture(scope="module")
async def moved(
    config: Config, app_access: Access, service: FakePush, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Path, str]]:
    """A clock on file, and an API that goes by it and may push to our push service."""
    clock = tmp_path_factory.mktemp("clock") / "now"
    clock.write_text(NOON.isoformat())
    by_it = structs.replace(config, port=free_port(), clock=f"file:{clock}", push_allowed_hosts=service.host)
    async with served(by_it, app_access):
        yield clock, by_it.site


class Wait:
    """Anna writes, Vera's phone may ring; the clock is moved, and whoever is written to is looked at."""

    def __init__(self, garage: Garage, push: FakePush, anna: Any) -> None:
        self.garage, self.office, self.house, self.push, self.anna = (
            garage,
            garage.office,
            garage.house,
            push,
            anna,
        )
        self.browsers: dict[str, Any] = {}

    async def subscribe(self, who: str) -> None:
        browser = self.browsers[who] = self.push.browser()
        path = f"/api/devices/{new_id()}/push"
        answer = await self.house.send(who, "PUT", path, browser.subscription())
        assert answer.status_code == 200, answer.text

    async def says(self, text: str) -> None:
        await self.anna.says(text)
        await self.settle()

    async def settle(self) -> None:
        """All that is due now has happened."""
        await self.office.bring_in()
        await self.office.handle()
        await self.garage.follow()
        await raise_due(self.office.worker, self.house.id, self.house.site)
        while await send_due(self.office.worker, self.house.id, pushes=True):
            pass
        await self.office.send()

    async def after(self, passed: timedelta) -> None:
        self.garage.now += passed
        await self.settle()

    def pushed(self, who: str) -> list[Any]:
        return self.push.told(self.browsers[who])

    async def shows(self, who: str = "vera") -> None:
        """The device says that it showed its last push."""
        id = self.pushed(who)[-1]["notification"]["data"]["push"]
        assert (await self.house.send(who, "PUT", f"/api/pushes/{id}/shown")).status_code == 204

    async def reads(self, who: str = "vera") -> None:
        """This colleague has the talk open."""
        thread, talk = (await self.office.thread())["thread_id"], await self.office.talk()
        path = f"/api/threads/{thread}/read"
        answer = await self.house.send(who, "PUT", path, {"seq": talk[-1]["seq"]})
        assert answer.status_code == 200, answer.text

    async def notices(self, who: str = "irina") -> list[str]:
        found = (await self.house.get(who, "/api/notices")).json()["notices"]
        return [one["text"] for one in found if one["kind"] == "unnoticed"]

    async def fate(self) -> Any:
        sql = "SELECT state, rung, because FROM alerts WHERE dealership_id = $1"
        return [tuple(row.values()) for row in await self.office.rows(sql)]


@pytest.fixture
async def wait(
    garage: Garage, config: Config, service: FakePush, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Wait]:
    pushing = structs.replace(config, push_allowed_hosts=service.host)
    channel = PushChannel(pushing, garage.office.worker, garage.office.telegram.seal)
    monkeypatch.setitem(CHANNELS, "push", channel)
    monkeypatch.setitem(CLOSED, "push", device_gone)
    monkeypatch.setitem(LEAVING, "alert", still_unnoticed)
    garage.now = NOON
    wait = Wait(garage, service, await connected(garage))
    await wait.subscribe("vera")
    yield wait
    await channel.close()


@pytest.fixture
async def telegram(wait: Wait) -> Any:
    """Vera's own account."""
    return await linked(wait.office)


def written(wait: Wait, user: Any) -> list[str]:
    """What came there but the words of the link."""
    return wait.office.told(user)[1:]


async def test_who_does_not_acknowledge_a_push_for_a_minute_is_written_to_once_and_without_a_name(
    wait: Wait, telegram: Any
) -> None:
    await wait.says("Добрый день, это Анна, +7 000 555-01-01. Стоим на дороге")
    await wait.after(59 * SECOND)
    assert written(wait, telegram) == []
    await wait.after(1 * SECOND)
    [told] = written(wait, telegram)
    thread = (await wait.office.thread())["thread_id"]
    assert told == (
        "Клиент ждёт ответа, обещано сегодня до 13:00, а уведомление на Вашем телефоне не показалось. "
        f"Откройте Окно: {wait.house.site}/threads/{thread}"
    )
    await wait.says("Вы здесь?")
    for _ in range(3):
        await wait.after(MINUTE)
    assert len(written(wait, telegram)) == 1


async def test_what_a_device_showed_is_written_to_nobody(wait: Wait, telegram: Any) -> None:
    await wait.says("Когда готова машина?")
    await wait.shows()
    await wait.after(10 * MINUTE)
    assert (written(wait, telegram), await wait.notices()) == ([], [])
    assert await wait.fate() == [("over", 0, "noticed")]


@pytest.mark.parametrize("who", ["vera", "irina"])
async def test_what_anybody_opened_is_written_to_nobody(wait: Wait, telegram: Any, who: str) -> None:
    await wait.says("Когда готова машина?")
    await wait.reads(who)
    await wait.after(10 * MINUTE)
    assert (written(wait, telegram), await wait.notices()) == ([], [])


async def test_what_was_answered_or_needs_no_answer_is_written_to_nobody(wait: Wait, telegram: Any) -> None:
    await wait.says("Когда готова машина?")
    await wait.office.answer("В пять")
    await wait.after(10 * MINUTE)
    await wait.says("А завтра в пять?")
    thread = (await wait.office.thread())["thread_id"]
    path = f"/api/threads/{thread}/waiver"
    assert (await wait.house.post("vera", path, {"id": str(new_id())})).status_code == 200
    await wait.after(10 * MINUTE)
    assert (written(wait, telegram), await wait.notices()) == ([], [])
    assert await wait.fate() == [("over", 0, "answered")] * 2


async def test_a_push_that_was_shown_says_nothing_of_the_words_after_it(wait: Wait, telegram: Any) -> None:
    await wait.says("раз")
    await wait.shows()
    await wait.after(50 * SECOND)
    await wait.says("два")
    await wait.after(50 * SECOND)
    assert written(wait, telegram) == []
    await wait.after(10 * SECOND)
    assert len(written(wait, telegram)) == 1


async def test_a_newer_push_that_was_shown_stands_for_the_words_before_it(wait: Wait, telegram: Any) -> None:
    await wait.says("раз")
    await wait.after(50 * SECOND)
    await wait.says("два")
    await wait.shows()
    await wait.after(10 * MINUTE)
    assert written(wait, telegram) == []


async def test_a_wait_that_was_noticed_is_watched_again_when_the_client_writes_again(
    wait: Wait, telegram: Any
) -> None:
    await wait.says("раз")
    await wait.shows()
    await wait.after(10 * MINUTE)
    await wait.says("два")
    await wait.after(MINUTE)
    assert len(written(wait, telegram)) == 1
    await wait.reads()
    await wait.after(10 * MINUTE)
    await wait.says("три")
    await wait.after(2 * MINUTE)
    assert len(written(wait, telegram)) == 1
    assert await wait.notices() == []
    await wait.after(5 * MINUTE)
    assert len(await wait.notices()) == 1


async def test_a_new_wait_goes_the_way_anew(wait: Wait, telegram: Any) -> None:
    for _ in range(2):
        await wait.says("Когда готова машина?")
        await wait.after(MINUTE)
        await wait.office.answer("В пять")
        await wait.after(MINUTE)
    assert len(written(wait, telegram)) == 2


async def test_five_minutes_later_the_supervisors_learn_in_every_way_they_have_and_once(
    wait: Wait, telegram: Any
) -> None:
    await wait.subscribe("irina")
    irinas = await linked(wait.office, "irina")
    await wait.says("Добрый день, это Анна")
    await wait.after(MINUTE)
    await wait.after(5 * MINUTE - SECOND)
    assert (await wait.notices(), wait.pushed("irina"), written(wait, irinas)) == ([], [], [])
    await wait.after(SECOND)
    assert await wait.notices() == [
        "Анна Сергеевна: ждёт с 12:00, и этого ещё никто не видел. Отвечает Вера Орлова."
    ]
    [push] = wait.pushed("irina")
    assert push["notification"]["title"] == "Клиента ещё никто не заметил"
    [told] = written(wait, irinas)
    assert told.startswith("Клиент ждёт, обещано сегодня до 13:00, и никто его ещё не заметил.")
    for words in (str(push), told):
        assert "Анна" not in words
        assert "Вера" not in words
    for _ in range(3):
        await wait.says("Ау")
        await wait.after(10 * MINUTE)
    assert (len(await wait.notices()), len(wait.pushed("irina")), len(written(wait, irinas))) == (1, 1, 1)
    assert await wait.fate() == [("over", 2, "told")]


async def test_a_supervisors_rest_is_broken_by_nothing_that_can_wait(
    wait: Wait, telegram: Any, menu: Menu
) -> None:
    """They find it when they look; at its promised minute whoever is at work is called."""
    await wait.subscribe("irina")
    irinas = await linked(wait.office, "irina")
    ill = {"id": new_id(), "kind": "ill"}
    assert (await wait.house.post("irina", "/api/schedule/absences", ill)).status_code == 201
    wait.anna = menu.anna
    await wait.says("Когда готова машина?")
    await wait.after(MINUTE)
    await wait.after(5 * MINUTE)
    assert (len(await wait.notices()), wait.pushed("irina"), written(wait, irinas)) == (1, [], [])
    await wait.reads()
    await wait.office.answer("В пять")
    await menu.says("/urgent Стоим на трассе")
    await wait.settle()
    await wait.after(MINUTE)
    await wait.after(5 * MINUTE)
    assert wait.pushed("irina"), "an emergency is told to all of them"


async def test_who_saw_it_in_time_keeps_the_supervisors_from_learning(wait: Wait, telegram: Any) -> None:
    await wait.says("Когда готова машина?")
    await wait.after(MINUTE)
    await wait.reads()
    await wait.after(10 * MINUTE)
    assert await wait.notices() == []
    assert await wait.fate() == [("over", 1, "noticed")]


async def test_without_a_linked_account_or_a_device_the_supervisors_learn_at_the_same_time(
    wait: Wait,
) -> None:
    await act(wait.office, "DELETE FROM devices WHERE dealership_id = $1")
    await wait.says("Когда готова машина?")
    await wait.after(MINUTE)
    assert await wait.notices() == []
    await wait.after(5 * MINUTE)
    assert len(await wait.notices()) == 1


async def test_by_night_it_waits_for_the_morning(wait: Wait, telegram: Any) -> None:
    wait.garage.now = NIGHT
    await wait.says("Во сколько откроетесь?")
    await wait.after(2 * MINUTE)
    assert written(wait, telegram) == []
    wait.garage.now = NIGHT + timedelta(hours=9)
    await wait.settle()
    assert written(wait, telegram) == [], "her device has a minute to ring"
    await wait.after(MINUTE)
    assert len(written(wait, telegram)) == 1


async def test_what_is_urgent_does_not_wait_for_the_morning(wait: Wait, telegram: Any, menu: Menu) -> None:
    wait.anna = menu.anna
    wait.garage.now = NIGHT
    await menu.says("/urgent Стоим на трассе")
    await wait.settle()
    await wait.after(MINUTE)
    assert len(written(wait, telegram)) == 1
    await wait.after(5 * MINUTE)
    assert len(await wait.notices()) == 1


async def test_what_was_seen_while_telegram_was_away_is_not_written_any_more(
    wait: Wait, telegram: Any
) -> None:
    await wait.says("Когда готова машина?")
    wait.garage.now += MINUTE
    await raise_due(wait.office.worker, wait.house.id, wait.house.site)
    assert await wait.office.count("deliveries", "thing_kind = 'alert' AND state = 'queued'") == 1
    await wait.reads()
    await wait.settle()
    assert written(wait, telegram) == []
    assert await wait.office.count("deliveries", "thing_kind = 'alert' AND state = 'withdrawn'") == 1


async def test_a_stranger_who_becomes_a_client_meanwhile_is_not_lost_from_sight(
    wait: Wait, telegram: Any
) -> None:
    other = wait.office.person(name="Борис")
    wait.anna = other
    await wait.says("Здравствуйте")
    lobby = next(one for one in await wait.office.inbox() if one["client_id"] is None)
    body = {"id": str(new_id()), "client_id": str(wait.office.anna)}
    answer = await wait.house.post("vera", f"/api/threads/{lobby['thread_id']}/link", body)
    assert answer.status_code == 200, answer.text
    await wait.after(MINUTE)
    await wait.settle()
    assert len(written(wait, telegram)) == 1


async def test_one_that_cannot_be_raised_keeps_no_other_waiting_and_comes_again(
    wait: Wait, telegram: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wait.says("Когда готова машина?")
    broken: list[UUID] = []

    async def breaks(*_: Any) -> Any:
        broken.append(new_id())
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr("push.raising.write_to_answerer", breaks)
        await wait.after(MINUTE)
    assert len(broken) == 1
    assert await wait.fate() == [("queued", 0, None)]
    await wait.after(MINUTE)
    assert len(written(wait, telegram)) == 1
