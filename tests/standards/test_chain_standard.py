"""How far the house goes for a text that does not arrive: set by administrators, in versions, within sane bounds."""

from typing import Any

import pytest

from tests.cast import House

PATH = "/api/standards/chain"
REPLY = {"silence_hours": 6, "calls": "failed", "ways": ["web", "telegram"]}


async def put(house: House, version: int, **rules: Any) -> Any:
    return await house.send("alla", "PUT", PATH, {"version": version, "rules": rules})


async def test_a_house_begins_with_the_usual_rules_and_what_they_do_in_words(house: House) -> None:
    found = (await house.get("alla", PATH)).json()
    assert (found["version"], found["versions"]) == (0, [])
    both = ["telegram", "web"]
    assert found["rules"]["reply"] == {"silence_hours": 24, "calls": "unseen", "ways": both}
    assert [found["rules"][one].get("silence_hours") for one in ("announcement", "reminder")] == [48, 72]
    assert found["rules"]["campaign"] == {"ways": both}
    assert found["told"]["reply"] == (
        "Не дошло туда, откуда клиент писал последним, — сразу дальше: Telegram, потом окно. "
        "Молчит 24 часа — идёт дальше так же. "
        "Не дошло никуда или на вопрос нет ответа ни по одному пути — менеджеру задача позвонить."
    )
    assert found["told"]["campaign"].endswith("Молчание клиента ничего не меняет. Звонить не просим никого.")
    assert found["told"]["survey"].endswith("Не дошло никуда — менеджеру задача позвонить.")


async def test_a_change_is_a_version_with_its_maker_and_its_hour(house: House) -> None:
    made = await put(house, 0, reply=REPLY)
    assert made.status_code == 200, made.text
    assert (await put(house, 0, reply=REPLY)).json() == made.json(), "the first answer may have been lost"
    late = await put(house, 0)
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert (await put(house, 1, reply=REPLY | {"silence_hours": 7})).status_code == 200
    found = (await house.get("alla", PATH)).json()
    assert found["rules"]["reply"]["silence_hours"] == 7
    assert [(one["version"], one["by"]) for one in found["versions"]] == [
        (2, "Алла Громова"),
        (1, "Алла Громова"),
    ]
    assert all(one["from_at"] for one in found["versions"])
    assert (await house.get("alla", "/api/standards")).json()["version"] == 0, (
        "the other rules are not touched"
    )


async def test_what_would_happen_is_said_before_anything_is_kept(house: House) -> None:
    answer = await house.post("alla", f"{PATH}/preview", {"reply": REPLY | {"silence_hours": 1}})
    assert answer.status_code == 200, answer.text
    assert answer.json()["told"]["reply"] == (
        "Не дошло туда, откуда клиент писал последним, — сразу дальше: окно, потом Telegram. "
        "Молчит 1 час — идёт дальше так же. Не дошло никуда — менеджеру задача позвонить."
    )
    assert (await house.get("alla", PATH)).json()["version"] == 0


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"reply": REPLY | {"silence_hours": 0}}, "rules.reply.silence_hours"),
        ({"reminder": REPLY | {"silence_hours": 337}}, "rules.reminder.silence_hours"),
        ({"reply": REPLY | {"silence_hours": None, "calls": "unseen"}}, "rules.reply.silence_hours"),
        ({"reply": REPLY | {"calls": "never"}}, "rules.reply.calls"),
        ({"reply": REPLY | {"ways": ["telegram"]}}, "rules.reply.ways"),
        ({"campaign": {"ways": ["web", "web"]}}, "rules.campaign.ways"),
        ({"survey": {"ways": ["web", "pigeon"]}}, "rules.survey.ways"),
        ({"campaign": {"ways": ["web", "telegram"], "calls": "failed"}}, "calls"),
        ({"gossip": {}}, "gossip"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_named(house: House, rules: Any, field: str) -> None:
    answer = await put(house, 0, **rules)
    assert answer.status_code == 422, answer.text
    [error] = answer.json()["errors"]
    assert error["field"].startswith(field), answer.text
    assert error["message"]
    previewed = await house.post("alla", f"{PATH}/preview", rules)
    assert previewed.status_code == 422, previewed.text
    assert (await house.get("alla", PATH)).json()["version"] == 0
