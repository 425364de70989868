"""What `okno serve` prints when it is ready: addresses, ways in, where the data lives."""

import asyncio
import io

import segno
import structlog

from app.cli.persons import address_of
from app.cli.reaching import asked
from app.config import Config
from app.database import access
from app.demo.cast import DEALERSHIPS, VERA
from app.kit import embedded
from app.kit.db import Database
from app.people import actions, queries
from app.people.model import Person
from app.serving import print_line

log = structlog.get_logger()


def greet(config: Config, server: embedded.Server | None) -> None:
    """Print the welcome; whatever goes wrong with it must not end what runs already."""
    try:
        where = access(config, "app", server)
        print_line(asyncio.run(asked(config, where, lambda database: welcome(database, config))))
    except Exception:
        log.exception("welcome failed")


async def welcome(database: Database, config: Config) -> str:
    """The words. They hold sign-in links, so they are for the terminal only and never logged."""
    lines = ["", f"Okno is open at {config.site}"]
    if config.local:
        lines += await ways_in(database, config)
    else:
        lines.append("Sign-in links are made by `okno link PERSON`.")
    bot = "on" if config.telegram_token else "off (set OKNO_TELEGRAM_TOKEN to connect one)"
    data = config.folder if config.database_url is None else "the database of OKNO_DATABASE_URL"
    lines += ["", f"bot: {bot}", f"data: {data}", f"files and keys: {config.folder}", ""]
    return "\n".join(lines)


async def ways_in(database: Database, config: Config) -> list[str]:
    """One-time links of the demo's cast. In a dealership of one's own, nobody's link is printed unasked."""
    lines: list[str] = []
    demo = {house.code for house in DEALERSHIPS}
    for id in await database.dealerships():
        house, _ = await database.work(id, queries.dealership)
        if house.code not in demo:
            continue
        people, _ = await database.work(id, queries.people)
        lines += ["", house.name]
        for person in sorted(people, key=lambda each: each.handle != VERA.handle):
            if person.deactivated_at is None:
                token, _ = await database.work(id, lambda db, p=person: actions.make_sign_in_link(db, p.id))  # type: ignore[misc]
                lines += way_in(person, address_of(config, token))
    if lines:
        return ["Each link signs in once, within ten minutes; `okno link PERSON` makes another.", *lines]
    return ["There is no demo dealership here. `okno link PERSON` makes a sign-in link."]


def way_in(person: Person, link: str) -> list[str]:
    line = f"  {person.name} ({person.handle}, {person.role}): {link}"
    return [line, qr_code(link)] if person.handle == VERA.handle else [line]


def qr_code(link: str) -> str:
    """For the camera of a phone in the same network."""
    drawn = io.StringIO()
    segno.make(link, error="l").terminal(out=drawn, compact=True)
    return drawn.getvalue()
