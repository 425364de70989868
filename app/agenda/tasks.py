"""What a person must do: made once per kind and key, done by a tap or by itself, and taken back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.agenda import queries
from app.agenda.model import NewTask, Task, TaskDone, TaskMutation
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, not_found
from app.kit.ids import feed_of, new_id


class Follows(NamedTuple):
    """What else happens when somebody ticks a task off, and when they take that back. `first` is what such a task says
    before anybody has answered anything."""

    first: frozenset[str]
    done: Callable[[Db, Who, Task, str | None], Awaitable[None]]
    reopened: Callable[[Db, Who, Task], Awaitable[None]]


FOLLOWS: dict[str, Follows] = {}
"""Kind of task → what follows. Filled by `app.main`."""


async def add_task(db: Db, new: NewTask) -> UUID | None:
    """Give somebody a task. None when there was one of this kind and key before, done or not."""
    id = new_id()
    if not await queries.insert_task(db, id, new):
        return None
    await noted(db, "task.made", id, new)
    return id


async def put_task(db: Db, new: NewTask) -> UUID | None:
    """The task of this kind and key says this from now on, and is open again if it was ticked off."""
    id = await queries.change_task(db, new)
    if id is None:
        return await add_task(db, new)
    await noted(db, "task.changed", id, new)
    return id


async def noted(db: Db, what: str, id: UUID, new: NewTask) -> None:
    await record(db, what, client=new.client, subject=id, person=new.person, task=new.kind)
    tell(db, new.person, id)


async def finish_task(db: Db, kind: str, key: str, outcome: str) -> bool:
    """It was done on the way, without anybody ticking it off. False if there is no such open task."""
    row = await queries.finish_by_key(db, kind, key, outcome)
    if row is None:
        return False
    await record(db, "task.done", client=row["client_id"], subject=row["id"], outcome=outcome)
    tell(db, row["person_id"], row["id"])
    return True


async def open_again(db: Db, kind: str, key: str, outcome: str) -> datetime | None:
    """What had finished it by itself with this outcome was taken back: since when it had been done. What somebody
    ticked off stays done: None."""
    row = await queries.open_by_key(db, kind, key, outcome)
    if row is None:
        return None
    await record(db, "task.reopened", client=row["client_id"], subject=row["id"])
    tell(db, row["person_id"], row["id"])
    done_at: datetime = row["done_at"]
    return done_at


async def complete_task(db: Db, who: Who, done: TaskDone) -> Task:
    """Done, by the person whose task it is. Done twice is done. What they did not see they did not do: a tick over
    words that are others by now is refused."""
    task = await queries.lock_task(db, who, done.task_id)
    if task is None:
        raise not_found()
    if task.done_at is None and not saw_it(task, done.saw):
        raise Problem("task_changed", 409)
    if await queries.set_done(db, task.id, who.id, done.outcome):
        await record(db, "task.done", by=who.id, client=task.client_id, subject=task.id, outcome=done.outcome)
        if task.kind in FOLLOWS:
            await FOLLOWS[task.kind].done(db, who, task, done.outcome)
    tell(db, who.id, task.id)
    return await own_task(db, who, task.id)


def saw_it(task: Task, saw: str | None) -> bool:
    """Was the tick made over what the task says? One that does not tell counts where nobody has answered yet."""
    if saw is not None:
        return saw == task.says
    return task.kind not in FOLLOWS or task.says in FOLLOWS[task.kind].first


async def reopen_task(db: Db, who: Who, act: TaskMutation) -> Task:
    """Not done after all."""
    task = await own_task(db, who, act.task_id)
    if await queries.set_open(db, task.id):
        await record(db, "task.reopened", by=who.id, client=task.client_id, subject=task.id)
        if task.kind in FOLLOWS:
            await FOLLOWS[task.kind].reopened(db, who, task)
    tell(db, who.id, task.id)
    return await own_task(db, who, task.id)


async def own_task(db: Db, who: Who, id: UUID) -> Task:
    """One's own task; anybody else's does not exist."""
    found = await queries.tasks_by_id(db, who, [id])
    if not found:
        raise not_found()
    return found[0]


async def read_tasks(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    """Rows of kind `task` for a phone's feed."""
    return {task.id: task for task in await queries.tasks_by_id(db, who, ids)}


def tell(db: Db, person: UUID, task: UUID) -> None:
    db.touch(feed_of("person", person), "task", task)
