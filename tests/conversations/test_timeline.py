"""The years with a client in one stream: every kind, page by page, without gaps, on its indexes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.conversations.timeline import TIMELINE_PAGE, TOP
from app.journal.actions import show
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.texts import Phrase
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says

HANDLE = "9902"
CALL = {"kind": "call", "direction": "out", "outcome": "talked"}


async def page(house: House, client: UUID, who: str = "vera", **params: Any) -> dict[str, Any]:
    answer = await house.get(who, f"/api/clients/{client}/timeline", **params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def walked(house: House, client: UUID, **params: Any) -> list[dict[str, Any]]:
    """Every item, by pages of three."""
    seen: list[dict[str, Any]] = []
    after = ""
    while True:
        one = await page(house, client, after=after, limit=3, **params)
        assert len(one["items"]) <= 3
        seen += one["items"]
        after = one["next"]
        if not after:
            return seen


async def log(house: House, client: UUID, **body: Any) -> str:
    made = await house.post("vera", f"/api/clients/{client}/touches", {"id": new_id()} | body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def eventful(house: House) -> UUID:
    """Anna with something of every kind."""
    anna = await make_anna(house)
    thread = await connect(house, anna, HANDLE)
    for n in range(4):
        await says(house, HANDLE, f"Вопрос {n}")
        await log(house, anna, **CALL)
    await house.post("vera", f"/api/threads/{thread}/messages", {"id": new_id(), "text": "Готово."})
    words = Phrase("timeline.purchase", {"car": "Lada Vesta"})
    await house.unit(lambda db: show(db, anna, "deal", words))
    return anna


async def test_talk_and_events_stand_in_one_stream_newest_first(house: House) -> None:
    anna = await eventful(house)
    items = (await page(house, anna))["items"]
    assert [item["kind"] for item in items[:4]] == ["deal", "message", "call", "message"]
    assert items == sorted(items, key=lambda item: (item["at"], item["id"]), reverse=True)
    answer, question = items[1], items[3]
    assert (answer["text"], answer["direction"], answer["who"]["name"]) == ("Готово.", "out", "Вера Орлова")
    assert (question["text"], question["direction"], question["who"]) == ("Вопрос 3", "in", None)
    thread = (await house.get("vera", f"/api/clients/{anna}")).json()["thread_id"]
    assert answer["ref_id"] == question["ref_id"] == thread


async def test_a_timeline_is_paged_without_gaps_or_repeats(house: House) -> None:
    anna = await eventful(house)
    whole = (await page(house, anna, limit=100))["items"]
    assert await walked(house, anna) == whole
    assert len({item["id"] for item in whole}) == len(whole)


async def test_things_of_one_instant_are_paged_in_a_fixed_order(house: House) -> None:
    anna = await make_anna(house)

    async def write(db: Db) -> list[UUID]:
        return [await show(db, anna, "car", Phrase("timeline.car_added", {"car": "Vesta"})) for _ in range(7)]

    lines = await house.unit(write)
    assert [item["id"] for item in await walked(house, anna, kinds="car")] == sorted(
        map(str, lines), reverse=True
    )


async def test_what_happens_while_somebody_pages_shifts_nothing(house: House) -> None:
    anna = await eventful(house)
    whole = (await page(house, anna, limit=100))["items"]
    first = await page(house, anna, limit=3)
    await says(house, HANDLE, "Ещё одно")
    await log(house, anna, **CALL)
    rest = await page(house, anna, after=first["next"], limit=100)
    assert first["items"] + rest["items"] == whole


async def test_a_call_logged_later_stands_where_it_happened(house: House) -> None:
    anna = await make_anna(house)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    await log(house, anna, **CALL, at=yesterday)
    items = (await page(house, anna))["items"]
    assert [item["kind"] for item in items][-1] == "call"


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        ("talk", {"message"}),
        ("touch", {"call"}),
        ("car", {"deal"}),
        ("card", {"card", "owner", "phone", "channel"}),
        ("touch,car", {"call", "deal"}),
        ("", {"message", "call", "deal", "card", "owner", "phone", "channel"}),
    ],
)
async def test_a_filter_shows_its_kinds_on_every_page_and_no_other(
    house: House, kinds: str, shown: set[str]
) -> None:
    anna = await eventful(house)
    items = await walked(house, anna, kinds=kinds)
    assert {item["kind"] for item in items} == shown
    whole = (await page(house, anna, limit=100))["items"]
    assert items == [item for item in whole if item["kind"] in shown]


@pytest.mark.parametrize("kinds", ["everything", "talk,all", "Talk", "%", "talk " * 2000])
async def test_an_unknown_filter_is_refused_with_a_sentence(house: House, kinds: str) -> None:
    anna = await make_anna(house)
    refused = await house.get("vera", f"/api/clients/{anna}/timeline", kinds=kinds)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "kinds"


async def test_a_bad_place_in_a_timeline_is_refused_with_a_sentence(house: House) -> None:
    anna = await make_anna(house)
    for after in ("x", "1_2", "9" * 40 + "_" + "0" * 32, "_"):
        refused = await house.get("vera", f"/api/clients/{anna}/timeline", after=after)
        assert refused.status_code == 422, after


async def test_a_deleted_or_wordless_message_is_told_for_what_it_is(house: House) -> None:
    anna = await make_anna(house)
    await connect(house, anna, HANDLE)
    await says(house, HANDLE, "", kind="location")
    gone = await says(house, HANDLE, "Не то")
    sql = "UPDATE messages SET deleted_at = $3 WHERE dealership_id = $1 AND id = $2"
    await house.unit(lambda db: db.run(sql, gone, db.now))
    items = (await page(house, anna, kinds="talk"))["items"]
    assert [item["text"] for item in items] == ["Сообщение удалено", "Геопозиция"]


async def test_somebody_who_may_not_see_the_card_sees_none_of_it(house: House, other_house: House) -> None:
    anna = await eventful(house)
    for asked in (house.get("oleg", f"/api/clients/{anna}/timeline"),
                  other_house.get("petr", f"/api/clients/{anna}/timeline")):  # fmt: skip
        assert (await asked).status_code == 404
    assert (await page(house, anna, "irina"))["items"]


# --- on its indexes


async def test_a_page_of_a_long_talk_walks_two_indexes_downwards(house: House, tools: Database) -> None:
    """However long the years were, a page reads a page: no other row is sorted or thrown away."""
    anna = await make_anna(house)
    thread = await connect(house, anna, HANDLE)
    async with tools.pool.acquire() as connection:
        for statement in LONG_YEARS:
            await connection.execute(statement.format(house=house.id, client=anna, thread=thread))
        await connection.execute("ANALYZE messages, timeline, threads, message_texts, persons")
    plan = await planned(house, anna)
    assert "messages_in_time" in plan, plan
    assert "timeline_pkey" in plan, plan
    for table in ("messages", "timeline", "message_texts"):  # a handful of threads is read whole, and rightly
        assert f"Seq Scan on {table}" not in plan, plan
    assert "Merge Append" in plan, plan


LONG_YEARS = (
    """INSERT INTO messages (dealership_id, id, thread_id, thread_seq, direction, channel, kind, at)
    SELECT '{house}', gen_random_uuid(), '{thread}', n, 'in', 'telegram', 'text', now() - n * interval '1 minute'
    FROM generate_series(1, 5000) n""",
    """INSERT INTO message_texts (dealership_id, message_id, n, text, at)
    SELECT dealership_id, id, 1, 'да', at FROM messages WHERE dealership_id = '{house}'""",
    """INSERT INTO timeline (dealership_id, client_id, at, id, kind, words)
    SELECT '{house}', '{client}', now() - n * interval '1 hour', gen_random_uuid(), 'card', '{{"code": "x"}}'
    FROM generate_series(1, 5000) n""",
)


async def planned(house: House, client: UUID) -> str:
    async def explain(db: Db) -> str:
        rows = await db.rows(
            "EXPLAIN " + TIMELINE_PAGE, uuid4(), db.now, "", client, *TOP, 51, ("talk", "touch", "car", "card")
        )  # fmt: skip
        return "\n".join(row[0] for row in rows)

    plan: str = await house.unit(explain)
    return plan
