"""A person named on the command line, and the links and tokens made for them."""

from uuid import UUID

from app.cli.refusals import Refused
from app.config import Config
from app.kit.db import Database
from app.people import actions, queries
from app.people.model import Dealership, Person


async def find_person(database: Database, name: str) -> tuple[UUID, Person]:
    """The person `vera`, unique in the installation, or `tlt/vera`. Raises Refused."""
    code, _, handle = name.strip().rpartition("/")
    found: list[tuple[Dealership, Person]] = []
    for id in await database.dealerships():
        house, _ = await database.work(id, queries.dealership)
        if code and house.code.lower() != code.lower():
            continue
        person, _ = await database.work(id, lambda db: queries.person_by_handle(db, handle.lower()))
        if person is not None:
            found.append((house, person))
    if not found:
        raise Refused(f"There is no person {name!r}: name one as `vera`, or as `dealership/vera`.")
    if len(found) > 1:
        choices = ", ".join(f"{house.code.lower()}/{handle}" for house, _ in found)
        raise Refused(f"{handle} works in several dealerships: name one of {choices}.")
    ((house, person),) = found
    if person.deactivated_at is not None:
        raise Refused(f"{name} was put out: an administrator can let them in again.")
    return house.id, person


async def link_for(database: Database, config: Config, name: str) -> str:
    """A one-time sign-in link."""
    dealership, person = await find_person(database, name)
    token, _ = await database.work(dealership, lambda db: actions.make_sign_in_link(db, person.id))
    return address_of(config, token)


def address_of(config: Config, token: str) -> str:
    return f"{config.site}/sign-in/{token}"


async def token_for(database: Database, name: str) -> str:
    """A session token for scripts."""
    dealership, person = await find_person(database, name)
    token, _ = await database.work(dealership, lambda db: actions.open_session(db, person.id, "bearer"))
    return token
