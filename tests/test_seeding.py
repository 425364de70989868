"""A story told by the everyday actions and the same story loaded in bulk leave the same rows."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from app.clients import queries as client_queries
from app.clients.actions import add_card, add_phone, set_line
from app.clients.belonging import add_relative
from app.clients.contacts import contact_by_handle
from app.clients.editing import NewContact, NewRelative
from app.clients.jobs import key_names
from app.clients.model import BookLine, NewClient
from app.clients.reaching import add_contact
from app.clients.seeding import (
    account_rows,
    book_line_row,
    client_rows,
    consent_rows,
    household_rows,
    phone_rows,
)
from app.conversations import actions as talk
from app.conversations.inviting import Refuse, Share, make_invitation, note_opening, refuse, share
from app.conversations.linking import link_contact
from app.conversations.model import LogTouch, Reply, Waive
from app.conversations.receiving import meet, receive_message
from app.conversations.seeding import Talk, invitation_rows, refusal_rows, touch_rows
from app.conversations.touching import log_touch
from app.deliveries.actions import settle
from app.deliveries.model import Sent
from app.deliveries.queries import begin_sending, claim_deliveries
from app.deliveries.seeding import address_row, settled_delivery_row
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.bulk import Bulk
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.kit.tokens import mint
from app.ownership.actions import add_car
from app.ownership.model import NewCar
from app.ownership.seeding import car_rows
from tests.cast import House, open_house
from tests.conversations.stories import ANNAS_PHONE, BOT, sender, words

BEGINS = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)  # 10:00 in Samara
ZONE = "Europe/Samara"
HUSBAND = "Пётр Ильич Кузнецов"
NAME, FORM = "Анна Сергеевна Кузнецова", "Анна Сергеевна"
CAR = {"make": "Lada", "model": "Vesta", "vin": "XTAGFL110LY000001", "plate": "А123ВС163", "year": 2024}
TABLES = (
    "clients", "client_owners", "contact_points", "households", "household_members", "card_changes", "consents",
    "book_lines", "search_keys", "search_words", "word_grams", "cars", "car_roles",
    "odometer_readings", "addresses", "threads", "messages", "message_texts", "promises", "waivers", "deliveries",
    "touches", "entries", "invitations", "invitation_refusals",
)  # fmt: skip
TOUCHES: tuple[tuple[Any, Any, Any, str | None], ...] = (
    ("call", "out", "no_answer", None),
    ("call", "in", "talked", "О шинах"),
    ("call", "out", "call_back", None),
    ("visit", None, "came", "Тест-драйв"),
    ("note", None, None, "Удобнее писать"),
)
OWN_WAYS = {
    "place",
    "lease_until",
    "remote_id",
    "source_key",
    "greeted_at",
    "token_hash",
}  # counters and the channel's own keys

TOUCH_LINES = "SELECT * FROM timeline WHERE dealership_id = $1 AND kind = ANY ($2) ORDER BY at"


def minute(n: int) -> datetime:
    return BEGINS + timedelta(minutes=n)


class Moving:
    """A clock that the teller of a story moves."""

    at = BEGINS

    def __call__(self) -> datetime:
        return self.at


async def told_by_actions(house: House, database: Database, clock: Moving) -> None:
    client, husband, vera = new_id(), new_id(), house.people["vera"]
    who = Who(
        dealership=house.id, id=vera, role="manager", session=new_id(), name="Вера Орлова", language="ru"
    )

    async def at(n: int, fn: Any) -> Any:
        clock.at = minute(n)
        return (await database.work(house.id, fn))[0]

    async def card(db: Db) -> None:
        await add_card(
            db, NewClient(id=client, name=NAME, address_form=FORM), owner=vera, by=None, because="purchase"
        )
        await add_phone(db, client, ANNAS_PHONE)
        await client_queries.insert_consent(db, client, "reminders", True, None, "visit")
        await record(db, "consent.given", client=client, purpose="reminders")
        await add_card(
            db,
            NewClient(id=husband, name=HUSBAND, address_form="Пётр"),
            owner=vera,
            by=None,
            because="purchase",
        )
        shared = NewContact(client_id=husband, id=new_id(), value=ANNAS_PHONE, label="family")
        await add_contact(db, who, shared)
        family = NewRelative(client_id=client, id=new_id(), relative_id=husband, as_role="partner")
        await add_relative(db, who, family)
        await add_car(db, NewCar(id=new_id(), client_id=client, from_on=date(2026, 11, 20), km=12, **CAR))

    async def connect(db: Db) -> UUID:
        await meet(db, sender("7001"))
        contact = await contact_by_handle(db, "telegram", "7001")
        head = await client_queries.client_head(db, client)
        assert contact is not None
        assert head is not None
        return (await link_contact(db, contact, head, by=None, because="invitation")).id

    async def invite(db: Db) -> None:
        id = new_id()
        token = mint(house.id)
        await make_invitation(db, client, "telegram", vera, token=token, id=id)
        await share(db, who, Share(client_id=client, invitation_id=id, id=new_id(), how="sms"))
        await note_opening(db, token)
        await refuse(db, who, Refuse(client_id=client, id=new_id()))

    await at(0, card)
    await at(0, invite)
    thread = await at(1, connect)
    await at(1, lambda db: receive_message(db, words("7001", "Когда приехать?", at=minute(1))))
    reply = Reply(thread_id=thread, id=new_id(), text="В десять.")
    await at(5, lambda db: talk.reply(db, who, reply))
    clock.at = minute(5) + timedelta(seconds=1)
    [item] = (await database.work(house.id, lambda db: claim_deliveries(db, 9)))[0]
    await database.work(house.id, lambda db: begin_sending(db, item.id))
    await database.work(house.id, lambda db: settle(db, item, Sent(remote_id="r")))
    await at(9, lambda db: receive_message(db, words("7001", "Посмотрим дома", at=minute(9))))
    await at(10, lambda db: talk.waive(db, who, Waive(thread_id=thread, id=new_id())))
    await at(11, lambda db: receive_message(db, words("7001", "Ещё вопрос", at=minute(11))))
    for n, (kind, direction, outcome, said) in enumerate(TOUCHES):
        touch = LogTouch(
            client_id=client, id=new_id(), kind=kind, direction=direction, outcome=outcome, words=said
        )  # fmt: skip
        await at(12 + n, lambda db, touch=touch: log_touch(db, who, touch))
    await at(11, lambda db: set_line(db, client, BookLine(next_step="Позвонить", next_step_at=minute(60))))


async def told_in_bulk(house: House, tools: Database) -> None:
    bulk, vera = Bulk(house.id, Random(1)), house.people["vera"]
    client = bulk.id_at(BEGINS)
    client_rows(
        bulk, client, minute(0), [(vera, minute(0), "purchase")], name=NAME, address_form=FORM, language="ru"
    )
    phone_rows(bulk, client, vera, ANNAS_PHONE, minute(0), None)
    husband = bulk.id_at(BEGINS)
    client_rows(
        bulk,
        husband,
        minute(0),
        [(vera, minute(0), "purchase")],
        name=HUSBAND,
        address_form="Пётр",
        language="ru",
    )
    phone_rows(bulk, husband, vera, ANNAS_PHONE, minute(0), None, label="family", by=vera)
    book_line_row(bulk, husband, vera, [ANNAS_PHONE])
    household_rows(bulk, minute(0), [(client, NAME, "head"), (husband, HUSBAND, "partner")], vera)
    consent_rows(bulk, client, "reminders", True, minute(0), "visit")
    car = NewCar(id=bulk.id_at(BEGINS), client_id=client, from_on=date(2026, 11, 20), **CAR)  # type: ignore[arg-type]
    car_rows(bulk, car, vera, minute(0), [(date(2026, 11, 20), "purchase", 12)], None, ZONE)
    invitation_rows(bulk, client, vera, minute(0), "sms", opened_at=minute(0))
    refusal_rows(bulk, client, vera, minute(0))
    account = account_rows(bulk, client, "telegram", "7001", minute(1), "Anna")
    address = address_row(
        bulk, "telegram", BOT, "7001", account, minute(1), language="ru", stopped_at=None, heard_at=minute(11)
    )
    story = Talk(bulk, client, account, ZONE, minute(1))
    story.hear(minute(1), "Когда приехать?", vera)
    sent = story.answer(minute(5), "В десять.", vera)
    settled_delivery_row(bulk, sent, address, "Вера Орлова:\nВ десять.", minute(5), "sent", None)
    story.hear(minute(9), "Посмотрим дома", vera)
    story.waive(minute(10), vera)
    story.hear(minute(11), "Ещё вопрос", vera)
    for n, (kind, direction, outcome, said) in enumerate(TOUCHES):
        touch_rows(bulk, minute(12 + n), client, vera, kind, said, direction, outcome)
    story.close(None, 0)
    assert story.wait is not None
    book_line_row(
        bulk, client, vera, [ANNAS_PHONE], thread_id=story.id, waiting_since=minute(11), promise_by_at=story.wait.by_at,
        promise_person=vera, car="Lada Vesta", plate=CAR["plate"], vin_tail="LY000001",
        last_text="Ещё вопрос", last_at=minute(11), met_at=minute(15), connected=True, next_step="Позвонить",
        next_step_at=minute(60),
    )  # fmt: skip
    async with tools.pool.acquire() as connection:
        await bulk.load(connection)
    await key_names(tools, house.id)


async def rows_of(tools: Database, house: House, table: str) -> list[str]:
    """The table's rows without ids, as text that can be compared."""
    found = await tools.pool.fetch(f"SELECT * FROM {table} WHERE dealership_id = $1", house.id)
    return sorted(str(comparable(dict(row))) for row in found if not of_the_staff(row))


