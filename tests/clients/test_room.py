"""Room in a book: the one client too many needs an explicit yes, and the question says why."""

import asyncio
from typing import Any

from app.clients.load import Work, forecast
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.books import add_client, add_connected, asked, hand_over
from tests.conversations.stories import says


async def holds(house: House, clients: int) -> None:
    """The house's norm of a book."""
    version = (await house.get("alla", "/api/standards")).json()["book"]["version"]
    body = {"version": version, "capacity": clients}
    assert (await house.send("alla", "PUT", "/api/standards/book", body)).status_code == 200


def new(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "name": name, "address_form": name} | fields


async def size(house: House, handle: str) -> int:
    return len((await house.get(handle, "/api/book")).json()["clients"])


async def test_one_client_too_many_is_asked_about_with_figures_and_made_after_a_yes(house: House) -> None:
    await holds(house, 1)
    await add_connected(house, waits=True)
    body = new("Борис Второй", phone="+70005550505")
    question = await house.post("vera", "/api/clients", body)
    assert (question.status_code, question.json()["code"]) == (409, "over_capacity")
    load = question.json()["load"]
    assert (load["clients"], load["after"], load["capacity"]) == (1, 2, 1)
    assert load["hours_after"] >= load["hours_now"]
    assert question.json()["detail"].startswith(
        "Портфель полон. Вера Орлова: будет 2 при норме 1, это около "
    )
    assert "сообщений 1" in question.json()["detail"], "the hours say where they come from"
    assert await size(house, "vera") == 1
    made = await house.post("vera", "/api/clients", body | {"confirmed": True})
    assert made.status_code == 201, "the same card under the same id, with a yes"
    assert await size(house, "vera") == 2


async def test_the_last_place_is_not_asked_about(house: House) -> None:
    await holds(house, 2)
    for name in ("Борис Первый", "Глеб Второй"):
        assert (await house.post("vera", "/api/clients", new(name))).status_code == 201


async def test_two_cards_at_once_do_not_both_take_the_last_place(house: House) -> None:
    await holds(house, 1)
    bodies = [new(name) for name in ("Борис Первый", "Глеб Второй", "Марк Третий", "Лев Четвёртый")]
    answers = await asyncio.gather(*(house.post("vera", "/api/clients", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert await size(house, "vera") == 1


async def test_a_stranger_who_would_overfill_the_book_is_asked_about_too(house: House) -> None:
    await holds(house, 1)
    await add_client(house, "oleg")
    await says(house, "8001", "Здравствуйте")
    [lobby] = (await house.get("oleg", "/api/inbox")).json()["threads"]
    path = f"/api/threads/{lobby['thread_id']}/link"
    body: dict[str, Any] = {"id": str(new_id()), "client": new("Бывший Незнакомец")}
    question = await house.post("oleg", path, body)
    assert (question.status_code, question.json()["code"]) == (409, "over_capacity")
    body["client"]["confirmed"] = True
    assert (await house.post("oleg", path, body)).status_code == 200
    assert await size(house, "oleg") == 2


async def test_a_transfer_and_its_undo_ask_before_they_overfill_a_book(house: House) -> None:
    await holds(house, 2)
    for owner in ("vera", "vera", "oleg"):
        await add_client(house, owner)
    body = asked(house, "vera", "oleg")
    seen = (
        await house.post("irina", "/api/transfers/preview", {k: body[k] for k in ("from_id", "to_id")})
    ).json()
    assert seen["room"]["over"]
    assert (seen["room"]["clients"], seen["room"]["after"], seen["room"]["capacity"]) == (1, 3, 2)
    question = await house.post("irina", "/api/transfers", body)
    assert (question.status_code, question.json()["code"]) == (409, "over_capacity")
    assert await size(house, "vera") == 2
    done = await house.post("irina", "/api/transfers", body | {"confirmed": True})
    assert done.json()["over_capacity"]
    await holds(house, 1)
    path = f"/api/transfers/{body['id']}"
    assert (await house.send("irina", "DELETE", path)).json()["code"] == "over_capacity"
    assert (await house.send("irina", "DELETE", path + "?confirmed=true")).json()["returned"] == 2


async def test_taking_clients_out_of_a_full_book_asks_nothing(house: House) -> None:
    for _ in range(3):
        await add_client(house)
    await holds(house, 1)
    assert (await hand_over(house, "vera", "oleg", None, confirmed=True)).clients == 3


# --- the forecast


def test_new_clients_are_taken_for_the_average_of_the_book() -> None:
    book = Work(clients=400, messages=4_000, touches=200)  # 4 weeks: 12 000 and 2 400 minutes
    said = forecast(book, None, 4)
    assert (said.hours_now, said.hours_after) == (60.0, 60.6)


def test_clients_with_a_history_bring_their_own_work() -> None:
    said = forecast(
        Work(clients=10, messages=80, touches=0), Work(clients=2, messages=800, touches=20), adding=2
    )
    assert (said.hours_now, said.hours_after) == (1.0, 12.0)
    assert said.basis.args["messages"] == 880


def test_without_anything_journaled_there_is_no_forecast_and_that_is_said() -> None:
    said = forecast(Work(clients=400, messages=0, touches=0), None, 1)
    assert (said.hours_now, said.hours_after) == (0.0, 0.0)
    assert said.basis.code == "load.no_basis"
