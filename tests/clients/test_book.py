"""The book goes by its version: the same bytes while nothing moved, the new lines as soon as something did."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec

from app.clients.actions import set_line
from app.clients.books import BOOK_OF_OWNER
from app.clients.kept import KeptBooks
from app.clients.model import Book, BookLine
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.ids import feed_of, new_id
from app.people.actions import sign_out
from tests.cast import House


async def book(house: House, handle: str = "vera", **headers: str) -> httpx.Response:
    async with await house.as_(handle) as client:
        return await client.get("/api/book", headers=headers)


async def kept(house: House, name: str = "Анна Кузнецова") -> UUID:
    id = new_id()
    made = await house.post("vera", "/api/clients", {"id": id, "name": name, "address_form": "Анна"})
    assert made.status_code == 201, made.text
    return id


async def test_the_book_is_its_struct_and_names_its_version(house: House) -> None:
    await kept(house)
    answer = await book(house)
    told = msgspec.json.decode(answer.content, type=Book)
    assert [line.name for line in told.clients] == ["Анна Кузнецова"]
    assert answer.headers["etag"] == f'W/"{told.epoch.hex}-{told.seq}"'
    assert answer.headers["vary"] == "accept-encoding"


async def test_times_in_the_book_are_written_as_everywhere_else(house: House) -> None:
    id = await kept(house)
    at = datetime(2026, 12, 1, 10, tzinfo=UTC)
    await house.unit(
        lambda db: set_line(db, id, BookLine(next_step="x", next_step_at=at, last_text="по UTC+00:00"))
    )
    [line] = (await book(house)).json()["clients"]
    assert line["next_step_at"] == "2026-12-01T10:00:00Z"
    assert line["last_text"] == "по UTC+00:00"


async def test_a_book_is_in_the_order_of_names_whoever_came_first(house: House) -> None:
    for name in ("Яна Белова", "Анна Кузнецова", "Ёла Зимина", "Борис Анин"):
        await kept(house, name)
    names = [line["name"] for line in (await book(house)).json()["clients"]]
    by_key = await house.unit(
        lambda db: db.rows("SELECT name FROM clients WHERE dealership_id = $1 ORDER BY name_key, id")
    )
    assert names == [row["name"] for row in by_key]


async def test_the_line_shows_the_phones_that_stand_on_the_card(house: House) -> None:
    """Own ones first; each act that changes a phone changes the line."""
    id = await kept(house)
    ids = [new_id(), new_id(), new_id()]
    numbers = ("+79125550103", "+79125550101", "+79125550102")
    for one, value, label in zip(ids, numbers, ("family", "own", "company"), strict=True):
        body = {"id": one, "value": value, "label": label}
        made = await house.post("vera", f"/api/clients/{id}/contacts", body)
        assert made.status_code < 300, made.text

    async def shown() -> list[str]:
        [line] = (await book(house)).json()["clients"]
        card = (await house.get("vera", f"/api/clients/{id}")).json()
        assert line["phones"] == [phone["phone"] for phone in card["phones"]]
        return list(line["phones"])

    assert await shown() == [numbers[1], numbers[0], numbers[2]]
    path = f"/api/clients/{id}/contacts"
    assert (await house.send("vera", "PATCH", f"{path}/{ids[2]}", {"label": "own"})).status_code == 200
    assert await shown() == [numbers[1], numbers[2], numbers[0]]
    assert (await house.post("vera", f"{path}/{ids[1]}/end", {"id": new_id()})).status_code == 200
    assert await shown() == [numbers[2], numbers[0]]
    assert (await house.send("vera", "DELETE", f"{path}/{ids[1]}/end")).status_code == 200
    assert await shown() == [numbers[1], numbers[2], numbers[0]]


async def test_whoever_has_this_version_is_told_so_and_sent_nothing(house: House) -> None:
    first = await book(house)
    again = await book(house, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await kept(house)
    changed = await book(house, **{"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert len(changed.json()["clients"]) == 1


async def test_a_kept_book_is_never_older_than_the_last_change(house: House) -> None:
    for number in range(4):
        await kept(house, f"Клиент {'АБВГ'[number]}")
        assert len((await book(house)).json()["clients"]) == number + 1
        assert len((await book(house)).json()["clients"]) == number + 1


async def test_a_book_that_is_known_is_not_read_again(house: House) -> None:
    await kept(house)
    feed = feed_of("book", house.people["vera"])

    async def plan(db: Db, known: bool) -> list[str]:
        sql = """SELECT s.id, p.role || '|' || p.language || '|' || p.name AS remembered, f.epoch, f.seq
                 FROM sessions s JOIN persons p ON p.dealership_id = $1 AND p.id = s.person_id
                 JOIN feeds f ON f.dealership_id = $1 AND f.id = $3 WHERE s.dealership_id = $1 AND s.person_id = $2"""
        row = await db.row(sql, house.people["vera"], feed)
        assert row
        version = (row["epoch"], row["seq"] if known else row["seq"] - 1)
        asks = (row["id"], db.now, row["remembered"], feed, house.people["vera"], *version)
        told = await db.rows(f"EXPLAIN (ANALYZE, TIMING OFF) {BOOK_OF_OWNER}", *asks)
        return [line[0] for line in told if re.search(r"Scan .* on (clients|book_lines)", line[0])]

    known = await house.unit(lambda db: plan(db, True))
    assert len(known) >= 2
    assert all("never executed" in line for line in known)
    assert not any("never executed" in line for line in await house.unit(lambda db: plan(db, False)))


async def test_who_cannot_unpack_gets_it_plain(house: House) -> None:
    await kept(house)
    plain = await book(house, **{"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == (await book(house)).json()


async def test_a_session_that_ends_gets_no_kept_book_at_once(house: House) -> None:
    async with await house.as_("vera") as client:
        assert (await client.get("/api/book")).status_code == 200
        assert (await client.get("/api/book")).status_code == 200
        who = await house.unit(lambda db: who_of(db, house))
        await house.unit(lambda db: sign_out(db, who))
        assert (await client.get("/api/book")).status_code == 401


async def who_of(db: Any, house: House) -> Who:
    """Vera with her one session."""
    session = await db.value(
        "SELECT id FROM sessions WHERE dealership_id = $1 AND person_id = $2", house.people["vera"]
    )
    return Who(
        dealership=house.id,
        id=house.people["vera"],
        role="manager",
        session=session,
        name="Вера",
        language="ru",
    )


def test_books_asked_for_long_ago_make_room() -> None:
    feeds = [new_id() for _ in range(3)]
    one = len(KeptBooks(1 << 20).keep(feeds[0], (new_id(), 1), b"x" * 100))
    store = KeptBooks(2 * one)
    for feed in feeds[:2]:
        store.keep(feed, (feed, 1), b"x" * 100)
    first = store.look(feeds[0])
    assert first
    store.again(feeds[0], first)
    store.keep(feeds[2], (feeds[2], 1), b"x" * 100)
    assert [store.look(feed) is not None for feed in feeds] == [True, False, True]
    store.keep(feeds[2], (feeds[2], 2), b"y" * 100)
    assert store.look(feeds[0])
    nothing = KeptBooks(0)
    nothing.keep(feeds[0], (feeds[0], 1), b"x")
    assert nothing.look(feeds[0]) is None
