"""A messy evening: every process and the database itself are killed during a talk, and the talk is whole."""

import os
import signal
from collections import Counter

from app.kit.ids import new_id
from tests.operation.ground import gone, until
from tests.stories.conftest import Found
from tests.stories.ground import Town

ROUNDS = 8


def kill(town: Town, round: int) -> None:
    """In turn: the worker, the API, the database server, the parent with everything."""
    assert town.serving is not None
    victim = ("work", "api", "postmaster", "parent")[round % 4]
    if victim == "postmaster":
        os.kill(town.serving.postmaster(), signal.SIGKILL)
    elif victim == "parent":
        children = [child for name in ("work", "api") if (child := town.serving.child(name))]
        town.serving.process.kill()
        town.serving.process.wait()
        until(lambda: all(gone(child) for child in children), "the children end with their parent")
        town.start()
    else:
        child = until(lambda: town.serving and town.serving.child(victim), f"the {victim} runs")
        child.kill()


async def test_nothing_is_lost_and_nothing_sent_twice_when_everything_is_killed(found: Found) -> None:
    town = await found("polling")
    town.start()
    town.bot_works()
    anna = await town.meets(7001)
    await anna.starts(payload=town.invitation())
    await town.telegram.wait_for(lambda ledger: ledger.sent(bot=town.bot, chat=7001), 90)
    before = len(town.annas_talk()["messages"])
    answers = []
    for round in range(ROUNDS):
        await anna.says(text=f"Вопрос {round}")
        if round % 2:
            kill(town, round)
        answers.append(str(new_id()))
        town.answers(f"Ответ {round}", answers[-1])
        if not round % 2:
            kill(town, round)
        town.answers(f"Ответ {round}", answers[-1])  # the phone repeats what it got no answer for
    until(lambda: questions(town, before) == ROUNDS, "every question is in the talk", 180)
    until(lambda: settled(town, answers), "every answer has its fate", 180)

    talk = town.annas_talk()["messages"][before:]
    heard = [message["text"] for message in talk if message["direction"] == "in"]
    assert heard == [f"Вопрос {round}" for round in range(ROUNDS)]
    told = [message for message in talk if message["id"] in answers]
    assert [message["text"] for message in told] == [f"Ответ {round}" for round in range(ROUNDS)]
    arrived = Counter(
        message.text.removeprefix("Вера Орлова:\n") for message in await town.telegram.sent_to(anna)
    )
    for message in told:
        assert message["state"] in ("sent", "not_confirmed"), message
        times = arrived[message["text"]]
        assert times == 1 if message["state"] == "sent" else times <= 1, message


def questions(town: Town, before: int) -> int:
    return sum(message["direction"] == "in" for message in town.annas_talk()["messages"][before:])


def settled(town: Town, answers: list[str]) -> bool:
    mine = [message for message in town.annas_talk()["messages"] if message["id"] in answers]
    return len(mine) == len(answers) and all(m["state"] in ("sent", "not_confirmed", "failed") for m in mine)
