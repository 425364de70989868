"""Two phones change one card: each field by itself, whoever was slower gets to choose, and history tells it all."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from app.kit.db import Database
from app.kit.ids import new_id
from tests.cast import House
from tests.clients.changes import card_of, change, over
from tests.conversations.stories import make_anna


@pytest.fixture
async def anna(house: House) -> UUID:
    return await make_anna(house)


async def patch(house: House, client: UUID, body: Any) -> httpx.Response:
    return await house.send("vera", "PATCH", f"/api/clients/{client}", body)


async def history(house: House, client: UUID, field: str, who: str = "vera", **query: Any) -> Any:
    answer = await house.get(who, f"/api/clients/{client}/fields/{field}/history", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_two_phones_that_change_different_fields_never_collide(house: House, anna: UUID) -> None:
    seen = await card_of(house, anna)
    first = await patch(house, anna, over(seen, never_before="11:00"))
    second = await patch(house, anna, over(seen, address_form="Анна", next_step="Шины"))
    assert (first.status_code, second.status_code) == (200, 200)
    card = await card_of(house, anna)
    assert (card["never_before"], card["address_form"], card["next_step"]) == ("11:00", "Анна", "Шины")


async def test_the_slower_phone_is_told_mine_theirs_whose_and_when_and_nothing_is_written(
    house: House, anna: UUID, tools: Database
) -> None:
    seen = await card_of(house, anna)
    await patch(house, anna, over(seen, name="Анна Сергеевна Орлова"))
    late = over(seen, name="Анна Ёлкина", never_after="20:00", consents={"offers": True})
    refused = await patch(house, anna, late)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    [conflict] = refused.json()["conflicts"]
    assert conflict.pop("at")
    assert conflict == {
        "field": "name",
        "mine": "Анна Ёлкина",
        "theirs": "Анна Сергеевна Орлова",
        "by": {"id": str(house.people["vera"]), "name": "Вера Орлова"},
    }
    card = await card_of(house, anna)
    assert (card["name"], card["never_after"], card["consents"]) == ("Анна Сергеевна Орлова", None, [])


async def test_mine_is_saved_over_the_new_base(house: House, anna: UUID) -> None:
    seen = await card_of(house, anna)
    await patch(house, anna, over(seen, name="Анна Первая"))
    again = {"base": {"name": "Анна Первая"}, "name": "Анна Вторая"}
    assert (await patch(house, anna, again)).status_code == 200
    changes = [(item["before"], item["after"]) for item in (await history(house, anna, "name"))["items"]]
    assert changes == [("Анна Первая", "Анна Вторая"), ("Анна Сергеевна Кузнецова", "Анна Первая")]


async def test_the_same_value_from_two_phones_is_no_conflict_and_one_change(house: House, anna: UUID) -> None:
    seen = await card_of(house, anna)
    for _ in range(2):
        assert (await patch(house, anna, over(seen, name=" Анна  Орлова "))).status_code == 200
    assert len((await history(house, anna, "name"))["items"]) == 1


async def test_a_field_without_the_value_it_was_changed_over_is_refused_and_named(
    house: House, anna: UUID
) -> None:
    refused = await patch(house, anna, {"name": "Анна Орлова"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "base.name"


async def test_a_withdrawn_consent_is_written_over_anything_and_a_given_one_is_not(
    house: House, anna: UUID
) -> None:
    seen = await card_of(house, anna)
    assert (await patch(house, anna, over(seen, consents={"offers": True}))).status_code == 200
    assert (await patch(house, anna, over(seen, consents={"offers": False}))).status_code == 200
    late = await patch(house, anna, over(seen, consents={"offers": True}))
    assert late.status_code == 409
    [conflict] = late.json()["conflicts"]
    assert (conflict["field"], conflict["mine"], conflict["theirs"]) == ("consents.offers", True, False)
    [consent] = (await card_of(house, anna))["consents"]
    assert (consent["purpose"], consent["given"]) == ("offers", False)
    told = [(i["before"], i["after"]) for i in (await history(house, anna, "consents"))["items"]]
    assert told == [("true", "false"), (None, "true")]


async def test_an_outbox_gets_the_same_details_and_the_other_acts_of_the_batch_go_on(
    house: House, anna: UUID
) -> None:
    seen = await card_of(house, anna)
    await patch(house, anna, over(seen, next_step="Позвонить"))
    bodies = [over(seen, next_step="Написать"), over(seen, address_form="Анечка")]
    acts = [
        {"id": str(new_id()), "kind": "clients.change", "body": {"client_id": str(anna)} | body}
        for body in bodies
    ]
    answer = await house.post("vera", "/sync/push", {"device": str(new_id()), "mutations": acts})
    first, second = answer.json()["results"]
    assert (first["outcome"], second["outcome"]) == ("conflict", "applied")
    [conflict] = first["problem"]["conflicts"]
    assert (conflict["field"], conflict["mine"], conflict["theirs"]) == ("next_step", "Написать", "Позвонить")


async def test_two_phones_at_once_write_one_value_and_ask_the_other(house: House, anna: UUID) -> None:
    import asyncio

    seen = await card_of(house, anna)
    names = [f"Анна Номер{n}" for n in range(6)]
    answers = await asyncio.gather(*(patch(house, anna, over(seen, name=name)) for name in names))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    assert len((await history(house, anna, "name"))["items"]) == 1


async def test_the_history_of_a_field_is_paged_without_gaps_or_repeats(house: House, anna: UUID) -> None:
    for n in range(7):
        await change(house, anna, never_before=f"{8 + n:02d}:00")
    whole = (await history(house, anna, "hours"))["items"]
    seen: list[Any] = []
    after = ""
    while True:
        page = await history(house, anna, "hours", limit=3, after=after)
        seen += page["items"]
        after = page["next"]
        if not after:
            break
    assert seen == whole
    assert [item["after"] for item in seen] == [f"{14 - n:02d}:00" for n in range(7)]
    assert page["since"]


async def test_who_may_not_see_the_card_sees_no_history_and_a_field_that_is_none_is_not_there(
    house: House, anna: UUID
) -> None:
    await change(house, anna, name="Анна Орлова")
    assert len((await history(house, anna, "name", who="irina"))["items"]) == 1
    for who, field in (("oleg", "name"), ("vera", "owner_id"), ("vera", "version"), ("vera", "%00")):
        answer = await house.get(who, f"/api/clients/{anna}/fields/{field}/history")
        assert answer.status_code == 404, field


async def test_the_timeline_says_in_words_what_was_changed(house: House, anna: UUID) -> None:
    await change(house, anna, never_before="11:00", never_after="20:00")
    await change(house, anna, language="en", time_zone="Europe/Moscow", next_step="Шины")
    items = (await house.get("vera", f"/api/clients/{anna}/timeline")).json()["items"]
    told = [item["text"] for item in items]
    assert "Писать и звонить можно с 11:00 до 20:00" in told
    assert "Язык переписки: английский" in told
    assert "Часовой пояс клиента: Москва" in told
    assert "Следующий шаг: Шины" in told


# --- what nobody should send


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"name": "я" * 10_000}, "name", "too_long"),
        ({"name": " \u00a0\t "}, "name", "blank"),
        ({"name": "\u200b\u202e"}, "name", "blank"),
        ({"address_form": ""}, "address_form", "blank"),
        ({"never_before": "20:00", "never_after": "10:00"}, "never_after", "hours_crossed"),
        ({"never_before": "11:00", "never_after": "11:00"}, "never_after", "hours_crossed"),
        ({"never_before": "25:00"}, "never_before", "not_an_hour"),
        ({"time_zone": "Europe/Togliatti"}, "time_zone", "unknown_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "unknown_zone"),
        ({"language": "de"}, "language", "wrong_choice"),
    ],
)
async def test_a_bad_value_is_refused_with_its_field_and_a_sentence(
    house: House, anna: UUID, fields: dict[str, Any], field: str, code: str
) -> None:
    refused = await change(house, anna, **fields)
    assert refused.status_code == 422, refused.text
    [trouble] = refused.json()["errors"]
    assert (trouble["field"], trouble["code"]) == (field, code)
    assert trouble["message"][0].isupper()
    assert (await history(house, anna, "hours"))["items"] == []


async def test_two_sane_wishes_of_two_phones_may_not_leave_the_client_no_hour(
    house: House, anna: UUID
) -> None:
    seen = await card_of(house, anna)
    assert (await patch(house, anna, over(seen, never_before="15:00"))).status_code == 200
    refused = await patch(house, anna, over(seen, never_after="12:00"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message"].startswith("Не раньше 15:00 и не позже 12:00")


async def test_half_of_an_emoji_is_refused_and_a_whole_one_is_a_surname(house: House, anna: UUID) -> None:
    body = b'{"base": {"name": "x"}, "name": "\\ud83d"}'
    async with await house.as_("vera") as client:
        headers = {"content-type": "application/json"}
        refused = await client.patch(f"/api/clients/{anna}", content=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "validation")
    assert (await change(house, anna, name="🦊🦊 Анна")).status_code == 200
    [found] = (await house.get("vera", "/api/clients", search="🦊")).json()["clients"]
    assert found["name"] == "🦊🦊 Анна"
    book = (await house.get("vera", "/api/book")).json()["clients"]
    assert [line["name"] for line in book] == ["🦊🦊 Анна"]
