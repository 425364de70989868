"""A client's way in as the manager sees it: invited, opened, connected, refused, blocked, and what goes wrong."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.kit.ids import new_id
from app.kit.tokens import mint
from app.people.guessing import Guesses
from bots import actions
from bots.routes import code_of
from tests.bots.office import Office, act
from tests.network import PLAIN

PREVIEWS = (
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; vkShare)",
)


async def invitation(office: Office, client: Any = None, who: str = "vera", **more: Any) -> Any:
    path = f"/api/clients/{client or office.anna}/invitations"
    answer = await office.house.post(who, path, {"id": str(new_id())} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def share(office: Office, made: Any, how: str = "sms") -> httpx.Response:
    path = f"/api/clients/{office.anna}/invitations/{made['id']}/sharing"
    return await office.house.post("vera", path, {"id": str(new_id()), "how": how})


async def standing(office: Office) -> Any:
    """What the list says of Anna; a client it does not name is connected or was never invited."""
    found = (await office.house.get("vera", "/api/getting-in")).json()["standings"]
    return next((one for one in found if one["client_id"] == str(office.anna)), None)


async def state(office: Office) -> str:
    book = (await office.house.get("vera", "/api/book")).json()["clients"]
    if next(line for line in book if line["id"] == str(office.anna))["connected"]:
        return "connected"
    found = await standing(office)
    return found["state"] if found else "not_invited"


def token_of(made: Any) -> str:
    return str(made["web"].rpartition("/")[2])


async def browser(office: Office, method: str, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=office.house.site, headers=headers, verify=PLAIN) as client:
        return await client.request(method, path)


async def test_the_manager_sees_each_step_of_a_clients_way_in(office: Office) -> None:
    assert await state(office) == "not_invited"
    made = await invitation(office)
    assert await state(office) == "not_invited", "a link that was only made is in nobody's hands"
    told = await share(office, made)
    assert (told.status_code, told.json()["state"]) == (200, "invited")
    assert (await standing(office))["by"]["name"] == "Вера Орлова"
    assert (await standing(office))["invitation_id"] == made["id"]
    await browser(office, "POST", f"/c/{token_of(made)}/opening")
    assert await state(office) == "opened"
    await office.person().starts(token_of(made))
    await office.turn()
    assert await state(office) == "connected"


async def test_the_words_are_ready_in_the_clients_language_with_names_and_both_links(office: Office) -> None:
    made = await invitation(office)
    assert made["text"].startswith("Анна Сергеевна, здравствуйте! Это Вера Орлова, «Тольятти Премиум».")
    assert made["url"] == made["telegram"] == f"https://t.me/{office.bot.username}?start={token_of(made)}"
    await act(office, "UPDATE clients SET language = 'en' WHERE dealership_id = $1")
    english = await invitation(office)
    assert english["text"].startswith("Анна Сергеевна, hello! This is Вера Орлова")


@pytest.mark.parametrize("robot", PREVIEWS)
async def test_a_messenger_that_draws_a_preview_has_not_opened_the_link(office: Office, robot: str) -> None:
    made = await invitation(office)
    await share(office, made)
    for method in ("GET", "HEAD"):
        await browser(office, method, f"/c/{token_of(made)}", **{"user-agent": robot})
    assert await state(office) == "invited"


async def test_a_manager_who_tries_the_link_is_not_the_client(office: Office) -> None:
    made = await invitation(office)
    await share(office, made)
    path = f"/c/{token_of(made)}/opening"
    assert (await browser(office, "POST", path, cookie="okno=anything")).status_code == 204
    assert await state(office) == "invited"


async def test_only_the_first_opening_counts_and_only_while_the_link_stands(office: Office) -> None:
    made = await invitation(office)
    path = f"/c/{token_of(made)}/opening"
    await act(office, "UPDATE invitations SET expires_at = $2 WHERE dealership_id = $1", made_long_ago(made))
    assert (await browser(office, "POST", path)).status_code == 204
    assert await office.count("invitations", "opened_at IS NOT NULL") == 0
    await act(
        office, "UPDATE invitations SET expires_at = made_at + interval '30 days' WHERE dealership_id = $1"
    )
    await browser(office, "POST", path)
    [first] = await office.rows("SELECT opened_at FROM invitations WHERE dealership_id = $1")
    await browser(office, "POST", path)
    assert await office.rows("SELECT opened_at FROM invitations WHERE dealership_id = $1") == [first]
    assert await office.count("entries", "kind = 'invitation.opened'") == 1


def made_long_ago(made: Any) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(made["expires_at"]) - timedelta(days=60)


async def test_a_link_opened_by_another_client_is_told_to_the_manager_once_and_still_stands(
    office: Office,
) -> None:
    boris = str(new_id())
    await office.house.post(
        "oleg", "/api/clients", {"id": boris, "name": "Борис Новый", "address_form": "Борис"}
    )
    his = await invitation(office, boris, "oleg")
    his_account = office.person(name="Борис")
    await his_account.starts(token_of(his))
    await office.turn()
    annas = await invitation(office)
    await share(office, annas)
    for _ in range(2):
        await his_account.starts(token_of(annas))
        await office.turn()
    assert "относится к другой карточке" in office.told(his_account)[-1]
    found = await standing(office)
    assert (found["state"], found["other_card_at"] is not None) == ("invited", True)
    notices = (await office.house.get("vera", "/api/notices")).json()["notices"]
    [words] = [notice["text"] for notice in notices if notice["client_id"] == str(office.anna)]
    assert words.startswith("Анна Сергеевна (Анна Сергеевна Кузнецова): ссылку открыли из аккаунта")
    assert "Борис" not in words, "whose account it was is that manager's to know"
    await office.person().starts(token_of(annas))
    await office.turn()
    assert await state(office) == "connected"


async def test_of_two_people_with_one_link_the_second_is_told_and_nothing_changes(office: Office) -> None:
    made = await invitation(office)
    await office.person(name="Анна").starts(token_of(made))
    await office.turn()
    second = office.person(name="Сосед")
    await second.starts(token_of(made))
    await office.turn()
    assert "уже использована" in office.told(second)[-1]
    assert await office.count("contact_points", f"client_id = '{office.anna}' AND kind = 'telegram'") == 1


async def test_a_link_that_ran_out_is_told_as_such_and_cannot_be_shared(office: Office) -> None:
    made = await invitation(office)
    await share(office, made)
    await act(office, "UPDATE invitations SET expires_at = $2 WHERE dealership_id = $1", made_long_ago(made))
    assert await state(office) == "lapsed"
    refused = await share(office, made)
    assert (refused.status_code, refused.json()["code"]) == (409, "invitation_expired")
    assert refused.json()["detail"].startswith("Срок этой ссылки прошёл.")
    assert (await browser(office, "GET", f"/c/{token_of(made)}")).status_code == 404
    code = f"/api/clients/{office.anna}/invitations/{made['id']}/qr.svg"
    assert (await office.house.get("vera", code)).status_code == 404


async def test_sharing_is_taken_back_by_a_tap_but_not_once_the_client_has_opened_it(office: Office) -> None:
    made = await invitation(office)
    path = f"/api/clients/{office.anna}/invitations/{made['id']}/sharing"
    await share(office, made)
    assert (await office.house.send("vera", "DELETE", path)).json()["state"] == "not_invited"
    await share(office, made)
    await browser(office, "POST", f"/c/{token_of(made)}/opening")
    assert (await office.house.send("vera", "DELETE", path)).json()["state"] == "opened"


async def test_a_refusal_stands_with_who_and_when_until_taken_back_or_invited_again(office: Office) -> None:
    path = f"/api/clients/{office.anna}/refusal"
    for _ in range(2):
        told = (await office.house.post("vera", path, {"id": str(new_id())})).json()
        assert (told["state"], told["by"]["name"]) == ("refused", "Вера Орлова")
    assert await office.count("invitation_refusals") == 1
    assert (await office.house.send("vera", "DELETE", path)).json()["state"] == "not_invited"
    await office.house.post("vera", path, {"id": str(new_id())})
    assert (await share(office, await invitation(office))).json()["state"] == "invited"
    assert await office.count("invitation_refusals") == 2, "each time stays on record"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ru", "Этот клиент уже на связи."), ("en", "This client is connected already.")],
)
async def test_who_is_connected_cannot_have_refused(office: Office, language: str, sentence: str) -> None:
    await office.connect(office.person())
    await office.house.send("vera", "PATCH", "/api/me", {"language": language})
    refused = await office.house.post("vera", f"/api/clients/{office.anna}/refusal", {"id": str(new_id())})
    assert (refused.status_code, refused.json()["code"]) == (409, "already_connected")
    assert refused.json()["detail"].startswith(sentence)
    assert await office.count("invitation_refusals") == 0


async def test_somebody_elses_invitation_is_not_had_by_its_id(office: Office) -> None:
    made = await invitation(office)
    boris = str(new_id())
    for who in ("oleg", "vera"):
        id = str(new_id())
        await office.house.post(
            who, "/api/clients", {"id": id, "name": f"Борис {who}", "address_form": "Борис"}
        )
        path, body = f"/api/clients/{id}/invitations", {"id": made["id"]}
        assert (await office.house.post(who, path, body)).status_code == 422
        boris = id
    for part in ("sharing", "qr.svg"):
        path = f"/api/clients/{boris}/invitations/{made['id']}/{part}"
        body = {"id": str(new_id()), "how": "sms"}
        ask = office.house.get("vera", path) if part == "qr.svg" else office.house.post("vera", path, body)
        assert (await ask).status_code == 404, "it is another client's"


async def test_the_code_holds_the_link_dark_on_light(office: Office) -> None:
    made = await invitation(office)
    answer = await office.house.get("vera", f"/api/clients/{office.anna}/invitations/{made['id']}/qr.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content == code_of(made["telegram"])
    assert b"#fff" in answer.content


async def test_whoever_tries_links_is_slowed_down_with_a_calm_page(office: Office) -> None:
    right = token_of(await invitation(office))
    wrong = [await browser(office, "GET", f"/c/{mint(office.house.id)}") for _ in range(12)]
    assert [answer.status_code for answer in wrong] == [404] * 10 + [429] * 2
    assert int(wrong[-1].headers["retry-after"]) >= 1
    assert "через несколько минут" in wrong[-1].text
    assert (await browser(office, "GET", f"/c/{right}")).status_code == 429, (
        "not even a right one is looked at"
    )


def test_ten_thousand_guesses_in_an_hour_are_a_handful() -> None:
    clock = iter(range(10_000 * 36))
    now = [0.0]
    guesses, looked_at = Guesses(lambda: now[0]), 0
    for _ in range(10_000):
        now[0] = next(clock) * 0.36
        if not guesses.pause(("203.0.113.7", "house")):
            looked_at += 1
            guesses.wrong(("203.0.113.7", "house"))
    assert looked_at < 40


# --- who fell silent


async def test_a_client_who_stopped_the_bot_is_shown_so_and_can_be_invited_anew(office: Office) -> None:
    guest = office.person()
    await office.connect(guest)
    await guest.blocks()
    await office.turn()
    found = await standing(office)
    assert (found["state"], found["reason"]) == ("blocked", "blocked")
    made = await invitation(office)
    assert (await share(office, made)).json()["state"] == "invited"
    await guest.unblocks()
    await guest.starts(token_of(made))
    await office.turn()
    assert await state(office) == "connected"


async def test_nobody_is_connected_by_a_bot_that_was_turned_off_until_it_works_again(office: Office) -> None:
    guest, other = office.person(), office.person(name="Пётр")
    await office.connect(guest)
    await office.connect(other)
    await other.blocks()
    await office.turn()
    await office.house.unit(actions.turn_off)
    assert await state(office) == "blocked"
    assert (await standing(office))["reason"] in ("bot_off", "blocked")
    inbox = await office.inbox()
    assert [line["connected"] for line in inbox] == [False]
    await office.house.unit(lambda db: actions.register(db, office.telegram.seal, office.token))
    assert await state(office) == "connected"
    assert await office.count("addresses", "stopped_because = 'blocked'") == 1, (
        "who left by themselves stays out"
    )


async def test_a_client_of_the_old_bot_who_opens_the_new_one_is_connected_again(office: Office) -> None:
    guest = office.person()
    await office.connect(guest)
    token = "777:another"
    new = await office.house.unit(lambda db: actions.register(db, office.telegram.seal, token))
    assert await state(office) == "blocked"
    from app.conversations.model import Sender
    from app.conversations.welcoming import start

    made = await invitation(office, channel="web")
    sender = Sender(
        channel="telegram", account_id=new, handle=str(guest.id), destination=str(guest.id),
        shown_name="Анна", language="ru",
    )  # fmt: skip
    await office.house.unit(lambda db: start(db, sender, token_of(made)))
    assert await state(office) == "connected"


async def test_the_list_is_the_managers_own_and_without_a_bot_it_says_so(office: Office) -> None:
    olegs = await make_anna_of_oleg(office)
    await invitation(office, olegs, "oleg")
    listed = (await office.house.get("vera", "/api/getting-in")).json()
    assert olegs not in [one["client_id"] for one in listed["standings"]]
    assert listed["bot"] == office.bot.username
    await office.house.unit(actions.turn_off)
    assert (await office.house.get("vera", "/api/getting-in")).json()["bot"] is None


async def make_anna_of_oleg(office: Office) -> str:
    id = str(new_id())
    await office.house.post("oleg", "/api/clients", {"id": id, "name": "Глеб Новый", "address_form": "Глеб"})
    return id
