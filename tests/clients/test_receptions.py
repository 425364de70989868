"""Receive the visit: a colleague sees the card for a day, with a reason; the owner is told; nothing else opens."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.conversations import actions as talk
from app.conversations.model import Reply
from app.kit.db import Database
from app.kit.ids import feed_of, new_id
from tests.cast import House
from tests.conversations.stories import ANNAS_PHONE, connect, make_anna, says
from tests.files.conftest import put
from tests.security.ground import who_is

CAME = {"reason": "came"}


async def receive(house: House, client: UUID, handle: str = "oleg", **more: Any) -> Any:
    body = {"id": str(new_id())} | CAME | more
    return await house.post(handle, f"/api/clients/{client}/receptions", body)


class Walk:
    """Anna with a talk, an answer on its way and a file in it: every door that her card opens."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.doors: list[str] = []
        self.anna = self.thread = uuid4()

    async def prepared(self) -> "Walk":
        house = self.house
        self.anna = await make_anna(house)
        handle = str(uuid4())
        self.thread = await connect(house, self.anna, handle)
        await says(house, handle, "Можно заехать сегодня?")
        file = new_id()
        await put(house, "vera", file, b"%PDF-1.4 a note", "application/pdf")
        reply = Reply(thread_id=self.thread, id=new_id(), text="Да, конечно", files=[file])
        vera = who_is(house, "vera", "manager")
        said = await house.unit(lambda db: talk.reply(db, vera, reply))
        card = f"/api/clients/{self.anna}"
        self.doors = [
            card, f"{card}/timeline", f"{card}/responsible", f"{card}/messages",
            f"/api/threads/{self.thread}/messages", f"/api/deliveries/{said.delivery_id}", f"/api/files/{file}",
        ]  # fmt: skip
        return self

    async def tries(self, handle: str, house: House | None = None) -> set[int]:
        """What this person hears at every door."""
        return {(await (house or self.house).get(handle, door)).status_code for door in self.doors}

    async def passes(self, time: timedelta) -> None:
        """So much time goes by for every visit."""
        move = "UPDATE receptions SET until_at = until_at - $2::interval WHERE dealership_id = $1"
        await self.house.unit(lambda db: db.run(move, time))


@pytest.fixture
async def walk(house: House) -> Walk:
    return await Walk(house).prepared()


async def test_a_received_visit_opens_the_card_its_talk_and_its_files_for_a_day_and_no_longer(
    walk: Walk, other_house: House
) -> None:
    assert await walk.tries("oleg") == {404}
    opened = await receive(walk.house, walk.anna)
    assert opened.status_code == 201, opened.text
    assert await walk.tries("oleg") == {200}
    assert await walk.tries("petr", other_house) == {404}
    await walk.passes(timedelta(hours=23, minutes=59))
    assert await walk.tries("oleg") == {200}
    await walk.passes(timedelta(minutes=1))
    assert await walk.tries("oleg") == {404}
    assert await walk.tries("vera") == {200}


async def test_a_visit_finished_by_hand_closes_every_door_at_once(walk: Walk) -> None:
    visit = (await receive(walk.house, walk.anna)).json()["id"]
    finish = f"/api/receptions/{visit}"
    assert (await walk.house.send("vera", "DELETE", finish)).status_code == 404
    for _ in range(2):
        assert (await walk.house.send("oleg", "DELETE", finish)).status_code == 204
    assert await walk.tries("oleg") == {404}
    again = await receive(walk.house, walk.anna)
    assert again.status_code == 201, "the client may come back"


