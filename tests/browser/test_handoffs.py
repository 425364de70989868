"""Looking after a colleague's clients on two phones: agreed in three taps, the capsule, and the line handed back."""

import contextlib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
from playwright.async_api import Page, expect

from app.kit.ids import new_id
from tests.browser.conftest import Open
from tests.operation.ground import until
from tests.stories.ground import Town


async def stands_without_a_line(page: Page) -> None:
    """The capsule lies on the phone: a start without a line shows it. It is put down a moment after it is read."""
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for _ in range(20):
        await page.context.set_offline(True)
        await page.reload()
        with contextlib.suppress(AssertionError):
            await expect(page.locator(".capsule")).to_contain_text("Когда привезут коврики?", timeout=3_000)
            break
        await page.context.set_offline(False)
        await page.reload()
        await expect(page.locator(".capsule")).to_be_visible()
    await expect(page.locator(".capsule")).to_contain_text("Нет связи. Как было")
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.locator(".thread .bubble").first).to_be_visible()


async def leaves_nothing_behind(page: Page, card: str) -> None:
    """Also without a line the card is shown no more, though it was here a moment ago."""
    await page.context.set_offline(True)
    await page.evaluate(
        "to => (history.pushState({}, '', to), dispatchEvent(new PopStateEvent('popstate')))", card
    )
    await expect(page.locator('[data-screen="card"]')).to_be_visible()
    await expect(page.locator('[data-screen="card"]')).to_contain_text("Эта карточка Вам не видна")
    await expect(page.locator('[data-screen="card"]')).not_to_contain_text("Ковалёва")
    await page.context.set_offline(False)


async def test_clients_are_looked_after_by_agreement_and_handed_back_with_a_line(
    opened: Open, town: Town, pictures: Path
) -> None:
    town.bot_works()
    anna = await town.meets(9101)
    await anna.starts(payload=town.invitation())
    await anna.says(text="Когда привезут коврики?")
    vera, oleg = await opened("vera", path="/me/schedule"), await opened("oleg")
    await vera.get_by_role("button", name="Попросить присмотреть").click()
    sheet = vera.get_by_role("dialog")
    await expect(sheet.get_by_role("button", name="Олег Титов", pressed=True)).to_be_visible()
    today = datetime.now(ZoneInfo("Europe/Samara")).date()
    await sheet.get_by_label("Первый день").fill(today.isoformat())
    await vera.screenshot(path=pictures / "offer.png")
    await sheet.get_by_role("button", name="Попросить", exact=True).click()
    await expect(vera.locator('[data-request="substitution"]')).to_contain_text("Ответа пока нет")

    await oleg.locator("[data-notice]", has_text="просит присмотреть").get_by_role("link").click()
    await oleg.locator('[data-request="substitution"]').get_by_role("button", name="Согласиться").click()
    await expect(oleg.locator("[data-substitution]")).to_contain_text("Вы присматриваете за клиентами")
    await oleg.screenshot(path=pictures / "agreed.png")

    await oleg.goto(f"{town.site}/inbox")
    row = oleg.locator('[data-screen="inbox"]').get_by_text("Когда привезут коврики?")
    await (
        oleg.get_by_role("button", name="Все", exact=True)
        .or_(oleg.get_by_role("radio", name="Все", exact=True))
        .or_(oleg.get_by_role("tab", name="Все", exact=True))
        .first.click()
    )
    await expect(row).to_be_visible()
    await row.click()
    capsule = oleg.locator(".capsule")
    await expect(capsule).to_have_attribute("data-open", "true")
    await expect(capsule).to_contain_text("Как говорить")
    await expect(capsule).to_contain_text("Когда привезут коврики?")
    await oleg.screenshot(path=pictures / "capsule.png")
    await stands_without_a_line(oleg)
    await capsule.get_by_role("button", name="Кратко о клиенте").click()
    await oleg.get_by_role("textbox", name="Анна Сергеевна").fill("В четверг, Анна Сергеевна.")
    await oleg.get_by_role("button", name="Отправить").click()
    await expect(oleg.locator('[data-state="sent"]', has_text="В четверг")).to_be_visible()
    assert "Олег Титов:\nВ четверг, Анна Сергеевна." in [
        sent.text for sent in await town.telegram.sent_to(anna)
    ]

    card = await oleg.locator("a.head-who").get_attribute("href")
    assert card
    await oleg.get_by_role("button", name="Передать обратно").click()
    await oleg.get_by_role("dialog").get_by_role("textbox").fill("Ждёт коврики в четверг")
    await oleg.screenshot(path=pictures / "hand_back.png")
    await oleg.get_by_role("dialog").get_by_role("button", name="Передать обратно").click()
    await expect(oleg.locator(".thread .bubble")).to_have_count(0)
    await leaves_nothing_behind(oleg, card)

    await vera.goto(f"{town.site}/")
    await vera.locator("[data-notice]", has_text="Ждёт коврики в четверг").get_by_role("link").click()
    await expect(vera.locator(".inner-note")).to_contain_text("Ждёт коврики в четверг")
    await vera.screenshot(path=pictures / "note.png")
    assert await vera.locator(".capsule").count() == 0, "the owner needs none"


