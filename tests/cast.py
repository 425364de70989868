"""The named cast of every test: who they are and what they may do.

Vera    manager, owns Anna                      Oleg   manager of the same house, not Anna's
Irina   supervisor, sees every card             Alla   administrator, people and settings, no card
Sofia   specialist, sees no card                Petr   manager of ANOTHER dealership, sees nothing of ours
Anna    Vera's client                           Lida   specialist of Petr's dealership
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec

from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.people import actions as people
from app.people.model import NewDealership, NewPerson
from tests.network import PLAIN

ROLES = {
    "vera": ("Вера Орлова", "Вера", "manager"),
    "oleg": ("Олег Титов", "Олег", "manager"),
    "irina": ("Ирина Белова", "Ирина", "supervisor"),
    "alla": ("Алла Громова", "Алла", "administrator"),
    "sofia": ("Софья Лис", "Софья", "specialist"),
}

PETR = {"petr": ("Пётр Чужой", "Пётр", "manager"), "lida": ("Лида Чужая", "Лида", "specialist")}


class House:
    """One dealership of a test with its people, and ways to act as each of them."""

    def __init__(self, database: Database, site: str, dealership: UUID) -> None:
        self.database, self.site, self.id = database, site, dealership
        self.people: dict[str, UUID] = {}
        self._tokens: dict[str, str] = {}

    async def unit(self, fn: Callable[[Db], Awaitable[Any]]) -> Any:
        """Run `fn` in one unit of work of this house."""
        return (await self.database.work(self.id, fn))[0]

    async def token(self, handle: str) -> str:
        """A bearer token of this person."""
        if handle not in self._tokens:
            person = self.people[handle]
            self._tokens[handle] = await self.unit(lambda db: people.open_session(db, person, "bearer"))
        return self._tokens[handle]

    async def as_(self, handle: str) -> httpx.AsyncClient:
        """An HTTP client signed in as this person."""
        token = await self.token(handle)
        # A busy machine is slow, and slow is not wrong.
        return httpx.AsyncClient(
            base_url=self.site, headers={"authorization": f"Bearer {token}"}, timeout=60, verify=PLAIN
        )

    async def get(self, handle: str, path: str, **params: Any) -> httpx.Response:
        async with await self.as_(handle) as client:
            return await client.get(path, params=params)

    async def send(self, handle: str, method: str, path: str, body: Any = None) -> httpx.Response:
        async with await self.as_(handle) as client:
            content = None if body is None else msgspec.json.encode(body)
            return await client.request(
                method, path, content=content, headers={"content-type": "application/json"}
            )

    async def post(self, handle: str, path: str, body: Any = None) -> httpx.Response:
        return await self.send(handle, "POST", path, body)


async def open_house(database: Database, site: str, cast: dict[str, tuple[str, str, str]] = ROLES) -> House:
    """A fresh dealership with these people."""
    house = House(database, site, new_id())
    code = "T" + uuid4().hex[:7].upper()

    async def move_in(db: Db) -> None:
        await people.open_dealership(
            db,
            NewDealership(
                id=house.id, code=code, name="Тольятти Премиум", language="ru", time_zone="Europe/Samara",
                phone="+78482000000",
            ),
        )  # fmt: skip
        for handle, (name, address_form, role) in cast.items():
            house.people[handle] = new_id()
            await people.add_person(
                db,
                NewPerson(
                    id=house.people[handle], handle=handle, name=name, address_form=address_form,
                    role=role, trade="credit" if role == "specialist" else None, language="ru",
                ),
            )  # fmt: skip

    await house.unit(move_in)
    return house
