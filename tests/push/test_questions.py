"""A question to a specialist rings at work: who is asked, who asked, and the supervisors when nobody answers."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from app.config import Config
from app.coverage.model import NewAbsence
from app.coverage.scheduling import go_away
from app.deliveries.jobs import send_due
from app.deliveries.tables import CHANNELS
from app.handoffs.climbing import watch_questions
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.live import Live
from app.kit.secrets import Seal, master_key
from push.questions import wanted
from push.sender import PushChannel
from push.tables import ENVELOPES
from tests.cast import open_house
from tests.fakes.push import FakePush, FarBrowser
from tests.handoffs.ground import HOUR, MINUTE, MONDAY, Shift
from tests.handoffs.test_questions import answers, asks, talk, withdraws
from tests.push.conftest import push_site, pushing, service

__all__ = ["push_site", "pushing", "service"]
NIGHT = MONDAY + 13 * HOUR  # 23:00 in Samara
OPENS = MONDAY + 23 * HOUR


class Rung:
    """Everybody's phones, and what they were told."""

    def __init__(self, shift: Shift, push: FakePush) -> None:
        self.shift, self.push = shift, push
        self.browsers: dict[str, FarBrowser] = {}

    async def subscribe(self, who: str) -> None:
        browser = self.browsers[who] = self.push.browser()
        path = f"/api/devices/{new_id()}/push"
        answer = await self.shift.house.send(who, "PUT", path, browser.subscription())
        assert answer.status_code == 200, answer.text

    async def settle(self) -> None:
        await watch_questions(self.shift.worker, self.shift.house.id)
        await self.shift.follow()
        while await send_due(self.shift.worker, self.shift.house.id, pushes=True):
            pass

    def told(self, who: str) -> list[tuple[str, str, str]]:
        shown = [each["notification"] for each in self.push.told(self.browsers[who])]
        site = self.shift.house.site
        return [(one["title"], one["body"], one["navigate"].removeprefix(site)) for one in shown]

    def titles(self, who: str) -> list[str]:
        return [title for title, *_ in self.told(who)]


@pytest.fixture
async def rung(
    pushing: Config,
    push_site: str,
    database: Database,
    worker_database: tuple[Database, Live],
    service: FakePush,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Rung]:
    shift = Shift(await open_house(database, push_site), database, worker_database[0])
    channel = PushChannel(pushing, shift.worker, Seal(master_key(pushing.master_key, pushing.folder)))
    monkeypatch.setitem(CHANNELS, "push", channel)
    monkeypatch.setitem(ENVELOPES, "question", wanted)
    rung = Rung(shift, service)
    for who in ("vera", "oleg", "irina", "sofia"):
        await rung.subscribe(who)
    yield rung
    await channel.close()
    assert service.violations == []


async def thread_of_anna(rung: Rung) -> UUID:
    return (await talk(rung.shift))[1]


async def test_who_is_asked_and_who_asked_hear_of_it_once_and_nobody_else(rung: Rung) -> None:
    thread = await thread_of_anna(rung)
    question = await asks(rung.shift, thread)
    for _ in range(2):
        await rung.settle()
    assert rung.told("sofia") == [
        ("Вопрос специалисту ждёт ответа", "Ответ нужен сегодня до 12:00.", "/"),
    ]
    await answers(rung.shift, question)
    await rung.settle()
    assert rung.told("vera") == [
        (
            "Специалист ответил",
            "Откройте переписку, чтобы прочитать и отправить клиенту.",
            f"/threads/{thread}",
        ),
    ]
    assert rung.titles("oleg") == rung.titles("irina") == []
    for taken in rung.push.taken:
        for personal in ("Анна", "Вера", "5 лет", "14 %"):
            assert personal not in taken.plain.decode()


async def test_late_it_rings_again_then_at_whoever_asked_and_at_last_at_the_supervisors(rung: Rung) -> None:
    await asks(rung.shift, await thread_of_anna(rung))
    await rung.settle()
    rung.shift.now = MONDAY + 2 * HOUR
    await rung.settle()
    assert rung.told("sofia")[1][1] == "Ответ ждали сегодня до 12:00."
    assert rung.titles("vera") == ["На вопрос специалисту не ответили вовремя"]
    assert rung.titles("irina") == []
    for _ in range(60):
        rung.shift.now += MINUTE
        await rung.settle()
        if rung.titles("irina"):
            break
    assert rung.titles("irina") == ["На вопрос специалисту не ответили вовремя"]


async def test_at_rest_nothing_rings_and_what_was_settled_by_then_never_does(rung: Rung) -> None:
    thread = await thread_of_anna(rung)
    rung.shift.now = NIGHT
    taken_back, stands = await asks(rung.shift, thread), await asks(rung.shift, thread)
    await rung.settle()
    assert rung.told("sofia") == []
    await withdraws(rung.shift, taken_back)
    rung.shift.now = OPENS - MINUTE
    await rung.settle()
    assert rung.told("sofia") == []
    rung.shift.now = OPENS
    await rung.settle()
    [told] = rung.push.told(rung.browsers["sofia"])
    assert told["notification"]["tag"] == f"question-{stands}"


async def test_whoever_is_ill_is_not_rung_before_they_are_back(rung: Rung) -> None:
    thread = await thread_of_anna(rung)
    question, vera = await asks(rung.shift, thread), await rung.shift.who("vera")
    await rung.shift.unit(lambda db: go_away(db, vera, NewAbsence(id=new_id(), kind="ill")))
    await answers(rung.shift, question)
    await rung.settle()
    assert rung.told("vera") == []
