"""What is left to do with a client goes with the client."""

from uuid import UUID

from app.agenda.handed import hand_tasks
from app.agenda.model import NewTask
from app.agenda.tasks import add_task
from app.kit.db import Db
from app.texts import Phrase
from tests.cast import House
from tests.conversations.books import add_client, hand_over, take_back


async def followed(house: House, kind: str) -> None:
    """The worker reads the entry of this kind."""

    async def read(db: Db) -> None:
        sql = "SELECT id, kind, subject_id, facts FROM entries WHERE dealership_id = $1 AND kind = $2"
        entry = await db.row(sql, kind)
        assert entry is not None
        await hand_tasks(db, entry)

    await house.unit(read)


async def tasks_of(house: House, handle: str) -> list[str]:
    return [item["id"] for item in (await house.get(handle, "/api/day")).json()["items"]]


async def test_open_tasks_follow_the_client_there_and_back(house: House) -> None:
    client, stays = await add_client(house), await add_client(house)
    words = Phrase("task.first_words", {"form": "Иван Ильич"})

    async def give(db: Db) -> list[UUID | None]:
        vera = house.people["vera"]
        return [
            await add_task(
                db,
                NewTask(
                    person=vera, kind="first_words", key=str(one), words=words, due_at=db.now, client=one
                ),
            )
            for one in (client, stays)
        ]

    task, other = await house.unit(give)
    done = await hand_over(house, "vera", "oleg", [client])
    await followed(house, "transfer.made")
    assert (await tasks_of(house, "vera"), await tasks_of(house, "oleg")) == ([str(other)], [str(task)])
    await take_back(house, done.id)
    await followed(house, "transfer.undone")
    assert sorted(await tasks_of(house, "vera")) == sorted([str(task), str(other)])
    assert await tasks_of(house, "oleg") == []