async def test_the_visitor_neither_writes_to_the_client_nor_changes_the_card_and_hears_whom_to_ask(
    walk: Walk, tools: Database
) -> None:
    await receive(walk.house, walk.anna)
    text = {"id": str(new_id()), "text": "Это Олег"}
    acts: list[tuple[str, str, Any]] = [
        ("POST", f"/api/threads/{walk.thread}/messages", text),
        ("POST", f"/api/clients/{walk.anna}/messages", text),
        ("POST", f"/api/threads/{walk.thread}/waiver", {"id": str(new_id())}),
        (
            "PATCH",
            f"/api/clients/{walk.anna}",
            {"base": {"name": "Анна Сергеевна Кузнецова"}, "name": "Чужая"},
        ),
        ("POST", f"/api/clients/{walk.anna}/invitations", {"id": str(new_id()), "channel": "web"}),
    ]
    for method, path, body in acts:
        refused = await walk.house.send("oleg", method, path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_your_client"), path
        assert "Вера Орлова" in refused.json()["detail"]
    count = "SELECT count(*) FROM messages WHERE dealership_id = $1 AND author_id = $2"
    assert await tools.pool.fetchval(count, walk.house.id, walk.house.people["oleg"]) == 0


async def test_lists_the_book_the_feeds_and_the_search_line_stay_as_they_were(walk: Walk) -> None:
    house = walk.house
    before = (await house.get("oleg", "/api/me")).json()["feeds"]
    [line] = (await house.get("oleg", "/api/clients", search="0101")).json()["clients"]
    visit = await receive(house, walk.anna)
    read = await house.send("oleg", "PUT", f"/api/threads/{walk.thread}/read", {"seq": 1})
    assert (visit.status_code, read.status_code) == (201, 200)
    await says(house, str(uuid4()), "Незнакомец пишет")  # the lobby moves, and may be told
    assert (await house.get("oleg", "/api/book")).json()["clients"] == []
    inbox = (await house.get("oleg", "/api/inbox")).json()["threads"]
    assert str(walk.anna) not in {thread["client_id"] for thread in inbox}
    day = (await house.get("oleg", "/api/day")).json()
    assert str(walk.anna) not in {thread["client_id"] for thread in day["waiting"]}
    assert (await house.get("oleg", "/api/clients", search="0101")).json()["clients"] == [line]
    after = (await house.get("oleg", "/api/me")).json()["feeds"]
    assert {feed["id"] for feed in after} == {feed["id"] for feed in before}
    asked = {feed["id"]: {"epoch": feed["epoch"], "since": feed["seq"]} for feed in before}
    pulled = (await house.post("oleg", "/sync/pull", {"feeds": asked})).text
    assert not [id for id in (walk.anna, walk.thread) if str(id) in pulled]


async def test_the_owner_is_told_at_once_and_the_card_says_who_received_the_client_and_why(
    walk: Walk,
) -> None:
    house = walk.house
    feed = str(feed_of("person", house.people["vera"]))
    book = str(feed_of("book", house.people["vera"]))
    places = {each["id"]: each for each in (await house.get("vera", "/api/me")).json()["feeds"]}
    cursors = {id: {"epoch": places[id]["epoch"], "since": places[id]["seq"]} for id in (feed, book)}
    visit = (await receive(house, walk.anna, reason="other", words="  забирает   шины ")).json()
    assert visit["words"] == "забирает шины"
    feeds = (await house.post("vera", "/sync/pull", {"feeds": cursors})).json()["feeds"]
    [put_] = feeds[feed]["puts"]
    assert (put_["kind"], put_["row"]["client_id"]) == ("notice", str(walk.anna))
    assert "Олег Титов" in put_["row"]["text"]
    assert "забирает шины" in put_["row"]["text"]
    assert ("client", str(walk.anna)) in {(each["kind"], each["id"]) for each in feeds[book]["puts"]}
    for handle in ("vera", "irina", "oleg"):
        [shown] = (await house.get(handle, f"/api/clients/{walk.anna}")).json()["receptions"]
        assert (shown["person"]["name"], shown["until_at"]) == ("Олег Титов", visit["until_at"])
    [row, *_] = (await house.get("vera", f"/api/clients/{walk.anna}/timeline")).json()["items"]
    assert (row["kind"], row["who"]["name"], row["ref_id"]) == ("reception", "Олег Титов", visit["id"])


async def test_a_reception_is_journaled_in_ids_and_codes_without_words(walk: Walk, tools: Database) -> None:
    visit = (await receive(walk.house, walk.anna, reason="other", words="забирает шины")).json()["id"]
    await walk.house.send("oleg", "DELETE", f"/api/receptions/{visit}")
    rows = await tools.pool.fetch(
        "SELECT kind, actor_id, client_id, facts FROM entries WHERE dealership_id = $1 AND subject_id = $2 ORDER BY at",
        walk.house.id,
        UUID(visit),
    )
    assert [row["kind"] for row in rows] == ["reception.opened", "reception.ended"]
    assert {(row["actor_id"], row["client_id"]) for row in rows} == {(walk.house.people["oleg"], walk.anna)}
    assert rows[0]["facts"] == {"reason": "other"}


async def test_a_repeat_of_the_act_opens_one_visit_and_tells_the_owner_once(walk: Walk) -> None:
    key = str(new_id())
    first, second = [await receive(walk.house, walk.anna, id=key) for _ in range(2)]
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert len((await walk.house.get("vera", "/api/notices")).json()["notices"]) == 1


async def test_what_the_visitor_logs_reaches_the_owner_and_leaves_with_its_undoing(walk: Walk) -> None:
    house, note = walk.house, str(new_id())
    path = f"/api/clients/{walk.anna}/touches"
    body = {"id": note, "kind": "note", "words": "Ждёт звонка о шинах"}
    assert (await house.post("oleg", path, body)).status_code == 404, "without a visit there is no card"
    await receive(house, walk.anna)
    logged = await house.post("oleg", path, body)
    assert logged.status_code == 201, logged.text
    [told, _] = (await house.get("vera", "/api/notices")).json()["notices"]
    assert "Олег Титов" in told["text"]
    assert "Ждёт звонка о шинах" in told["text"]
    assert (await house.send("oleg", "DELETE", f"/api/touches/{note}")).status_code == 200
    left = (await house.get("vera", "/api/notices")).json()["notices"]
    assert [notice["kind"] for notice in left] == ["reception"]
    own = {"id": str(new_id()), "kind": "note", "words": "Перезвонить"}
    await house.post("vera", path, own)
    assert len((await house.get("vera", "/api/notices")).json()["notices"]) == 1, "nobody tells herself"


async def test_what_comes_next_the_owner_alone_says(walk: Walk) -> None:
    await receive(walk.house, walk.anna)
    body = {"id": str(new_id()), "kind": "note", "words": "Заехала", "next_step": "Позвонить"}
    refused = await walk.house.post("oleg", f"/api/clients/{walk.anna}/touches", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_client")


# --- what is refused


async def test_what_makes_no_sense_is_refused_with_a_sentence_in_both_languages(walk: Walk) -> None:
    own = await receive(walk.house, walk.anna, "vera")
    assert (own.status_code, own.json()["code"]) == (409, "own_client")
    await receive(walk.house, walk.anna)
    twice = await receive(walk.house, walk.anna)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_received")
    await walk.house.send("oleg", "PATCH", "/api/me", {"language": "en"})
    english = await receive(walk.house, walk.anna)
    assert english.json()["detail"] != twice.json()["detail"]


@pytest.mark.parametrize("handle", ["irina", "sofia", "alla"])
async def test_only_managers_receive_visits(walk: Walk, handle: str) -> None:
    assert (await receive(walk.house, walk.anna, handle)).status_code == 404


async def test_a_client_of_another_house_an_archived_one_and_a_missing_one_are_the_same_nothing(
    walk: Walk, other_house: House
) -> None:
    foreign = await receive(other_house, walk.anna, "petr")
    missing = await receive(walk.house, uuid4())
    archive = "UPDATE clients SET archived_at = $3 WHERE dealership_id = $1 AND id = $2"
    await walk.house.unit(lambda db: db.run(archive, walk.anna, db.now))
    archived = await receive(walk.house, walk.anna)
    assert [answer.status_code for answer in (foreign, missing, archived)] == [404, 404, 404]
    assert foreign.content == missing.content == archived.content


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("reason", "bored", "wrong_choice"),
        ("words", "я" * 5_000, "too_long"),
        ("words", "мимо\u0000", "bad_text"),
        ("until_at", "2030-01-01T00:00:00Z", "unknown"),
    ],
)
async def test_a_bad_field_of_a_visit_is_named(walk: Walk, field: str, value: str, code: str) -> None:
    refused = await receive(walk.house, walk.anna, **{field: value})
    assert refused.status_code == 422
    [trouble] = refused.json()["errors"]
    assert (trouble["field"], trouble["code"]) == (field, code)
    assert await walk.tries("oleg") == {404}


