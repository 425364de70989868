"""My schedule on the phone: changes in three taps, a conflict that is shown, the pair; the supervisor's map."""

from datetime import date
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.stories.ground import Town


async def row(page: Page, on: str) -> Locator:
    """A day of the two weeks, by its date: whichever day is the first of them by now."""
    await expect(page.locator('[data-screen="schedule"] .day-row[data-on]')).to_have_count(14)
    return page.locator(f'.day-row[data-on="{on}"]')


async def of_weekday(page: Page, *weekdays: int) -> str:
    """The next date that is one of these days of the week (Monday is 1), tomorrow at the earliest."""
    rows = page.locator('[data-screen="schedule"] .day-row[data-on]')
    await expect(rows).to_have_count(14)
    dates: list[str] = await rows.evaluate_all("rows => rows.map((one) => one.dataset.on)")
    return next(on for on in dates[1:] if date.fromisoformat(on).isoweekday() in weekdays)


async def test_a_day_is_split_in_three_taps_a_day_off_is_one_and_undone_by_one(
    opened: Open, town: Town, pictures: Path
) -> None:
    page = await opened("vera", path="/me/schedule")
    monday = await of_weekday(page, 1, 5)
    await page.screenshot(path=pictures / "schedule.png")
    day = await row(page, monday)
    await expect(day).to_contain_text("9:00–21:00")
    await day.click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name="Разделить день").click()
    body = sheet.locator(".sheet-body")
    assert await body.evaluate("it => it.scrollWidth <= it.clientWidth"), "nothing lies beside the sheet"
    await page.screenshot(path=pictures / "day.png")
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(day).to_contain_text("9:00–13:00, 17:00–21:00")
    await expect(day).to_contain_text("не как обычно")
    await page.reload()
    await expect(await row(page, monday)).to_contain_text("9:00–13:00, 17:00–21:00")
    # Hours that make no sense are refused where they stand, and nothing typed is lost.
    await (await row(page, monday)).click()
    first = sheet.get_by_label("До", exact=True).first
    await first.fill("08:00")
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(sheet.get_by_role("alert")).to_contain_text("Конец раньше начала")
    assert await first.input_value() == "08:00"
    await sheet.get_by_role("button", name="Как в обычную неделю").click()
    await expect(await row(page, monday)).to_contain_text("9:00–21:00")


async def test_an_edit_on_a_second_phone_is_shown_and_laid_over_only_by_a_second_press(
    opened: Open, town: Town, pictures: Path
) -> None:
    one, other = (
        await opened("oleg", path="/me/schedule"),
        await opened("oleg", path="/me/schedule", dark=True),
    )
    sunday = await of_weekday(one, 7)
    thursday = await of_weekday(one, 4)
    sheet = other.get_by_role("dialog")
    await (await row(other, thursday)).click()
    await (await row(one, sunday)).click()
    await one.get_by_role("dialog").get_by_role("button", name="выходной").click()
    await one.get_by_role("dialog").get_by_role("button", name="Сохранить").click()
    await expect(await row(one, sunday)).to_contain_text("не как обычно")
    await expect(await row(one, sunday)).to_contain_text("дежурство")
    await sheet.get_by_role("button", name="Разделить день").click()
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(sheet.get_by_role("alert")).to_contain_text("Пока Вы правили, график изменили")
    await other.screenshot(path=pictures / "conflict-dark.png")
    await sheet.get_by_role("button", name="Записать моё поверх").click()
    await expect(await row(other, thursday)).to_contain_text("9:00–13:00, 17:00–21:00")
    await expect(await row(other, sunday)).to_contain_text("не как обычно")


async def test_a_night_is_asked_of_the_pair_and_taken_with_a_yes(
    opened: Open, town: Town, pictures: Path
) -> None:
    vera, oleg = await opened("vera", path="/me/schedule"), await opened("oleg")
    night = await of_weekday(vera, 3, 6)
    await expect(await row(vera, night)).to_contain_text("дежурство")
    await (await row(vera, night)).click()
    await vera.get_by_role("dialog").get_by_role("button", name="Попросить взять ночь").click()
    await expect(vera.locator("[data-request]")).to_contain_text("Ответа пока нет")
    notice = oleg.locator("[data-notice]", has_text="Вера Орлова просит изменить Ваш график").locator("a")
    await notice.click()
    await expect(oleg.locator("[data-request]")).to_contain_text("21:00–9:00 дежурство")
    await oleg.screenshot(path=pictures / "asked.png")
    await oleg.get_by_role("button", name="Согласиться").click()
    await expect(await row(oleg, night)).to_contain_text("21:00–9:00 дежурство")
    await vera.reload()
    await expect(await row(vera, night)).not_to_contain_text("дежурство")
    await expect(vera.locator("[data-request]")).to_have_count(0)


