"""Today, and its tasks."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, Router, delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.agenda import parting, tasks
from app.agenda.model import Completion, Day, Item, OnDuty, Task, TaskDone, TaskMutation
from app.agenda.queries import next_steps, open_tasks
from app.clients.editing import Keyed
from app.conversations.lines import sees_all, waiting_lines
from app.coverage.scheduling import roster_now
from app.coverage.turns import turn_now
from app.kit.auth import Who, with_clients
from app.kit.db import Db
from app.kit.http import AsWho, InUnit, json_bytes
from app.kit.ids import new_id
from app.ownership.model import CarShown, PartWithCar
from app.people.model import Named
from app.people.queries import dealership
from app.sync.once import once


@get("/api/day", guards=[with_clients])
async def show_day(unit: InUnit, who: AsWho) -> Day:
    """Who waits for me by promised time, and what comes next by the clock."""
    return await unit.read(lambda db: day(db, who), snapshot=True)


async def day(db: Db, who: Who) -> Day:
    zone = (await dealership(db)).time_zone
    return Day(
        on_duty=await on_duty(db, who) if who.role == "manager" else None,
        waiting=await waiting_lines(db, who),
        items=await items(db, who, end_of_day(db.now, zone)),
        reach_out=[],
    )


async def on_duty(db: Db, who: Who) -> OnDuty:
    roster = await roster_now(db)
    turn = turn_now(who.id, db.now, roster)
    now, then = (
        Named(id=person, name=roster.keepers[person].name) if person else None
        for person in (turn.person, turn.then)
    )
    return OnDuty(person=now, until_at=turn.until_at, then=then)


async def items(db: Db, who: Who, until: datetime) -> list[Item]:
    """Steps and tasks until then, by the clock."""
    steps = await next_steps(db, who.id, sees_all(who), until)
    return sorted(
        steps + [item_of(task) for task in await open_tasks(db, who, until)], key=lambda item: item.at
    )


def item_of(task: Task) -> Item:
    return Item(
        id=task.id,
        kind=task.kind,
        title=task.title,
        client_id=task.client_id,
        at=task.at,
        because=task.because,
        task=True,
        says=task.says,
    )


def end_of_day(now: datetime, zone: str) -> datetime:
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(zone))


@post("/api/tasks/{task_id:uuid}/completion", guards=[with_clients], status_code=HTTP_200_OK)
async def complete(
    unit: InUnit, who: AsWho, task_id: FromPath[UUID], data: JSONBody[Completion]
) -> Response[Task]:
    """A task of mine is done."""
    body = TaskDone(task_id=task_id, id=data.id, outcome=data.outcome, saw=data.saw)
    return json_bytes(await once(unit, who, data.id, "tasks.complete", body, tasks.complete_task))


@delete("/api/tasks/{task_id:uuid}/completion", guards=[with_clients], status_code=HTTP_200_OK)
async def reopen(unit: InUnit, who: AsWho, task_id: FromPath[UUID]) -> Response[Task]:
    """It is not done after all."""
    body = TaskMutation(task_id=task_id, id=new_id())
    return json_bytes(await once(unit, who, body.id, "tasks.reopen", body, tasks.reopen_task))


@post("/api/clients/{client_id:uuid}/cars/{car_id:uuid}/end", guards=[with_clients], status_code=HTTP_200_OK)
async def part_with_car(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], car_id: FromPath[UUID], data: JSONBody[Keyed]
) -> Response[CarShown]:
    """My client has this car no more."""
    act = PartWithCar(id=data.id, client_id=client_id, car_id=car_id)
    return json_bytes(await once(unit, who, data.id, "cars.leave", act, parting.part_with_car))


@delete(
    "/api/clients/{client_id:uuid}/cars/{car_id:uuid}/end", guards=[with_clients], status_code=HTTP_200_OK
)
async def take_car_back(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], car_id: FromPath[UUID]
) -> Response[CarShown]:
    """They have it after all. 409 if it is somebody else's by now."""
    act = PartWithCar(id=new_id(), client_id=client_id, car_id=car_id)
    return json_bytes(await once(unit, who, act.id, "cars.return", act, parting.take_car_back))


router = Router("/", route_handlers=[show_day, complete, reopen, part_with_car, take_car_back])