@pytest.mark.parametrize("words", [None, "", "  \u00a0 "])
async def test_another_reason_needs_its_words(walk: Walk, words: str | None) -> None:
    refused = await receive(walk.house, walk.anna, reason="other", words=words)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "words"


async def test_anothers_visit_cannot_be_taken_over_by_its_id(walk: Walk) -> None:
    visit = (await receive(walk.house, walk.anna)).json()["id"]
    client = {"id": str(new_id()), "name": "Кто-то Новый", "address_form": "Новый"}
    await walk.house.post("oleg", "/api/clients", client)
    taken = await receive(walk.house, UUID(client["id"]), "vera", id=visit)
    assert taken.status_code == 422
    assert (await walk.house.get("vera", f"/api/clients/{client['id']}")).status_code == 404


# --- nobody gets a second card


async def test_a_known_phone_shows_whose_client_it_is_and_no_more(walk: Walk) -> None:
    new = {"id": str(new_id()), "name": "Аня", "address_form": "Аня", "phone": ANNAS_PHONE}
    refused = await walk.house.post("oleg", "/api/clients", new)
    assert (refused.status_code, refused.json()["code"]) == (409, "phone_taken")
    [line] = (await walk.house.get("oleg", "/api/clients", search="0101")).json()["clients"]
    assert refused.json()["found"] == [line]
    assert (line["owner"]["name"], line["mine"], line["car"]) == ("Вера Орлова", False, None)
    assert (await receive(walk.house, UUID(line["id"]))).status_code == 201