def of_the_staff(row: Any) -> bool:
    return str(row.get("kind", "")).startswith(("person.", "session.", "dealership."))


def comparable(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {key: value for key, value in value.items() if not is_id(value)}
        if isinstance(value, dict)
        else value
        for name, value in row.items()
        if name not in OWN_WAYS and not is_id(value)
    }


def is_id(value: Any) -> bool:
    if isinstance(value, UUID):
        return True
    try:
        return isinstance(value, str) and len(value) == 36 and bool(UUID(value))
    except ValueError:
        return False


@pytest.fixture
async def both(house: House, database: Database, tools: Database, site: str) -> tuple[House, House]:
    """The story by actions in one house, in bulk in another."""
    second = await open_house(database, site)
    clock = Moving()
    moved = Database(database.pool, clock, database._flush, lambda *_: None)
    await told_by_actions(house, moved, clock)
    await told_in_bulk(second, tools)
    return house, second


async def test_actions_and_bulk_load_leave_the_same_rows(both: tuple[House, House], tools: Database) -> None:
    acted, loaded = both
    for table in TABLES:
        by_actions = await rows_of(tools, acted, table)
        assert by_actions, f"the story leaves no row in {table}"
        assert await rows_of(tools, loaded, table) == by_actions, table


async def test_touches_stand_on_the_timeline_alike(both: tuple[House, House], tools: Database) -> None:
    kinds = ("call", "visit", "note")
    by_actions, in_bulk = [
        [str(comparable(dict(row))) for row in await tools.pool.fetch(TOUCH_LINES, one.id, kinds)]
        for one in both
    ]
    assert len(by_actions) == len(TOUCHES)
    assert by_actions == in_bulk
