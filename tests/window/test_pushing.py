"""A client's browser hears that an answer is there: once, closed, without a name, and not after it was seen."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.config import Config
from app.deliveries.jobs import send_due
from app.deliveries.tables import CHANNELS, CLOSED
from app.followers import FOLLOWERS
from app.journal.jobs import read_followups
from app.kit.db import Database
from app.kit.live import Live
from app.kit.secrets import Seal
from app.window.pushing import device_gone, push_answer, wanted
from push.sender import PushChannel
from push.tables import ENVELOPES
from tests.bots.office import Office
from tests.fakes.push import FakePush, FarBrowser
from tests.fakes.push.service import Answer
from tests.push.conftest import push_site, pushing, service  # noqa: F401
from tests.window.browser import Browser


class Reached:
    """Anna with her window, subscribed at the push service, and the worker's work one step at a time."""

    def __init__(self, anna: Browser, far: FarBrowser, fake: FakePush, worker: Database) -> None:
        self.anna, self.far, self.service, self.worker = anna, far, fake, worker

    async def subscribe(self) -> Any:
        return await self.anna.ask("PUT", "/api/c/push", self.far.subscription())

    async def follow(self) -> None:
        """The worker hands the journal's news on."""

        async def ignore(*_: Any) -> None:
            await asyncio.sleep(0)

        house = self.anna.office.house.id
        acts = dict.fromkeys(FOLLOWERS, ignore) | {"window_pushes": push_answer}
        while await read_followups(self.worker, house, acts):
            pass

    async def send(self) -> None:
        """All that is due."""
        await self.follow()
        while await send_due(self.worker, self.anna.office.house.id, pushes=True):
            pass

    @property
    def told(self) -> list[dict[str, Any]]:
        return self.service.told(self.far)


@pytest.fixture
async def reached(
    anna: Browser,
    office: Office,
    pushing: Config,  # noqa: F811
    push_site: str,  # noqa: F811
    service: FakePush,  # noqa: F811
    seal: Seal,
    worker_database: tuple[Database, Live],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Reached]:
    channel = PushChannel(pushing, worker_database[0], seal)
    monkeypatch.setitem(CHANNELS, "push", channel)
    monkeypatch.setitem(CLOSED, "push", device_gone)
    monkeypatch.setitem(ENVELOPES, "answer", wanted)
    await anna.enter()
    anna.line.base_url = push_site  # type: ignore[assignment]
    reached = Reached(anna, service.browser(), service, worker_database[0])
    assert (await reached.subscribe()).status_code == 200
    await office.send()
    yield reached
    await channel.close()
    service.faults.clear()
    assert service.violations == []


async def test_an_answer_is_told_without_a_name_or_a_word_and_its_tap_opens_the_window(
    reached: Reached, office: Office
) -> None:
    await reached.anna.says("Когда?")
    await reached.send()
    assert reached.told == [], "one's own words are no news"
    await office.answer("СЕКРЕТ: к шести, Анна Сергеевна.")
    await office.send()
    await reached.send()
    [told] = reached.told
    shown = told["notification"]
    assert (shown["title"], shown["navigate"]) == ("Вам ответили", f"{reached.anna.site}/c/")
    said = json.dumps(told, ensure_ascii=False)
    assert not [word for word in ("СЕКРЕТ", "Вера", "Анна", "шести") if word in said]
    assert (await reached.anna.ask("PUT", f"/api/c/pushes/{shown['data']['push']}/shown")).status_code == 204
    standing = (await reached.anna.ask("GET", "/api/c/push")).json()
    assert (standing["subscribed"], standing["shown_at"] is not None) == (True, True)


async def test_what_was_seen_meanwhile_is_not_told(reached: Reached, office: Office) -> None:
    await reached.anna.says("Когда?")
    await office.answer("К шести.")
    await office.send()
    await reached.follow()
    await reached.anna.sees_all()
    await reached.send()
    assert reached.told == []
    assert await office.count("deliveries", "thing_kind = 'push' AND state = 'withdrawn'") == 1


async def test_a_forgotten_browser_and_one_that_wants_no_more_hear_nothing(
    reached: Reached, office: Office
) -> None:
    await reached.anna.says("Когда?")
    assert (await reached.anna.ask("DELETE", "/api/c/push")).status_code == 204
    await office.answer("К шести.")
    await reached.send()
    assert (await reached.subscribe()).status_code == 200
    await office.answer("Или к семи.")
    await reached.anna.ask("DELETE", "/api/c/session")
    await reached.send()
    assert reached.told == []
    assert await office.count("windows", "endpoint IS NOT NULL") == 0


async def test_a_subscription_that_is_gone_is_dropped_and_the_window_says_so(
    reached: Reached, office: Office
) -> None:
    await reached.anna.says("Когда?")
    reached.service.answer(reached.far, Answer(410))
    await office.answer("К шести.")
    await office.send()
    await reached.send()
    standing = (await reached.anna.ask("GET", "/api/c/push")).json()
    assert (standing["subscribed"], standing["endpoint_hash"]) == (False, None)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1/x",
        "https://169.254.169.254/x",
        "https://evil.example/x",
        "https://fcm.googleapis.com:8443/x",
    ],
)
async def test_pushes_of_clients_go_to_the_makers_of_browsers_only(reached: Reached, endpoint: str) -> None:
    answer = await reached.anna.ask("PUT", "/api/c/push", reached.far.subscription() | {"endpoint": endpoint})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "endpoint")