async def test_a_specialist_is_asked_and_the_answer_is_one_tap_from_the_composer(
    opened: Open, town: Town, pictures: Path
) -> None:
    thread = town.annas_talk()["thread"]["thread_id"]
    vera, sofia = await opened("vera", path=f"/threads/{thread}"), await opened("sofia", dark=True)
    await expect(sofia.locator('[data-screen="today"]')).to_contain_text("Вопросов нет")
    await vera.get_by_role("button", name="Спросить специалиста").click()
    sheet = vera.get_by_role("dialog")
    await sheet.get_by_role("button", name="Кредит").click()
    await sheet.get_by_role("textbox").fill("Одобрят на 5 лет?")
    await vera.screenshot(path=pictures / "ask.png")
    await vera.context.set_offline(True)
    await sheet.get_by_role("button", name="Спросить", exact=True).click()
    here = vera.locator('[data-inner="asked_here"]')
    await expect(here).to_contain_text("Одобрят на 5 лет?")
    await expect(here).to_contain_text("Уйдёт само")
    await vera.context.set_offline(False)
    note = vera.locator('[data-inner="question"]')
    await expect(note).to_contain_text("Ждёт ответа")
    await expect(here).to_have_count(0)

    question = sofia.locator("[data-question]")
    await expect(question).to_contain_text("Одобрят на 5 лет?")
    await question.get_by_role("button", name="Кратко о клиенте").click()
    await expect(question).to_contain_text("Ковалёва Анна Сергеевна")
    await question.get_by_role("textbox").fill("Да, под 14 %")
    await sofia.locator('a[href="/me"]').click()
    await expect(sofia.locator('[data-screen="me"]')).to_be_visible()
    await sofia.locator('nav a[href="/"]').click()
    await expect(question.get_by_role("textbox")).to_have_value("Да, под 14 %")
    await question.get_by_role("button", name="Кратко о клиенте").click()
    await sofia.screenshot(path=pictures / "question-dark.png", full_page=True)
    await question.get_by_role("button", name="Ответить").click()
    await expect(sofia.locator(".question-done")).to_contain_text("Да, под 14 %")
    await sofia.goto(f"{town.site}/threads/{thread}")
    await expect(sofia.locator('[data-screen="not_yours"]')).to_be_visible()

    await expect(note).to_contain_text("Софья Лапина: Да, под 14 %")
    await vera.screenshot(path=pictures / "answered.png")
    await note.get_by_role("button", name="В ответ клиенту").click()
    await expect(vera.get_by_role("textbox", name="Анна Сергеевна")).to_have_value("Да, под 14 %")


CALLED = """
INSERT INTO notices (dealership_id, id, person_id, kind, words, at, thread_id)
SELECT p.dealership_id, $1, p.id, 'ladder', jsonb_build_object('code', 'notice.ladder.now.stranger'), now(), $2
FROM persons p WHERE p.handle = 'oleg'
"""


async def is_called_to(town: Town, thread: str) -> str:
    """As a rung of the ladder leaves it; answers the notice."""
    notice = new_id()
    connection = await asyncpg.connect(town.okno("dsn").strip())
    try:
        await connection.execute(CALLED, notice, thread)
    finally:
        await connection.close()
    return str(notice)


async def test_whoever_is_called_about_a_stranger_comes_into_that_strangers_talk(
    opened: Open, town: Town
) -> None:
    town.bot_works()
    said = {"Гость": "Мы на трассе", "Прохожий": "Вы ещё открыты?"}
    for id, (name, words) in enumerate(said.items(), 9301):
        await (await town.meets(id, name)).says(text=words)

    def lobby() -> dict[str, str]:
        lines = town.api("oleg", "GET", "/api/inbox")["threads"]
        return {line["name"]: line["thread_id"] for line in lines if line["name"] in said}

    until(lambda: lobby().keys() == said.keys(), "both wait in the lobby")
    called = {name: await is_called_to(town, thread) for name, thread in lobby().items()}
    oleg = await opened("oleg")
    for name, notice in called.items():
        await oleg.goto(f"{town.site}/")
        await oleg.locator(f'[data-notice="{notice}"]').get_by_role("link").click()
        await expect(oleg.locator('[data-screen="thread"]')).to_contain_text(said[name])
