"""Who reads a capsule: exactly who may see the card, for as long as they may."""

from datetime import timedelta

from app.clients.standing_in import end_stand_ins, let_stand_in
from app.kit.auth import Who
from app.kit.ids import new_id
from app.loyalty.complaining import LogComplaint, log_complaint
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says


async def test_a_capsule_tells_who_waits_for_what_and_how_they_feel(house: House) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "511")
    await says(house, "511", "Когда привезут коврики?")
    vera = Who(
        dealership=house.id, id=house.people["vera"], role="manager", session=new_id(), name="Вера Орлова",
        language="ru",
    )  # fmt: skip
    complaint = LogComplaint(id=new_id(), client_id=anna, words="Дует из окна")
    await house.unit(lambda db: log_complaint(db, vera, complaint))
    found = (await house.get("vera", f"/api/clients/{anna}/capsule")).json()
    assert (found["address_form"], found["owner"]["name"]) == ("Анна Сергеевна", "Вера Орлова")
    assert found["thread_id"] == str(thread)
    assert [line["text"] for line in found["talk"]] == ["Когда привезут коврики?"]
    assert found["promises"][0].startswith("Ответ обещан: Вера Орлова")
    assert (found["mood"], [one["text"] for one in found["evidence"]]) == ("upset", ["Жалоба открыта"])
    assert "Не спрашивать ещё раз. Телефон есть." in found["dont"]
    assert "+7" not in str(found), "the card has the phone, for who may see the card"


async def test_who_stands_in_reads_it_until_it_is_over_and_nobody_else_of_the_house(house: House) -> None:
    anna = await make_anna(house)
    path = f"/api/clients/{anna}/capsule"

    async def answers(who: str) -> int:
        return (await house.get(who, path)).status_code

    assert [await answers(who) for who in ("vera", "irina", "oleg", "sofia", "alla")] == [
        200,
        200,
        404,
        404,
        404,
    ]
    await house.unit(lambda db: let_stand_in(db, anna, house.people["oleg"], db.now))
    assert await answers("oleg") == 200

    async def over(db):  # type: ignore[no-untyped-def]
        db.now += timedelta(hours=13)
        await end_stand_ins(db)

    await house.unit(over)
    assert await answers("oleg") == 404
