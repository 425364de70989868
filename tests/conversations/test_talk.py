"""The talk of a client with their manager: words come in, somebody is promised, the answer goes out."""

from uuid import uuid4

from app.kit.db import Database
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says
from tests.files.conftest import picture


async def test_a_message_waits_with_a_named_person_and_a_time(house: House) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "7001")
    await says(house, "7001", "Когда можно приехать на ТО?")
    inbox = (await house.get("vera", "/api/inbox")).json()["threads"]
    assert [line["thread_id"] for line in inbox] == [str(thread)]
    line = inbox[0]
    assert line["waiting_since"]
    assert line["promise"]["person"]["name"] == "Вера Орлова"
    assert line["last_text"] == "Когда можно приехать на ТО?"
    assert line["unread"] == 1
    card = (await house.get("vera", f"/api/clients/{anna}")).json()
    assert card["waiting_since"] == line["waiting_since"]
    assert card["promise"]["by_at"] == line["promise"]["by_at"]


async def test_the_answer_is_queued_once_and_ends_the_wait(house: House, tools: Database) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "7001")
    await says(house, "7001", "Когда можно приехать?")
    body = {"id": str(new_id()), "text": "В четверг в десять."}
    first = await house.post("vera", f"/api/threads/{thread}/messages", body)
    again = await house.post("vera", f"/api/threads/{thread}/messages", body)
    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert first.json()["state"] == "queued"
    queued = await tools.pool.fetch("SELECT state, body FROM deliveries WHERE thing_id = $1", body["id"])
    assert [(row["state"], row["body"]["text"]) for row in queued] == [
        ("queued", "Вера Орлова:\nВ четверг в десять.")
    ]
    inbox = (await house.get("vera", "/api/inbox")).json()["threads"]
    assert inbox[0]["waiting_since"] is None
    assert inbox[0]["promise"] is None
    assert "okno-feeds" in first.headers


async def test_nobody_else_sees_or_answers_annas_talk(house: House, other_house: House) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "7001")
    await says(house, "7001", "Секрет")
    path = f"/api/threads/{thread}/messages"
    missing = await house.get("oleg", f"/api/threads/{uuid4()}/messages")
    for house_of, handle in ((house, "oleg"), (house, "sofia"), (house, "alla"), (other_house, "petr")):
        seen = await house_of.get(handle, path)
        assert (seen.status_code, seen.json()["code"]) == (404, "not_found")
        wrote = await house_of.post(handle, path, {"id": str(new_id()), "text": "Привет"})
        assert wrote.status_code == 404
    assert missing.status_code == 404
    assert (await house.get("irina", path)).status_code == 200
    refused = await house.post("irina", path, {"id": str(new_id()), "text": "Здравствуйте"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours_to_answer")


async def test_needs_no_answer_ends_the_wait_and_can_be_undone(house: House) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "7001")
    await says(house, "7001", "Посмотрим дома")
    before = (await house.get("vera", "/api/inbox")).json()["threads"][0]
    waived = await house.post("vera", f"/api/threads/{thread}/waiver", {"id": str(new_id())})
    assert waived.status_code == 200, waived.text
    assert waived.json()["waiting_since"] is None
    undone = await house.send("vera", "DELETE", f"/api/threads/{thread}/waiver")
    assert undone.json()["waiting_since"] == before["waiting_since"]
    assert undone.json()["promise"] == before["promise"]


async def test_a_replayed_message_is_kept_once(house: House) -> None:
    anna = await make_anna(house)
    await connect(house, anna, "7001")
    assert await says(house, "7001", "Раз", key="telegram:1:7001:5")
    assert await says(house, "7001", "Раз", key="telegram:1:7001:5") is None
    talk = (await house.get("vera", f"/api/clients/{anna}/messages")).json()
    assert [message["text"] for message in talk["messages"]] == ["Раз"]


async def test_a_stranger_waits_in_the_lobby_for_the_manager_with_the_fewest_waiting(house: House) -> None:
    anna = await make_anna(house)
    await connect(house, anna, "7001")
    await says(house, "7001", "Жду")
    await says(house, "8001", "Сколько стоит Веста?")
    await says(house, "8001", "И когда привезут?")
    lines = (await house.get("oleg", "/api/inbox")).json()["threads"]
    assert len(lines) == 1
    assert lines[0]["client_id"] is None
    assert lines[0]["promise"]["person"]["name"] == "Олег Титов"
    talk = (await house.get("vera", f"/api/threads/{lines[0]['thread_id']}/messages")).json()["messages"]
    assert [(message["automatic"], message["direction"]) for message in talk] == [
        (False, "in"),
        (True, "out"),
        (False, "in"),
    ]
    assert "Олег Титов" in talk[1]["text"]
    assert lines[0]["waiting_since"], "an automatic text never ends a wait"


async def test_a_waiver_cannot_take_the_id_of_another(house: House) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "7001")
    key = {"id": str(new_id())}
    await says(house, "7001", "Посмотрим дома")
    assert (await house.post("vera", f"/api/threads/{thread}/waiver", key)).status_code == 200
    await says(house, "8001", "Я новый клиент")
    [lobby] = (await house.get("oleg", "/api/inbox")).json()["threads"]
    refused = await house.post("oleg", f"/api/threads/{lobby['thread_id']}/waiver", key)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "taken")
    assert (await house.get("oleg", "/api/inbox")).json()["threads"][0]["waiting_since"]