async def test_ill_from_now_is_seen_at_once_by_whoever_looks_who_is_here(
    opened: Open, town: Town, pictures: Path
) -> None:
    vera = await opened("vera", path="/me/schedule")
    await vera.get_by_role("button", name="Болею с этой минуты").click()
    await vera.get_by_role("dialog").get_by_role("button", name="Болею", exact=True).click()
    await expect(vera.locator('[data-absence="ill"]')).to_contain_text("пока не вернётесь")
    await expect(await row(vera, await of_weekday(vera, *range(1, 8)))).to_contain_text("Болезнь")
    await vera.screenshot(path=pictures / "ill.png")
    duty = await opened("oleg", path="/duty")
    # Who else is here, and who comes next, depends on the hour; that she does neither, not.
    screen = duty.locator('[data-screen="duty"]')
    await expect(screen.get_by_role("heading", name="Сейчас")).to_be_visible()
    await expect(screen).not_to_contain_text("Вера Орлова")
    await duty.screenshot(path=pictures / "duty.png")
    await vera.get_by_role("button", name="Я на месте").click()
    await expect(vera.locator("[data-absence]")).to_have_count(0)


async def test_the_supervisor_sees_the_week_its_red_minutes_and_the_same_as_a_table(
    opened: Open, town: Town, pictures: Path
) -> None:
    page = await opened("irina", path="/me/coverage", desk=True)
    board = page.locator('[data-screen="coverage"]')
    await expect(board.locator('.week-strip i[data-kind="work"]').first).to_be_visible()
    vera = board.locator("[data-person]", has_text="Вера Орлова")
    for who in ("Вера Орлова", "Олег Титов"):
        await board.locator("[data-person]", has_text=who).get_by_role("button", name="Нет на работе").click()
        await page.get_by_role("dialog").get_by_role("button", name="Отметить отсутствие").click()
        await expect(board.locator("[data-person]", has_text=who)).to_contain_text("Отсутствие")
    await expect(board.get_by_role("status").first).to_contain_text("За 7 дней без ответственного")
    gap = board.locator(
        '.week-strip i[data-kind="gap"]'
    ).last  # the first may last seconds, too short to be drawn
    await expect(gap).to_be_visible()
    await page.screenshot(path=pictures / "coverage.png")
    await board.get_by_role("button", name="Таблицей").click()
    await expect(board.locator("tr[data-uncovered]")).to_contain_text("–24:00")
    await page.screenshot(path=pictures / "coverage-table.png")
    phone = await opened("irina", path="/me/coverage", dark=True)
    await expect(phone.locator("[data-gap]").first).to_contain_text("без ответственного: все клиенты")
    await phone.screenshot(path=pictures / "coverage-dark.png")
    told = await opened("vera", path="/me/schedule")
    await expect(told.locator('[data-absence="away"]')).to_be_visible()
    await told.get_by_role("button", name="Я на месте").click()
    await page.reload()
    await expect(vera).not_to_contain_text("Отсутствие")


async def test_an_administrator_sets_the_ladder_and_one_that_ends_nowhere_is_refused(
    opened: Open, town: Town, pictures: Path
) -> None:
    page = await opened("alla", path="/me/standards", dark=True)
    form = page.locator("form", has=page.locator('[data-urgency="now"]'))
    last = form.locator('[data-urgency="now"]').get_by_label("Руководитель, минут")
    await expect(form).to_contain_text("«Срочно» будит и тех, кто отдыхает")
    before = await last.input_value()
    await last.fill("")
    await form.get_by_role("button", name="Сохранить").click()
    await expect(form.get_by_role("alert")).to_contain_text("Последним должен быть руководитель")
    await form.locator('[data-urgency="now"]').scroll_into_view_if_needed()
    await page.screenshot(path=pictures / "ladder-dark.png")
    await last.fill(str(int(before) + 1))
    async with page.expect_response(lambda said: said.url.endswith("/api/standards/ladder") and said.ok):
        await form.get_by_role("button", name="Сохранить").click()
    await expect(form).to_contain_text("Версия")
    await page.reload()
    await expect(last).to_have_value(str(int(before) + 1))
