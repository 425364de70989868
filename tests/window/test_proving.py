"""A client's number is proved by a code that the manager reads out and the client types into the window."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.kit.ids import new_id
from app.people.guessing import FREE
from app.window import proving
from tests.bots.office import Office
from tests.window.browser import Browser
from tests.window.test_entering import fresh_guesses

__all__ = ["fresh_guesses"]  # a fixture


async def phone(office: Office) -> dict[str, Any]:
    card = (await office.house.get("vera", f"/api/clients/{office.anna}")).json()
    [found] = card["phones"]
    return dict(found)


async def shown(office: Office, id: str | None = None) -> str:
    path = f"/api/clients/{office.anna}/contacts/{(await phone(office))['id']}/code"
    answer = await office.house.post("vera", path, {"id": id or str(new_id())})
    assert answer.status_code == 200, answer.text
    code: str = answer.json()["code"]
    assert len(code) == 6
    assert code.isdigit()
    return code


async def types(anna: Browser, code: str, id: str | None = None) -> httpx.Response:
    return await anna.ask("POST", "/api/c/phone", {"id": id or str(new_id()), "code": code})


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def test_the_code_that_was_read_out_proves_the_number_once(office: Office, anna: Browser) -> None:
    await anna.enter()
    assert (await anna.talk())["unproved"]
    code, id = await shown(office), str(new_id())
    for _ in range(2):  # an answer that was lost is asked for again
        assert (await types(anna, f" {code[:3]} {code[3:]}", id)).status_code == 204
    assert (await types(anna, code)).status_code == 204
    assert (await phone(office))["verified_at"]
    assert not (await anna.talk())["unproved"]
    assert await office.count("entries", "kind = 'phone.verified' AND actor_kind = 'client'") == 1
    timeline = (await office.house.get("vera", f"/api/clients/{office.anna}/timeline")).json()
    assert "Телефон подтверждён" in str(timeline)


async def test_a_repeat_shows_the_same_code_and_no_table_holds_it(office: Office, anna: Browser) -> None:
    id = str(new_id())
    code = await shown(office, id)
    assert await shown(office, id) == code
    [kept] = await office.rows("SELECT result FROM mutations WHERE dealership_id = $1 AND id = $2", id)
    assert code not in str(kept["result"])
    assert await office.count("entries", f"facts::text LIKE '%{code}%'") == 0


async def test_no_other_an_earlier_or_a_late_code_proves_anything(
    office: Office, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await anna.enter()
    wrong = [await types(anna, "123456")]  # nobody has shown one
    earlier = await shown(office)
    code = await shown(office)
    wrong += [await types(anna, typed) for typed in (other(code), "", "шесть цифр", f"{code}0")]
    if earlier != code:
        wrong.append(await types(anna, earlier))
    with monkeypatch.context() as late:
        late.setattr(proving, "CODE_LIFE", timedelta(0))
        wrong.append(await types(anna, code))
    for answer in wrong:
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["code"]
        assert "Попросите менеджера" in answer.json()["errors"][0]["message"]
    assert (await phone(office))["verified_at"] is None
    assert (await types(anna, code)).status_code == 204


async def test_whoever_guesses_has_to_wait_and_a_right_code_too(office: Office, anna: Browser) -> None:
    await anna.enter()
    code = await shown(office)
    tried = [(await types(anna, other(code))).status_code for _ in range(FREE)]
    answer = await types(anna, code)
    assert (tried, answer.status_code, int(answer.headers["retry-after"]) >= 1) == ([422] * FREE, 429, True)
    assert (await phone(office))["verified_at"] is None


async def test_the_number_of_a_family_proves_nobody(office: Office, anna: Browser) -> None:
    path = f"/api/clients/{office.anna}/contacts/{(await phone(office))['id']}"
    answer = await office.house.send("vera", "PATCH", path, {"label": "family"})
    assert answer.status_code == 200, answer.text
    refused = await office.house.post("vera", f"{path}/code", {"id": str(new_id())})
    assert refused.status_code == 404
    await anna.enter()
    assert not (await anna.talk())["unproved"]
