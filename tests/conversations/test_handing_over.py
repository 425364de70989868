"""Clients go from one manager to another: with their talk, their promise and a word to them; and back within a day."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.kit.db import Database
from app.kit.ids import feed_of, new_id
from tests.cast import House
from tests.conversations.books import (
    add_client,
    add_connected,
    asked,
    at,
    deactivate,
    hand_over,
    hire,
    looked_at,
    owners_agree,
    take_back,
)
from tests.conversations.stories import connect, owner_history, says

NOON = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # 12:00 in Samara
NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # 2:30 on Saturday there


async def texts_to(tools: Database, client: UUID) -> list[Any]:
    """What was queued to this client by itself, in order."""
    return await tools.pool.fetch(  # type: ignore[no-any-return]
        """SELECT d.state, d.lane, d.due_at, d.body->>'text' AS text FROM deliveries d
        JOIN messages m ON m.dealership_id = d.dealership_id AND m.id = d.thing_id AND m.phrase IS NOT NULL
        JOIN threads t ON t.dealership_id = m.dealership_id AND t.id = m.thread_id
        WHERE t.client_id = $1 ORDER BY d.place""",
        client,
    )


async def send_all(tools: Database, house: House) -> None:
    await tools.pool.execute(
        "UPDATE deliveries SET state = 'sent', settled_at = due_at WHERE dealership_id = $1 AND state = 'queued'",
        house.id,
    )


async def test_a_whole_book_moves_with_its_talks_and_everybody_is_told(house: House, tools: Database) -> None:
    waiting = await add_connected(house, waits=True, name="Анна Кузнецова", address_form="Анна Сергеевна")
    quiet = await add_connected(house, name="John Smith", address_form="Mr Smith", language="en")
    far = await add_client(house, name="Без Связи")
    noon = at(house, lambda: NOON)
    seen = await looked_at(noon, "vera", "oleg")
    assert (seen.clients, seen.waiting, seen.promises, seen.connected, seen.untold) == (3, 1, 1, 2, 1)
    done = await hand_over(noon, "vera", "oleg")
    assert (done.clients, done.announced, done.untold, done.whole_book) == (3, 2, 1, True)
    assert (await house.get("vera", "/api/book")).json()["clients"] == []
    book = {line["id"]: line for line in (await house.get("oleg", "/api/book")).json()["clients"]}
    assert book.keys() == {str(waiting), str(quiet), str(far)}
    assert {id for id, line in book.items() if line["untold_since"]} == {str(far)}
    assert book[str(waiting)]["promise"]["person"]["name"] == "Олег Титов"
    [russian] = await texts_to(tools, waiting)
    assert russian["text"].startswith(
        "Анна Сергеевна, Ваш персональный менеджер теперь — Олег Титов (раньше — Вера Орлова)."
    )
    [english] = await texts_to(tools, quiet)
    assert english["text"].startswith("Mr Smith, your personal manager is now Олег Титов")
    assert {text.text for text in seen.announcements} == {russian["text"], english["text"]}, "as it was shown"
    assert russian["lane"] == english["lane"] == "announcement"
    assert await house.unit(owners_agree) is None
    for client in (waiting, quiet, far):
        history = await house.unit(lambda db, client=client: owner_history(db, client))
        assert [row["because"] for row in history] == ["made", "handed_over"]


async def test_who_waits_is_promised_the_new_manager_by_the_time_that_was_told(
    house: House, tools: Database
) -> None:
    noon = at(house, lambda: NOON)
    client = await add_client(house, address_form="Анна Сергеевна")
    await connect(house, client, "7001")
    await says(noon, "7001", "Когда будет готово?")
    [before] = (await house.get("vera", "/api/inbox")).json()["threads"]
    later = {"id": new_id(), "until_at": datetime.now(UTC) + timedelta(days=7)}
    aside = (await house.post("vera", f"/api/threads/{before['thread_id']}/snooze", later)).json()
    assert aside["snoozed_until"]
    await hand_over(noon, "vera", "oleg", [client])
    assert (await house.get("vera", "/api/inbox")).json()["threads"] == []
    [line] = (await house.get("oleg", "/api/inbox")).json()["threads"]
    assert line["waiting_since"] == before["waiting_since"], "an announcement never ends a wait"
    assert line["snoozed_until"] is None, "what she put aside he has not seen yet"
    assert line["promise"] == {
        "person": {"id": str(house.people["oleg"]), "name": "Олег Титов"}, "by_at": before["promise"]["by_at"],
        "new_by_at": None,
    }  # fmt: skip
    card = (await house.get("oleg", f"/api/clients/{client}")).json()
    assert card["promise"]["person"]["name"] == "Олег Титов"
    [text] = await texts_to(tools, client)
    assert "На Ваш вопрос ответит Олег, сегодня до 13:00." in text["text"]
    assert line["last_text"] == "Когда будет готово?", "nor is it the last word"


async def test_nobody_is_told_at_night_and_everybody_in_their_own_morning(
    house: House, tools: Database
) -> None:
    here, east, late = [await add_connected(house) for _ in range(3)]
    change = "UPDATE clients SET time_zone = $2, never_before = $3 WHERE id = $1"
    await tools.pool.execute(change, east, "Asia/Vladivostok", None)
    await tools.pool.execute(change, late, None, time(11))
    await hand_over(at(house, lambda: NIGHT), "vera", "oleg")
    due = [(await texts_to(tools, client))[0]["due_at"] for client in (here, east, late)]
    assert due == [
        datetime(2026, 11, 21, 5, 0, tzinfo=UTC),  # 9:00 in Samara
        datetime(2026, 11, 20, 23, 0, tzinfo=UTC),  # 9:00 in Vladivostok, where it is 8:30 now
        datetime(2026, 11, 21, 7, 0, tzinfo=UTC),  # they wish nothing before 11:00
    ]


async def test_a_promise_that_comes_before_the_text_is_not_repeated_in_it(
    house: House, tools: Database
) -> None:
    client = await add_client(house)
    await connect(house, client, "7001")
    await says(at(house, lambda: NOON), "7001", "Вопрос")  # promised by 13:00
    await hand_over(at(house, lambda: NIGHT), "vera", "oleg")
    [text] = await texts_to(tools, client)
    assert "ответит" not in text["text"]


async def test_what_the_one_has_read_is_not_new_to_the_other(house: House) -> None:
    client = await add_client(house)
    thread = await connect(house, client, "7001")
    for n in range(3):
        await says(house, "7001", f"Вопрос {n}")
    await house.send("vera", "PUT", f"/api/threads/{thread}/read", {"seq": 2})
    await hand_over(house, "vera", "oleg")
    [line] = (await house.get("oleg", "/api/inbox")).json()["threads"]
    assert line["unread"] == 1


async def test_the_givers_phone_drops_the_client_and_the_receivers_shows_it_in_one_pull(house: House) -> None:
    client = await add_connected(house, waits=True)
    heads = {}
    for handle in ("vera", "oleg", "irina"):
        me = (await house.get(handle, "/api/me")).json()
        heads[handle] = {feed["id"]: {"epoch": feed["epoch"], "since": feed["seq"]} for feed in me["feeds"]}
    await hand_over(house, "vera", "oleg")

    async def news(handle: str) -> tuple[set[str], set[str]]:
        body = {"schema": 1, "feeds": heads[handle], "limit": 500}
        pulled = (await house.post(handle, "/sync/pull", body)).json()["feeds"].values()
        puts = {put["kind"] for feed in pulled for put in feed["puts"] if put["kind"] in ("client", "thread")}
        dels = {gone["kind"] for feed in pulled for gone in feed["dels"]}
        return puts, dels

    assert await news("vera") == (set(), {"client", "thread"})
    assert await news("oleg") == ({"client", "thread"}, set())
    assert (await news("irina"))[0] == {"client", "thread"}, (
        "gone from one book and put into the other at once"
    )
    assert (await house.get("vera", f"/api/clients/{client}")).status_code == 404


async def test_both_managers_have_a_notice(house: House) -> None:
    await add_client(house)
    await hand_over(house, "vera", "oleg")
    [got] = (await house.get("oleg", "/api/notices")).json()["notices"]
    assert got["text"].startswith("К Вам передан 1 клиент: Вера Орлова → Олег Титов.")
    assert "1 клиент об этом ещё не знает" in got["text"]
    [gave] = (await house.get("vera", "/api/notices")).json()["notices"]
    assert gave["text"] == "1 клиент передан: Вера Орлова → Олег Титов."


async def test_a_client_nobody_could_write_to_is_marked_until_the_manager_told_them(house: House) -> None:
    client = await add_client(house)
    await hand_over(house, "vera", "oleg")
    assert (await house.get("oleg", f"/api/clients/{client}")).json()["untold_since"]
    path = f"/api/clients/{client}/told"
    assert (await house.post("vera", path, {"id": str(new_id())})).status_code == 404
    assert (await house.post("irina", path, {"id": str(new_id())})).status_code == 403
    told = await house.post("oleg", path, {"id": str(new_id())})
    assert told.json()["untold_since"] is None
    assert (await house.get("oleg", f"/api/clients/{client}")).json()["untold_since"] is None
    [done] = (await house.get("irina", "/api/transfers")).json()["transfers"]
    assert done["untold"] == 0


async def test_without_an_announcement_every_client_is_marked(house: House, tools: Database) -> None:
    client = await add_connected(house)
    done = await hand_over(house, "vera", "oleg", announce=False)
    assert (done.announced, done.untold) == (0, 1)
    assert await texts_to(tools, client) == []


async def test_the_card_shows_whose_it_was_and_since_when(house: House) -> None:
    client = await add_client(house)
    done = await hand_over(house, "vera", "oleg")
    await take_back(house, done.id)
    spells = (await house.get("vera", f"/api/clients/{client}/owners")).json()["owners"]
    assert [(one["owner"]["name"], one["because"]) for one in spells] == [
        ("Вера Орлова", "returned"), ("Олег Титов", "handed_over"), ("Вера Орлова", "made"),
    ]  # fmt: skip
    assert spells[0]["by"]["name"] == "Ирина Белова"
    timeline = (await house.get("vera", f"/api/clients/{client}/timeline")).json()["items"]
    assert "Передача отменена. Персональный менеджер: Вера Орлова (до этого: Олег Титов)" in {
        item["text"] for item in timeline
    }


# --- undoing


async def test_undo_before_anything_left_withdraws_the_announcements(house: House, tools: Database) -> None:
    client, far = await add_connected(house, waits=True), await add_client(house)
    done = await hand_over(at(house, lambda: NIGHT), "vera", "oleg")
    back = await take_back(at(house, lambda: NIGHT + timedelta(hours=1)), done.id)
    assert (back.returned, back.undo_until) == (2, None)
    assert [row["state"] for row in await texts_to(tools, client)] == ["withdrawn"], "and no second text"
    book = {line["id"]: line for line in (await house.get("vera", "/api/book")).json()["clients"]}
    assert book.keys() == {str(client), str(far)}
    assert [line["untold_since"] for line in book.values()] == [None, None]
    assert book[str(client)]["promise"]["person"]["name"] == "Вера Орлова"


async def test_undo_after_the_announcement_is_followed_by_an_honest_second_text(
    house: House, tools: Database
) -> None:
    client = await add_connected(house, address_form="Анна Сергеевна")
    done = await hand_over(at(house, lambda: NOON), "vera", "oleg")
    await send_all(tools, house)
    await take_back(at(house, lambda: NOON + timedelta(hours=2)), done.id)
    first, second = await texts_to(tools, client)
    assert (first["state"], second["state"]) == ("sent", "queued")
    assert second["text"].startswith(
        "Анна Сергеевна, просим прощения за путаницу: Ваш персональный менеджер — по-прежнему Вера Орлова. "
        "Сообщение о другом менеджере (20 ноября, 12:00) больше не действует."
    )


async def test_a_text_that_may_have_arrived_is_corrected_too(house: House, tools: Database) -> None:
    client = await add_connected(house)
    done = await hand_over(at(house, lambda: NOON), "vera", "oleg")
    await tools.pool.execute(
        "UPDATE deliveries SET state = 'not_confirmed' WHERE dealership_id = $1 AND state = 'queued'",
        house.id,
    )
    await take_back(at(house, lambda: NOON), done.id)
    assert [row["state"] for row in await texts_to(tools, client)] == ["not_confirmed", "queued"]


async def test_only_clients_who_are_still_where_the_transfer_put_them_go_back(house: House) -> None:
    """One went on to a third manager, one went on and came back: the undo leaves both as they are."""
    await hire(house, "nina", "Нина Третья")
    stays, onward, around = [await add_client(house) for _ in range(3)]
    done = await hand_over(house, "vera", "oleg")
    await hand_over(house, "oleg", "nina", [onward, around])
    await hand_over(house, "nina", "oleg", [around])
    back = await take_back(house, done.id)
    assert back.returned == 1
    owners = {
        line["id"]: line["owner"]["name"]
        for line in (await house.get("irina", "/api/book")).json()["clients"]
    }
    assert owners == {str(stays): "Вера Орлова", str(onward): "Нина Третья", str(around): "Олег Титов"}
    await house.unit(owners_agree)


# --- an owner who is out


async def test_clients_of_somebody_who_is_out_stand_first_in_the_supervisors_list(house: House) -> None:
    await add_connected(house, waits=True)
    await deactivate(house, "vera")
    found = (await house.get("irina", "/api/books")).json()
    assert [(one["person"]["name"], one["out"], one["clients"], one["waiting"]) for one in found["books"]] == [
        ("Вера Орлова", True, 1, 1), ("Олег Титов", False, 0, 0),
    ]  # fmt: skip
    assert found["capacity"] == 400
    await hand_over(house, "vera", "oleg")
    assert [one["person"]["name"] for one in (await house.get("irina", "/api/books")).json()["books"]] == [
        "Олег Титов"
    ]


async def test_a_promise_never_names_somebody_who_is_out(house: House) -> None:
    client = await add_client(house)
    thread = await connect(house, client, "7001")
    await deactivate(house, "vera")
    await says(house, "7001", "Есть кто-нибудь?")
    [line] = (await house.get("irina", "/api/inbox")).json()["threads"]
    assert line["promise"]["person"]["name"] == "Ирина Белова"
    assert line["owner_out"]
    answering = (await house.get("irina", f"/api/clients/{client}/responsible")).json()
    assert answering["person"]["name"] == "Ирина Белова"
    body = {"id": str(new_id()), "text": "Здравствуйте, это Ирина."}
    wrote = await house.post("irina", f"/api/threads/{thread}/messages", body)
    assert wrote.status_code == 201, "whoever is promised may answer"
    assert (await house.get("irina", "/api/inbox")).json()["threads"][0]["waiting_since"] is None
    await hand_over(house, "vera", "oleg")
    refused = await house.post("irina", f"/api/threads/{thread}/messages", body | {"id": str(new_id())})
    assert refused.status_code == 403


async def test_a_wait_that_was_waived_before_the_transfer_comes_back_in_the_new_owners_name(
    house: House,
) -> None:
    client = await add_client(house)
    thread = await connect(house, client, "7001")
    await says(house, "7001", "Посмотрим дома")
    await house.post("vera", f"/api/threads/{thread}/waiver", {"id": str(new_id())})
    await hand_over(house, "vera", "oleg")
    restored = await house.send("oleg", "DELETE", f"/api/threads/{thread}/waiver")
    assert restored.json()["promise"]["person"]["name"] == "Олег Титов"


# --- refusals, each with a sentence


REFUSALS: list[tuple[str, dict[str, Any], int, str, str]] = [
    ("to oneself", {"to": "vera"}, 422, "validation", "Это один и тот же человек. Выберите другого."),
    ("to somebody out", {"to": "gone"}, 409, "manager_is_out", "Ушедший Менеджер здесь больше не работает."),
    ("to another house", {"to": "petr"}, 422, "validation", "Такого менеджера в этом доме нет."),
    ("from another house", {"from": "petr"}, 422, "validation", "Такого менеджера в этом доме нет."),
    ("to a supervisor", {"to": "irina"}, 409, "not_a_manager", "Ирина Белова не ведёт клиентов."),
    ("from a supervisor", {"from": "irina"}, 409, "not_a_manager", "Ирина Белова не ведёт клиентов."),
    ("an empty book", {"from": "oleg", "to": "vera"}, 409, "nothing_to_hand_over", "Передавать некого"),
    (
        "a colleague's client",
        {"clients": "oleg's"},
        409,
        "not_givers_clients",
        "1 клиент из списка уже не у этого",
    ),
    (
        "nobody's client",
        {"clients": "missing"},
        409,
        "not_givers_clients",
        "1 клиент из списка уже не у этого",
    ),
    ("nobody at all", {"clients": "none"}, 422, "validation", ""),
]


@pytest.mark.parametrize(
    ("what", "how", "status", "code", "sentence"), REFUSALS, ids=[r[0] for r in REFUSALS]
)
async def test_a_transfer_that_cannot_be_is_refused_with_a_sentence_and_moves_nobody(
    house: House, other_house: House, what: str, how: dict[str, Any], status: int, code: str, sentence: str
) -> None:
    mine = await add_client(house)
    people = house.people | {"petr": other_house.people["petr"]}
    if how.get("to") == "gone":
        people["gone"] = await hire(house, "gone", "Ушедший Менеджер")
        await deactivate(house, "gone")
    clients: list[str] | None = None
    if what == "a colleague's client":
        clients = [str(mine), str(await add_client(house, "oleg"))]
    if "clients" in how and clients is None:
        clients = [str(mine), str(new_id())] if how["clients"] == "missing" else []
    giver, receiver = people[how.get("from", "vera")], people[how.get("to", "oleg")]
    body = {"id": str(new_id()), "from_id": str(giver), "to_id": str(receiver), "clients": clients}
    for path, sent in (
        ("/api/transfers", body),
        ("/api/transfers/preview", {k: body[k] for k in body if k != "id"}),
    ):
        refused = await house.post("irina", path, sent)
        assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
        said = refused.json()["errors"][0]["message"] if status == 422 else refused.json()["detail"]
        assert said.startswith(sentence)
    assert [line["id"] for line in (await house.get("vera", "/api/book")).json()["clients"]] == [str(mine)]
    assert (await house.get("irina", "/api/transfers")).json()["transfers"] == []


async def test_only_a_supervisor_hands_clients_over(house: House) -> None:
    """A manager who could give a client away could give away an unhappy one."""
    await add_client(house)
    for handle in ("vera", "oleg", "alla", "sofia"):
        assert (await house.post(handle, "/api/transfers", asked(house, "vera", "oleg"))).status_code == 404


async def test_undoing_twice_too_late_or_when_nobody_is_left_is_refused_with_a_sentence(house: House) -> None:
    await hire(house, "nina", "Нина Третья")
    client = await add_client(house)
    done = await hand_over(house, "vera", "oleg")
    path = f"/api/transfers/{done.id}"
    first = await house.send("irina", "DELETE", path)
    assert first.status_code == 200, first.text
    twice = await house.send("irina", "DELETE", path)
    assert (twice.status_code, twice.json()["code"]) == (409, "transfer_undone")
    assert "уже отменили" in twice.json()["detail"]
    old = await hand_over(at(house, lambda: datetime.now(UTC) - timedelta(hours=24)), "vera", "oleg")
    late = await house.send("irina", "DELETE", f"/api/transfers/{old.id}")
    assert (late.status_code, late.json()["code"]) == (409, "transfer_too_old")
    assert "новой передачей" in late.json()["detail"]
    onward = await hand_over(house, "oleg", "vera", [client])
    await hand_over(house, "vera", "nina", [client])
    nobody = await house.send("irina", "DELETE", f"/api/transfers/{onward.id}")
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nothing_to_return")
    missing = await house.send("irina", "DELETE", f"/api/transfers/{new_id()}")
    assert missing.status_code == 404


async def test_clients_do_not_go_back_to_somebody_who_left_meanwhile(house: House) -> None:
    await add_client(house)
    done = await hand_over(house, "vera", "oleg")
    await deactivate(house, "vera")
    refused = await house.send("irina", "DELETE", f"/api/transfers/{done.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "manager_is_out")


async def test_a_repeated_request_hands_over_once(house: House, tools: Database) -> None:
    client = await add_connected(house)
    body = asked(house, "vera", "oleg")
    first, again = [await house.post("irina", "/api/transfers", body) for _ in range(2)]
    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert len(await texts_to(tools, client)) == 1
    assert feed_of("book", house.people["vera"])
