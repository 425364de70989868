"""Books of clients for tests of handing over: some connected, some waiting, by the dozen."""

from typing import Any
from uuid import UUID, uuid4

from app.clients.actions import add_card
from app.clients.model import NewClient
from app.conversations import handing_over
from app.conversations.transfers import Asked, NewTransfer, Preview, Transfer, Undo
from app.kit.auth import Role, Who
from app.kit.clock import Clock
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.people.actions import add_person
from app.people.model import NewPerson
from app.sync.queries import flush
from tests.cast import House
from tests.conversations.stories import connect, says


def who_is(house: House, handle: str, role: Role = "supervisor") -> Who:
    return Who(
        dealership=house.id, id=house.people[handle], role=role, session=uuid4(), name=handle, language="ru"
    )


async def add_client(house: House, owner: str = "vera", **fields: Any) -> UUID:
    """A card in this manager's book."""
    id = new_id()
    plain = {"name": f"Клиент {id.hex[-6:]}", "address_form": "Иван Ильич"} | fields
    person = house.people[owner]
    new = NewClient(id=id, **plain)
    await house.unit(lambda db: add_card(db, new, owner=person, by=person, because="made"))
    return id


async def add_connected(house: House, owner: str = "vera", *, waits: bool = False, **fields: Any) -> UUID:
    """A client with a messenger account, perhaps with a question open."""
    client, handle = await add_client(house, owner, **fields), str(uuid4())
    await connect(house, client, handle)
    if waits:
        await says(house, handle, "Когда можно приехать?")
    return client


async def hire(house: House, handle: str, name: str, role: Role = "manager") -> UUID:
    """Somebody new at work."""
    house.people[handle] = new_id()
    new = NewPerson(
        id=house.people[handle],
        handle=handle,
        name=name,
        address_form=name.split()[0],
        role=role,
        language="ru",
    )
    await house.unit(lambda db: add_person(db, new))
    return house.people[handle]


def asked(
    house: House, giver: str, receiver: str, clients: list[UUID] | None = None, **more: Any
) -> dict[str, Any]:
    """The body of a transfer."""
    ids = None if clients is None else [str(client) for client in clients]
    return {
        "id": str(new_id()), "from_id": str(house.people[giver]), "to_id": str(house.people[receiver]), "clients": ids,
    } | more  # fmt: skip


async def hand_over(
    house: House, giver: str, receiver: str, clients: list[UUID] | None = None, **more: Any
) -> Transfer:
    """Irina hands clients over, at whatever the house's clock says."""
    body = NewTransfer(
        id=new_id(), from_id=house.people[giver], to_id=house.people[receiver], clients=clients, **more
    )
    done: Transfer = await house.unit(lambda db: handing_over.hand_over(db, who_is(house, "irina"), body))
    return done


async def take_back(house: House, transfer: UUID, *, confirmed: bool = False) -> Transfer:
    act = Undo(transfer_id=transfer, confirmed=confirmed)
    done: Transfer = await house.unit(lambda db: handing_over.undo(db, who_is(house, "irina"), act))
    return done


async def looked_at(house: House, giver: str, receiver: str, clients: list[UUID] | None = None) -> Preview:
    body = Asked(from_id=house.people[giver], to_id=house.people[receiver], clients=clients)
    seen: Preview = await house.unit(lambda db: handing_over.preview(db, who_is(house, "irina"), body))
    return seen


def at(house: House, clock: Clock) -> House:
    """The same house by another clock."""
    other = House(Database(house.database.pool, clock, flush, lambda *_: None), house.site, house.id)
    other.people = house.people
    return other


async def deactivate(house: House, handle: str) -> None:
    answer = await house.post(
        "alla", f"/api/people/{house.people[handle]}/deactivation", {"id": str(new_id())}
    )
    assert answer.status_code == 204, answer.text


async def owners_agree(db: Db) -> None:
    """The oracle: each card's owner is the last row of its history, and the history has no two rows at once;
    what is read in the book and in the search names the same one."""
    sql = """
        SELECT c.id, c.owner_id, (SELECT owner_id FROM client_owners h WHERE h.dealership_id = $1
               AND h.client_id = c.id ORDER BY from_at DESC LIMIT 1) AS last,
               (SELECT count(*) - count(DISTINCT from_at) FROM client_owners h WHERE h.dealership_id = $1
                AND h.client_id = c.id) AS doubled
        FROM clients c WHERE c.dealership_id = $1"""
    for row in await db.rows(sql):
        assert row["owner_id"] == row["last"], row["id"]
        assert row["doubled"] == 0
    for table in ("book_lines", "search_keys"):
        strangers = await db.value(
            f"""SELECT count(*) FROM {table} t JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
                WHERE t.dealership_id = $1 AND t.owner_id <> c.owner_id"""
        )
        assert strangers == 0, f"{table} names another owner"
