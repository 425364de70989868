"""A question after a visit waits a day for its hour: it is judged again when it leaves, and not answered before."""

from datetime import timedelta
from typing import Any

import pytest

from app.conversations.asking import ANSWERS
from app.conversations.leaving import WANTED
from app.kit.ids import new_id
from app.loyalty.surveying import KIND, answered, survey_wanted
from bots.dispatch import handle_due
from bots.keeping import Keeper
from tests.bots.garage import NOON, Garage, connected, garage
from tests.bots.test_asking import keeper
from tests.bots.test_reminder_waits import send

__all__ = ["garage", "keeper"]

MORNING = NOON + timedelta(hours=21)  # nine in Samara
SURVEYS = "SELECT skipped, asked_at, mark FROM surveys WHERE dealership_id = $1 ORDER BY id"


@pytest.fixture(autouse=True)
def judged(monkeypatch: pytest.MonkeyPatch, garage: Garage) -> None:
    monkeypatch.setitem(WANTED, KIND, survey_wanted)
    monkeypatch.setitem(ANSWERS, KIND, answered)


async def visited(garage: Garage) -> None:
    """Anna's car was in our workshop an hour ago, and Vera writes it down."""
    [car] = await garage.office.rows("SELECT id FROM cars WHERE dealership_id = $1")
    path = f"/api/clients/{garage.office.anna}/cars/{car['id']}/visits"
    body = {"id": new_id(), "at": garage.now - timedelta(hours=1), "place": "here", "kind": "repair"}
    answer = await garage.house.post("vera", path, body)
    assert answer.status_code == 201, answer.text
    await garage.follow()


async def complains(garage: Garage) -> str:
    body = {"id": new_id(), "words": "Скрипит после ремонта"}
    answer = await garage.house.post("vera", f"/api/clients/{garage.office.anna}/complaints", body)
    assert answer.status_code == 201, answer.text
    return str(body["id"])


async def skipped(garage: Garage) -> list[str | None]:
    return [row["skipped"] for row in await garage.office.rows(SURVEYS)]


def asked_for_a_mark(garage: Garage, anna: Any) -> int:
    return sum("Как всё прошло?" in text for text in garage.office.told(anna))


async def test_a_client_to_whom_nothing_happened_is_asked_the_next_morning(garage: Garage) -> None:
    anna = await connected(garage)
    await visited(garage)
    await send(garage)
    assert asked_for_a_mark(garage, anna) == 0
    garage.now = MORNING
    await send(garage)
    assert (asked_for_a_mark(garage, anna), await skipped(garage)) == (1, [None])


@pytest.mark.parametrize("what", ["complaint", "refused"])
async def test_a_question_that_waits_stays_here_when_the_client_complains_or_wants_nothing_by_itself(
    garage: Garage, what: str
) -> None:
    anna = await connected(garage)
    await garage.agree()
    await visited(garage)
    garage.now = NOON + timedelta(hours=10)
    await (complains(garage) if what == "complaint" else garage.agree(False))
    garage.now = MORNING
    await send(garage)
    assert (asked_for_a_mark(garage, anna), await skipped(garage)) == (0, [what])
    assert (
        await garage.office.count("asks", "until_at IS NULL OR until_at > asked_at + interval '1 day'") == 0
    )


async def test_a_question_that_stayed_here_is_not_counted_as_asked(garage: Garage) -> None:
    anna = await connected(garage)
    await visited(garage)
    complaint = await complains(garage)
    garage.now = MORNING
    await send(garage)
    sql = "UPDATE complaints SET withdrawn_at = made_at WHERE dealership_id = $1 AND id = $2"
    await garage.office.work(lambda db: db.run(sql, complaint))
    await visited(garage)
    garage.now = MORNING + timedelta(days=1)
    await send(garage)
    assert (asked_for_a_mark(garage, anna), await skipped(garage)) == (1, ["complaint", None])


async def test_who_said_no_to_being_written_to_is_asked_for_no_mark(garage: Garage) -> None:
    await connected(garage)
    await garage.agree(False)
    await visited(garage)
    assert (await skipped(garage), await garage.office.count("asks")) == (["refused"], 0)


async def test_a_mark_counts_once_its_clients_only_and_also_when_telegram_has_forgotten_the_tap(
    garage: Garage, keeper: Keeper
) -> None:
    anna, office = await connected(garage), garage.office
    await visited(garage)
    garage.now = MORNING
    await send(garage)
    ask = (await office.rows("SELECT id FROM asks WHERE dealership_id = $1"))[0]["id"]
    stranger = {"id": "7", "from": office.person(name="Борис").about, "chat_instance": "1"}
    office.fake.raw(office.bot, {"callback_query": stranger | {"data": f"ask:{ask.hex}:1"}})
    for button in ("4", "1"):
        await anna.presses(button)
    await office.bring_in()
    garage.now = MORNING + timedelta(seconds=151)
    office.bot.callbacks.clear()  # by now nobody may answer these taps any more
    while await handle_due(office.worker, garage.house.id, None, keeper.acknowledge):
        pass
    await garage.follow()
    assert [row["mark"] for row in await office.rows(SURVEYS)] == [4]
    told = "SELECT kind, value FROM evidence WHERE dealership_id = $1 AND component = 'said'"
    assert await office.rows(told) == [{"kind": "mark_csat", "value": 0.75}]


async def test_a_word_typed_before_the_question_has_left_answers_nothing(garage: Garage) -> None:
    anna = await connected(garage)
    await visited(garage)
    await anna.says("5")
    await garage.office.bring_in()
    await garage.office.handle()
    assert (await garage.office.rows(SURVEYS))[0]["mark"] is None
    assert (await garage.office.thread())["waiting_since"] is not None, "somebody has to read what five means"
    await garage.office.answer("Пять чего?")
    garage.now = MORNING
    await send(garage)
    assert asked_for_a_mark(garage, anna) == 1
    await anna.says("5")
    await garage.office.bring_in()
    await garage.office.handle()
    assert (await garage.office.rows(SURVEYS))[0]["mark"] == 5


async def test_a_clock_set_back_two_hours_asks_nobody_again_and_counts_one_mark(garage: Garage) -> None:
    anna, office = await connected(garage), garage.office
    await visited(garage)
    garage.now = MORNING + timedelta(hours=3)
    await send(garage)
    await anna.presses("4")
    await office.bring_in()
    await office.handle()
    garage.now -= timedelta(hours=2)
    await anna.presses("1")
    await office.bring_in()
    await office.handle()
    await send(garage)
    garage.now += timedelta(hours=2)
    await send(garage)
    assert (asked_for_a_mark(garage, anna), await skipped(garage)) == (1, [None])
    assert [row["mark"] for row in await office.rows(SURVEYS)] == [4]
    told = "SELECT count(*) AS n FROM evidence WHERE dealership_id = $1 AND component = 'said'"
    assert await office.rows(told) == [{"n": 1}]
