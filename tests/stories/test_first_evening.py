"""The first evening: Anna is invited, writes, is answered; a stranger turns out to be a client."""

import pytest

from tests.operation.ground import until
from tests.stories.conftest import Found
from tests.stories.ground import ANNA


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_anna_comes_in_by_her_link_writes_and_hears_vera_once(found: Found, mode: str) -> None:
    town = await found(mode)
    town.start()
    town.bot_works()
    anna = await town.meets(7001)
    before = len(town.annas_talk()["messages"])
    await anna.starts(payload=town.invitation())
    await town.telegram.wait_for(lambda ledger: ledger.sent(bot=town.bot, chat=7001))
    [welcome] = await town.telegram.sent_to(anna)
    assert "Вера Орлова" in welcome.text
    await anna.says(text="Когда можно приехать?")
    until(lambda: town.annas_talk()["thread"]["waiting_since"], "Vera sees that Anna waits")
    town.answers("В четверг в десять.")
    await town.telegram.wait_for(lambda ledger: len(ledger.sent(bot=town.bot, chat=7001)) == 2)
    until(lambda: town.annas_talk()["messages"][-1]["state"] == "sent", "the answer is known as sent")
    talk = town.annas_talk()
    assert [m["text"] for m in talk["messages"][before:] if not m["automatic"]] == [
        "Когда можно приехать?",
        "В четверг в десять.",
    ]
    assert talk["thread"]["waiting_since"] is None
    said = await town.telegram.sent_to(anna)
    assert [message.text for message in said[1:]] == ["Вера Орлова:\nВ четверг в десять."]


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_stranger_who_shares_annas_phone_is_anna(found: Found, mode: str) -> None:
    town = await found(mode)
    town.start()
    town.bot_works()
    [card] = [c for c in town.api("vera", "GET", "/api/book")["clients"] if c["name"] == ANNA]
    cards = sum(len(town.api(who, "GET", "/api/book")["clients"]) for who in ("vera", "oleg"))
    before = len(town.annas_talk()["messages"])
    stranger = await town.meets(8001, "Аннушка")
    await stranger.says(text="Здравствуйте, вопрос по гарантии")
    await town.telegram.wait_for(lambda ledger: ledger.sent(bot=town.bot, chat=8001))
    lobby = [t for t in town.api("oleg", "GET", "/api/inbox")["threads"] if t["name"] == "Аннушка"]
    assert [line["client_id"] for line in lobby] == [None]
    await stranger.shares_contact(phone=card["phones"][0])
    until(lambda: len(town.annas_talk()["messages"]) > before, "the talk is on Anna's card")
    talk = town.annas_talk()
    assert "Здравствуйте, вопрос по гарантии" in [m["text"] for m in talk["messages"][before:]]
    assert talk["thread"]["owner"]["name"] == "Вера Орлова"
    assert talk["thread"]["waiting_since"], "her question still waits"
    assert not [t for t in town.api("oleg", "GET", "/api/inbox")["threads"] if t["name"] == "Аннушка"]
    assert sum(len(town.api(who, "GET", "/api/book")["clients"]) for who in ("vera", "oleg")) == cards
    town.answers("Гарантия действует до мая.")
    await town.telegram.wait_for(
        lambda ledger: any("до мая" in message.text for message in ledger.sent(bot=town.bot, chat=8001))
    )
