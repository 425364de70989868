"""Invitations and shared numbers by themselves, without a channel: who gets in, once, and who never does."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.clients.contacts import contact_by_handle
from app.clients.model import ContactPoint, NewClient
from app.conversations.inviting import Outcome, make_invitation, use_invitation
from app.conversations.model import Inbound
from app.conversations.receiving import acquaint, receive_message
from app.conversations.welcoming import Shared, number_of, receive_contact, start
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.ids import new_id
from app.kit.tokens import mint
from tests.cast import House
from tests.conversations.stories import ANNAS_PHONE, make_anna, says, sender, words


async def link_for(house: House, client: UUID) -> str:
    made = await house.unit(lambda db: make_invitation(db, client, "telegram", None))
    token: str = made.token
    return token


async def opens(house: House, handle: str, token: str) -> Outcome:
    async def use(db: Db) -> Outcome:
        contact, _ = await acquaint(db, sender(handle))
        return (await use_invitation(db, token, contact))[0]

    outcome: Outcome = await house.unit(use)
    return outcome


async def contact_of(house: House, handle: str) -> ContactPoint:
    found: ContactPoint | None = await house.unit(lambda db: contact_by_handle(db, "telegram", handle))
    assert found is not None
    return found


async def test_of_two_who_open_one_link_at_once_one_gets_in(house: House) -> None:
    anna = await make_anna(house)
    token = await link_for(house, anna)
    outcomes = await asyncio.gather(*(opens(house, str(number), token) for number in range(4)))
    assert sorted(outcomes) == ["linked", "used", "used", "used"]
    linked = [handle for handle in "0123" if (await contact_of(house, handle)).client_id == anna]
    assert len(linked) == 1


async def test_two_links_of_one_client_let_two_accounts_into_one_thread(house: House) -> None:
    anna = await make_anna(house)
    first, second = await link_for(house, anna), await link_for(house, anna)
    assert await asyncio.gather(opens(house, "1", first), opens(house, "2", second)) == ["linked", "linked"]
    threads = (
        "SELECT count(*) FROM threads WHERE dealership_id = $1 AND merged_into IS NULL AND client_id = $2"
    )
    assert await house.unit(lambda db: db.value(threads, anna)) == 1


async def test_a_contact_that_a_person_has_just_linked_elsewhere_stays_there(house: House) -> None:
    anna = await make_anna(house)
    boris = str(new_id())
    await house.post("vera", "/api/clients", {"id": boris, "name": "Борис", "address_form": "Борис"})
    await says(house, "1", "Здравствуйте")
    stale, token = await contact_of(house, "1"), await link_for(house, anna)
    thread = await house.unit(lambda db: db.value("SELECT id FROM threads WHERE dealership_id = $1"))
    linked = await house.post(
        "vera", f"/api/threads/{thread}/link", {"id": str(new_id()), "client_id": boris}
    )
    assert linked.status_code == 200
    with pytest.raises(Problem, match="already_linked"):
        await house.unit(lambda db: use_invitation(db, token, stale))
    assert str((await contact_of(house, "1")).client_id) == boris
    assert await opens(house, "1", token) == "other_card"


async def test_a_link_ends_after_thirty_days_and_not_before(house: House) -> None:
    anna = await make_anna(house)
    token = await link_for(house, anna)
    older = "UPDATE invitations SET expires_at = expires_at - $2::interval WHERE dealership_id = $1"
    await house.unit(lambda db: db.run(older, timedelta(days=30, minutes=-1)))
    other = await link_for(house, anna)
    await house.unit(lambda db: db.run(older, timedelta(minutes=2)))
    assert await opens(house, "1", token) == "expired"
    assert await opens(house, "1", other) == "linked"


async def test_a_link_of_another_dealership_is_not_even_looked_up(house: House, other_house: House) -> None:
    theirs = await link_for(other_house, await make_anna(other_house, "petr"))
    assert await opens(house, "1", theirs) == "unknown"
    assert await opens(house, "1", mint(house.id)) == "unknown"
    assert await opens(house, "1", "") == "unknown"


async def test_a_link_of_a_client_who_is_gone_is_unknown(house: House) -> None:
    token = await link_for(house, await make_anna(house))
    await house.unit(
        lambda db: db.run("UPDATE clients SET archived_at = $2 WHERE dealership_id = $1", db.now)
    )
    assert await opens(house, "1", token) == "unknown"
    with pytest.raises(Problem, match="not_found"):
        await house.unit(lambda db: make_invitation(db, uuid4(), "telegram", None))


async def test_nothing_of_a_link_stands_readable_in_the_database(house: House) -> None:
    token = await link_for(house, await make_anna(house))
    rows = await house.unit(lambda db: db.rows("SELECT * FROM invitations WHERE dealership_id = $1"))
    assert token not in repr([dict(row) for row in rows])
    entries = await house.unit(lambda db: db.rows("SELECT facts FROM entries WHERE dealership_id = $1"))
    assert token not in repr([dict(row) for row in entries])


async def test_opening_by_a_link_begins_no_wait_and_makes_no_second_card(house: House) -> None:
    anna = await make_anna(house)
    token = await link_for(house, anna)
    await house.unit(lambda db: start(db, sender("1"), token))
    waiting = "SELECT count(*) FROM threads WHERE dealership_id = $1 AND waiting_since IS NOT NULL"
    assert await house.unit(lambda db: db.value(waiting)) == 0
    assert await house.unit(lambda db: db.value("SELECT count(*) FROM clients WHERE dealership_id = $1")) == 1
    assert await house.unit(lambda db: db.value("SELECT count(*) FROM threads WHERE dealership_id = $1")) == 1


async def test_a_welcome_speaks_the_clients_language_not_the_telephones(house: House) -> None:
    english = NewClient(id=new_id(), name="John Smith", address_form="John", language="en")
    await house.post("vera", "/api/clients", {"id": english.id, "name": "John Smith", "address_form": "John",
                                              "language": "en"})  # fmt: skip
    token = await link_for(house, english.id)
    await house.unit(lambda db: start(db, sender("1"), token))
    [told] = await texts(house)
    assert told.startswith("Hello, John! This is your personal line at")


async def texts(house: House) -> list[str]:
    sql = """SELECT t.text FROM messages m JOIN message_texts t ON t.dealership_id = $1 AND t.message_id = m.id
             WHERE m.dealership_id = $1 AND m.direction = 'out' ORDER BY m.thread_id, m.thread_seq"""
    return [row["text"] for row in await house.unit(lambda db: db.rows(sql))]


# --- shared numbers


def shared(phone: str, **more: bool) -> Shared:
    return Shared(**{"phone": phone, "own": True, "forwarded": False, "answers": True} | more)  # type: ignore[arg-type]


def contact(handle: str) -> Inbound:
    return words(handle, "+7 000 555-01-01", kind="contact")


async def test_a_stranger_and_a_person_who_links_them_at_the_same_moment_end_in_one_thread(
    house: House,
) -> None:
    """The client shares the number while Vera links the thread by hand: both want the same, one thread results."""
    anna = await make_anna(house)
    await says(house, "1", "Здравствуйте")
    thread = await house.unit(lambda db: db.value("SELECT id FROM threads WHERE dealership_id = $1"))
    vera = house.post("vera", f"/api/threads/{thread}/link", {"id": str(new_id()), "client_id": str(anna)})
    client = house.unit(lambda db: receive_contact(db, contact("1"), shared(ANNAS_PHONE)))
    await asyncio.gather(vera, client, return_exceptions=True)
    assert (await contact_of(house, "1")).client_id == anna
    open_threads = "SELECT count(*) FROM threads WHERE dealership_id = $1 AND merged_into IS NULL"
    assert await house.unit(lambda db: db.value(open_threads)) == 1


async def test_the_number_of_a_colleagues_client_leads_to_that_colleague(house: House) -> None:
    anna = await make_anna(house, "oleg")
    await says(house, "1", "Здравствуйте")
    await house.unit(lambda db: receive_contact(db, contact("1"), shared(ANNAS_PHONE)))
    owner = "SELECT owner_id FROM clients WHERE dealership_id = $1 AND id = $2"
    assert await house.unit(lambda db: db.value(owner, anna)) == house.people["oleg"]
    assert "Олег Титов" in (await texts(house))[-1]


@pytest.mark.parametrize("how", [{"own": False}, {"forwarded": True}, {"own": False, "forwarded": True}])
async def test_a_number_that_is_not_proved_links_nobody_however_often(
    house: House, how: dict[str, bool]
) -> None:
    await make_anna(house)
    await says(house, "1", "Здравствуйте")
    for _ in range(3):
        await house.unit(lambda db: receive_contact(db, contact("1"), shared(ANNAS_PHONE, **how)))
    assert (await contact_of(house, "1")).client_id is None
    verified = """SELECT count(*) FROM contact_points
                  WHERE dealership_id = $1 AND kind = 'phone' AND verified_at IS NOT NULL"""
    assert await house.unit(lambda db: db.value(verified)) == 0
    assert len(await texts(house)) == 2  # the greeting, and one answer however often they try


async def test_the_same_contact_message_twice_changes_nothing(house: House) -> None:
    await make_anna(house)
    await says(house, "1", "Здравствуйте")
    message = contact("1")
    for _ in range(2):
        await house.unit(lambda db: receive_contact(db, message, shared(ANNAS_PHONE)))
    assert len(await texts(house)) == 2


async def test_a_stranger_of_a_house_without_managers_is_kept_and_told_nothing(house: House) -> None:
    put_out = "UPDATE persons SET deactivated_at = $2 WHERE dealership_id = $1 AND role = 'manager'"
    await house.unit(lambda db: db.run(put_out, db.now))
    await house.unit(lambda db: receive_message(db, words("1", "Есть кто?")))
    await house.unit(lambda db: receive_contact(db, contact("1"), shared("+70005553333")))
    assert await texts(house) == []
    kept = "SELECT count(*) FROM messages WHERE dealership_id = $1 AND direction = 'in'"
    assert await house.unit(lambda db: db.value(kept)) == 2


@pytest.mark.parametrize(
    ("raw", "number"),
    [("70005550101", "+70005550101"), ("+7 000 555 01 01", "+70005550101"), ("4915112345678", "+4915112345678"),
     ("", None), ("call me", None), ("+70005550101, +70005550102", None)],
)  # fmt: skip
def test_numbers_come_with_or_without_the_plus(raw: str, number: str | None) -> None:
    assert number_of(raw) == number
