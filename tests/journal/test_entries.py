"""The journal: who did what when, in ids, codes and numbers; followed by those who asked; never in words."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.clients.actions import add_card, add_phone
from app.clients.changing import change_client
from app.clients.editing import ClientChange, SeenFields
from app.clients.model import NewClient
from app.conversations import actions as talk
from app.conversations.model import Reply
from app.journal import followers
from app.journal.actions import record
from app.journal.queries import claim_followups, entry, finish_followup
from app.kit.db import Database, Db
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.stories import connect, says
from tests.security.ground import who_is


async def test_an_entry_says_who_what_and_when(house: House) -> None:
    vera, subject = house.people["vera"], new_id()

    async def write(db: Db) -> Any:
        id = await record(db, "test.done", by=vera, subject=subject, minutes=5)
        found = await entry(db, id)
        assert found is not None
        assert found["at"] == db.now
        return found

    found = await house.unit(write)
    assert (found["kind"], found["actor_kind"], found["actor_id"]) == ("test.done", "person", vera)
    assert (found["subject_id"], found["facts"]) == (subject, {"minutes": 5})


@pytest.mark.parametrize(("who", "kind"), [("by", "person"), ("by_client", "client"), (None, "system")])
async def test_people_clients_and_the_house_itself_act(house: House, who: str | None, kind: str) -> None:
    actor = {who: uuid4()} if who else {}

    async def write(db: Db) -> Any:
        return await entry(db, await record(db, "test.done", **actor))  # type: ignore[arg-type]

    assert (await house.unit(write))["actor_kind"] == kind


async def test_an_entry_of_a_unit_that_failed_is_not_there(house: House) -> None:
    ids: list[UUID] = []

    async def fail(db: Db) -> None:
        ids.append(await record(db, "test.done"))
        raise LookupError

    with pytest.raises(LookupError):
        await house.unit(fail)
    assert await house.unit(lambda db: entry(db, ids[0])) is None


# --- those who follow


async def test_every_follower_of_a_kind_gets_each_entry_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "wanted", {"test.done": ["first", "second"], "test.other": ["third"]})

    async def write(db: Db) -> UUID:
        await record(db, "test.followed_by_nobody")
        return await record(db, "test.done")

    id = await house.unit(write)
    claimed = await house.unit(lambda db: claim_followups(db, 100))
    mine = {
        (row["follower"], row["entry_id"])
        for row in claimed
        if row["follower"] in ("first", "second", "third")
    }
    assert mine == {("first", id), ("second", id)}
    assert await house.unit(lambda db: claim_followups(db, 100)) == [], "they are leased"


async def test_a_followup_is_taken_away_by_one_of_two_rivals(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "wanted", {"test.done": ["first"]})
    id = await house.unit(lambda db: record(db, "test.done"))
    taken = [await house.unit(lambda db: finish_followup(db, "first", id)) for _ in range(2)]
    assert taken == [True, False]


async def test_a_followed_entry_wakes_the_worker_and_another_does_not(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "wanted", {"test.done": ["first"]})
    woken = []

    async def write(db: Db, kind: str) -> None:
        await record(db, kind)
        woken.append(set(db.wakes))

    for kind in ("test.done", "test.quiet"):
        await house.unit(lambda db, kind=kind: write(db, kind))  # type: ignore[misc]
    assert woken == [{"followups"}, set()]


def test_whoever_is_registered_is_told_of_the_kinds_they_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "wanted", {})
    followers.register({"a": ("x", "y"), "b": ("y",)})
    assert [followers.followers_of(kind) for kind in ("x", "y", "z")] == [["a"], ["a", "b"], []]


# --- no words


async def test_no_entry_of_a_whole_talk_holds_a_name_a_phone_or_a_word(house: House) -> None:
    """The journal is kept for ten years and is never erased, so nothing personal may ever get in."""
    vera, anna, handle = who_is(house, "vera", "manager"), new_id(), "tg-8861734"
    secrets = ["Кузнецова", "Анна", "5550199", "готова", "Мурзик", "позвонить", handle, "Вера", "Орлова"]

    async def live(db: Db) -> None:
        new = NewClient(id=anna, name="Анна Кузнецова", address_form="Анна Сергеевна")
        await add_card(db, new, owner=vera.id, by=vera.id, because="made")
        await add_phone(db, anna, "+70005550199")

    await house.unit(live)
    await says(house, handle, "Это Мурзик, машина готова?")
    thread = await connect(house, anna, handle)
    reply = Reply(thread_id=thread, id=new_id(), text="Да, готова")
    await house.unit(lambda db: talk.reply(db, vera, reply))
    change = ClientChange(
        client_id=anna,
        base=SeenFields(name="Анна Кузнецова", next_step=None, consents={"offers": None}),
        name="Анна Мурзик",
        next_step="позвонить",
        consents={"offers": True},
    )
    await house.unit(lambda db: change_client(db, vera, change))
    entries = await house.unit(lambda db: db.rows("SELECT kind, facts FROM entries WHERE dealership_id = $1"))
    told = repr([dict(row) for row in entries]).lower()
    assert len(entries) > 8
    assert [secret for secret in secrets if secret.lower() in told] == []