async def test_who_waited_as_a_stranger_waits_since_then_as_a_client(house: House) -> None:
    anna = await make_anna(house)
    await connect(house, anna, "7001")
    await says(house, "8001", "Это тоже Анна, с другого номера")
    [lobby] = (await house.get("oleg", "/api/inbox")).json()["threads"]
    await says(house, "7001", "Ответьте, пожалуйста")
    body = {"id": str(new_id()), "client_id": str(anna)}
    linked = await house.post("oleg", f"/api/threads/{lobby['thread_id']}/link", body)
    assert linked.status_code == 200, linked.text
    [line] = (await house.get("vera", "/api/inbox")).json()["threads"]
    assert line["waiting_since"] == lobby["waiting_since"]
    assert line["promise"]["by_at"] <= lobby["promise"]["by_at"]
    assert line["promise"]["person"]["name"] == "Вера Орлова"
    card = (await house.get("vera", f"/api/clients/{anna}")).json()
    assert card["waiting_since"] == line["waiting_since"]
    assert card["promise"]["by_at"] == line["promise"]["by_at"]


async def test_an_answer_goes_where_the_client_last_wrote_from(house: House, tools: Database) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "7001")
    await connect(house, anna, "7002")
    for handle in ("7002", "7001", "7002"):
        await says(house, handle, "Я здесь")
        body = {"id": str(new_id()), "text": "Вижу"}
        assert (await house.post("vera", f"/api/threads/{thread}/messages", body)).status_code == 201
        went = await tools.pool.fetchval(
            "SELECT a.destination FROM deliveries d JOIN addresses a ON a.id = d.address_id WHERE d.thing_id = $1",
            body["id"],
        )
        assert went == handle


async def test_the_answer_to_a_sent_message_is_the_message_as_the_talk_shows_it(house: House) -> None:
    """It is told without asking the database, so whatever the talk adds must be added there too."""
    anna = await make_anna(house)
    thread = await connect(house, anna, "7001")
    path = f"/api/threads/{thread}/messages"
    await says(house, "7001", "Когда можно приехать?")
    asked = (await house.get("vera", path)).json()["messages"][-1]["id"]
    photo = str(new_id())
    async with await house.as_("vera") as client:
        stored = await client.put(
            f"/api/files/{photo}", content=picture("PNG"), headers={"content-type": "image/png"}
        )
    assert stored.status_code in (200, 201), stored.text
    for more in (
        {"text": "  В четверг в десять. "},
        {"text": "В четверг в десять.", "reply_to": asked},
        {"text": "слово " * 1_500},
        {"text": "Вот она", "files": [photo]},
    ):
        sent = await house.post("vera", path, {"id": str(new_id())} | more)
        assert sent.status_code == 201, sent.text
        assert sent.json() == (await house.get("vera", path)).json()["messages"][-1]
