"""A car left its client, or has not after all, as their manager says: with it goes, and comes back, what was open."""

from app.agenda.service import say_due
from app.agenda.taking_on import give_back
from app.clients.seeing import own_client
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, not_found
from app.ownership import events, queries
from app.ownership.actions import end_part, local_day, present_car_of, restore_part
from app.ownership.model import CarShown, PartWithCar
from app.ownership.showing import car_shown


async def part_with_car(db: Db, who: Who, act: PartWithCar) -> CarShown:
    """Theirs no more: sold, given away, written off. Nobody is reminded of it, and it may be the next owner's."""
    await own_client(db, who, act.client_id)
    await present_car_of(db, act.client_id, act.car_id)
    await end_part(db, act.car_id, act.client_id, who.id, await local_day(db))
    return await car_shown(db, who, act.client_id, act.car_id)


async def take_car_back(db: Db, who: Who, act: PartWithCar) -> CarShown:
    """It is theirs after all, if it is nobody else's by now; what was open for it goes on."""
    await own_client(db, who, act.client_id)
    car = await queries.lock_car_of(db, act.car_id, act.client_id)
    left_at = await queries.left_at(db, act.car_id, act.client_id)
    if car is None or left_at is None:
        raise not_found()
    if car["until_on"] is None:
        return await car_shown(db, who, act.client_id, act.car_id)
    if await queries.is_held(db, act.car_id):
        raise Problem("conflict", 409)
    await restore_part(db, act.car_id, act.client_id, who.id, car["until_on"])
    for event in await events.events_ended(db, act.car_id, act.client_id, left_at):
        await give_back(db, event, who.id)
        await say_due(db, event, by_itself=True)
    return await car_shown(db, who, act.client_id, act.car_id)