@pytest.mark.parametrize(
    "name", ["Кузнецова Анна", "анна  кузнецова", "Анна Сергеевна Кузнецова", "Ана Кузнецова"]
)
async def test_a_like_name_without_a_phone_asks_once_more_and_may_be_overridden(
    walk: Walk, name: str
) -> None:
    new = {"id": str(new_id()), "name": name, "address_form": "Анна"}
    asked = await walk.house.post("oleg", "/api/clients", new)
    assert (asked.status_code, asked.json()["code"]) == (409, "namesakes")
    assert [line["id"] for line in asked.json()["found"]] == [str(walk.anna)]
    assert (await walk.house.get("oleg", "/api/book")).json()["clients"] == [], "a question writes nothing"
    made = await walk.house.post("oleg", "/api/clients", new | {"namesake": True})
    assert made.status_code == 201


async def test_a_name_of_one_word_and_a_phone_of_ones_own_are_asked_nothing(walk: Walk) -> None:
    new = {"id": str(new_id()), "name": "Анна", "address_form": "Анна"}
    assert (await walk.house.post("oleg", "/api/clients", new)).status_code == 201
    other = {"id": str(new_id()), "name": "Анна Кузнецова", "address_form": "Анна", "phone": "+70005550909"}
    assert (await walk.house.post("oleg", "/api/clients", other)).status_code == 201
