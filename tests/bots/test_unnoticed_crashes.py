"""A wait that nobody noticed, with real workers and a moved clock, one killed at every step: each is told once."""

from datetime import timedelta
from typing import Any

import pytest

from app.conversations.inviting import make_invitation
from app.kit.tokens import mint
from app.people.accounts import make_link
from tests.bots.nursery import until
from tests.bots.test_clock_crashes import GOOD, Morning, morning
from tests.fakes.telegram import User

__all__ = ["morning"]

MINUTE = timedelta(minutes=1)
LINE = "уведомление на Вашем телефоне не показалось"


def told(scene: Morning, user: User, words: str) -> int:
    """How often this account was really sent a text with these words."""
    return sum(words in sent.text for sent in scene.fake.sent_to(user))


async def linked(scene: Morning) -> User:
    """Vera's own Telegram is linked, her phone has no push; Anna is connected. A worker must be at work."""
    vera, hers = scene.house.people["vera"], scene.person("Вера")
    link = mint(scene.house.id)
    await scene.house.unit(lambda db: make_link(db, vera, link))
    invitation = await scene.house.unit(lambda db: make_invitation(db, scene.anna, "telegram", vera))
    await hers.starts(link)
    await scene.phone.starts(invitation.token)
    await until(lambda: told(scene, hers, "это Ваш Telegram"), "Vera's account is linked")
    await until(lambda: scene.told("Это Ваша личная линия"), "Anna is connected")
    return hers


async def waiting(scene: Morning) -> User:
    """Anna has written to Vera, and is watched."""
    scene.at(GOOD)
    async with scene.worker():
        hers = await linked(scene)
        await scene.phone.says("Когда готова машина?")
        await until(lambda: scene.count("alerts"), "her wait is watched")
        await scene.quiet()
    return hers


async def fates(scene: Morning) -> list[Any]:
    sql = "SELECT state FROM deliveries WHERE dealership_id = $1 AND thing_kind = 'alert'"
    return [row["state"] for row in await scene.house.unit(lambda db: db.rows(sql))]


async def over(scene: Morning) -> bool:
    return await scene.count("alerts", "state = 'over' AND rung = 2 AND because = 'told'") == 1


@pytest.mark.parametrize(
    ("place", "fate", "arrived"),
    [
        ("delivery_claimed", "sent", 1),
        ("delivery_sending", "not_confirmed", 0),
        ("delivery_answered", "not_confirmed", 1),
    ],
)
async def test_whoever_dies_the_person_is_written_to_once_and_the_supervisors_learn_once(
    morning: Morning, place: str, fate: str, arrived: int
) -> None:
    hers = await waiting(morning)
    morning.at(GOOD + 2 * MINUTE)
    await morning.dies_at("alert_due", "alert_raising")
    assert await fates(morning) == [], "what a dead worker had begun is not there"
    await morning.dies_at("alert_looked")
    assert await fates(morning) == ["queued"]
    await morning.dies_at(place)
    async with morning.worker(), morning.worker():  # two at once
        await morning.quiet()
    assert (await fates(morning), told(morning, hers, LINE)) == ([fate], arrived)

    morning.at(GOOD + 8 * MINUTE)
    await morning.dies_at("alert_due", "alert_raising")
    assert await morning.count("notices", "kind = 'unnoticed'") == 0
    await morning.dies_at("alert_looked")
    for hours in (0, -2, 3):  # as it stands first: what was queued by now is not due two hours ago
        morning.at(GOOD + 8 * MINUTE + timedelta(hours=hours))
        async with morning.worker(), morning.worker():
            await until(lambda: over(morning), "the supervisors were told")
            await morning.quiet()
    assert await morning.count("notices", "kind = 'unnoticed'") == 1
    assert (await fates(morning), told(morning, hers, LINE)) == ([fate], arrived)
    assert await morning.count("entries", "kind IN ('alert.raised', 'alert.told')") == 2
