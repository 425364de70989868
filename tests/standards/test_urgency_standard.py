"""The signs of urgency: set by administrators, in versions, tried on words before and within what can work."""

from typing import Any

import pytest

from tests.cast import House

PATH = "/api/standards/urgency"
FIRE = {"name": "Огонь", "weight": "now", "patterns": ["горит маш* -чек"]}


def rules(*signs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"signs": list(signs), **more}


async def put(house: House, version: int, given: dict[str, Any]) -> Any:
    return await house.send("alla", "PUT", PATH, {"version": version, "rules": given})


async def tried(house: House, text: str, given: dict[str, Any]) -> dict[str, Any]:
    answer = await house.post("alla", f"{PATH}/try", {"text": text, "rules": given})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_house_begins_with_the_usual_signs_and_they_can_be_saved_as_they_are(house: House) -> None:
    found = (await house.get("alla", PATH)).json()
    assert (found["version"], found["versions"]) == (0, [])
    assert {sign["weight"] for sign in found["rules"]["signs"]} >= {"now", "ask", "before", "calm", "thanks"}
    saved = await put(house, 0, found["rules"])
    assert saved.status_code == 200, saved.text
    assert saved.json()["rules"] == found["rules"]


async def test_a_change_is_a_version_with_its_maker_and_a_late_one_is_refused(house: House) -> None:
    made = await put(house, 0, rules(FIRE, ask_unclear=False))
    assert made.status_code == 200, made.text
    repeated = await put(house, 0, rules(FIRE, ask_unclear=False))
    assert repeated.json() == made.json(), "the first answer may have been lost"
    late = await put(house, 0, rules(FIRE))
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    found = (await house.get("alla", PATH)).json()
    assert [(one["version"], one["by"]) for one in found["versions"]] == [(1, "Алла Громова")]
    assert found["rules"]["ask_unclear"] is False
    assert (await house.get("alla", "/api/standards")).json()["version"] == 0, "the others are not touched"


async def test_words_are_tried_on_rules_that_are_not_in_force_and_say_what_they_rest_on(house: House) -> None:
    found = await tried(house, "у меня\nгорит машина", rules(FIRE))
    assert (found["urgency"], found["asks"]) == ("now", False)
    assert found["told"] == "Срочно: будит сразу, без вопросов. «Огонь» — по словам «горит машина»."
    assert found["reasons"] == [{"sign": "Огонь", "weight": "now", "words": "горит машина"}]
    assert (await tried(house, "горит машина: чек", rules(FIRE, ask_unclear=False)))["urgency"] == "wait"
    unclear = await tried(house, "горит машина: чек", rules(FIRE))
    assert unclear["told"] == ("Возможно, срочно: ночью спросим клиента. Нет ни вопроса, ни обычного дела.")
    assert (await house.get("alla", PATH)).json()["version"] == 0, "trying keeps nothing"


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        (rules(FIRE, FIRE | {"name": "огонь "}), "rules.signs.1.name", "уже есть"),
        (rules(FIRE | {"name": "  "}), "rules.signs.0.name", ""),
        (rules(FIRE | {"patterns": ["горит", "-чек"]}), "rules.signs.0.patterns", "«-чек» не сработает"),
        (rules(FIRE | {"patterns": ["г*"]}), "rules.signs.0.patterns", "«г*» не сработает"),
        (rules(FIRE | {"patterns": ["го*рит"]}), "rules.signs.0.patterns", "не сработает"),
        (rules(FIRE | {"patterns": ["?!"]}), "rules.signs.0.patterns", "не сработает"),
        (rules(FIRE | {"patterns": []}), "rules.signs", ""),
        (rules(FIRE, {"name": "Ок", "weight": "thanks", "patterns": ["Горит  маш* -чек"]}),
         "rules.signs.1.patterns", "уже стоит в признаке «Огонь»"),
        (rules(FIRE | {"weight": "ask"}), "rules.signs", "Нет ни одного признака, который будит"),
        (rules(FIRE | {"weight": "loud"}), "rules.signs", ""),
        (rules(), "rules.signs", ""),
    ],
)  # fmt: skip
async def test_what_cannot_work_is_refused_in_a_sentence_and_keeps_nothing(
    house: House, given: dict[str, Any], field: str, sentence: str
) -> None:
    for answer in (
        await put(house, 0, given),
        await house.post("alla", f"{PATH}/try", {"text": "а", "rules": given}),
    ):
        assert answer.status_code == 422, answer.text
        [error] = answer.json()["errors"]
        assert error["field"].startswith(field), answer.text
        assert sentence in error["message"]
    assert (await house.get("alla", PATH)).json()["version"] == 0
