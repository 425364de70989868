"""A client writes, the house is closed in a pocket: the push travels closed, is shown by the worker, opens the talk."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.browser.conftest import PHONE
from tests.fakes.push import FakePush, FarBrowser
from tests.stories.ground import Town

# Chromium without its maker's service cannot subscribe: the subscription is the fake service's, the rest is real.
STUB = """
const made = %s
const key = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
let held = sessionStorage.held ? sessionStorage.held : null
const subscription = (asked) => ({
  endpoint: made.endpoint, options: { applicationServerKey: key(asked).buffer }, toJSON: () => made,
  unsubscribe: async () => { held = null; delete sessionStorage.held; return true },
})
const text = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '')
PushManager.prototype.getSubscription = async () => held && subscription(held)
PushManager.prototype.subscribe = async (options) => {
  if (!options.userVisibleOnly) throw new TypeError('silent')
  sessionStorage.held = held = text(new Uint8Array(options.applicationServerKey))
  return subscription(held)
}
"""


@pytest.fixture(scope="module")
async def service() -> AsyncIterator[FakePush]:
    fake = await FakePush.start()
    yield fake
    await fake.stop()


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory, service: FakePush) -> AsyncIterator[Town]:
    town = await Town.founded(tmp_path_factory.mktemp("push"), clients=12)
    town.more = {"OKNO_PUSH_ALLOWED_HOSTS": service.host}
    try:
        town.start()
        town.works_around_the_clock("vera")
        yield town
    finally:
        await town.end()


class Phone:
    """Vera's phone in Chromium, and its push service's line to it."""

    def __init__(self, town: Town, service: FakePush, context: BrowserContext, page: Page) -> None:
        self.town, self.service, self.context, self.page = town, service, context, page
        self.far: FarBrowser = service.browser()
        self.given = 0
        self._line: CDPSession | None = None
        self._registration = ""

    async def start(self) -> None:
        await self.page.add_init_script(STUB % json.dumps(self.far.subscription()))
        await self.page.goto(self.town.link("vera"))
        await expect(self.page.locator('[data-screen="today"]')).to_be_visible(timeout=20_000)
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        self._line = await self.context.new_cdp_session(self.page)
        self._line.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        await self._line.send("ServiceWorker.enable")
        await self.service.wait_for(lambda: self._registration, "the browser names its worker")

    def _registered(self, event: Any) -> None:
        for one in event["registrations"]:
            if one["scopeURL"] == f"{self.town.site}/" and not one["isDeleted"]:
                self._registration = one["registrationId"]

    async def push_comes(self) -> dict[str, Any]:
        """The service hands the next push to the browser, as the browser would have opened it."""
        await self.service.wait_for(
            lambda: len(self.service.told(self.far)) > self.given, "the service has a push"
        )
        told = self.service.told(self.far)[self.given]
        self.given += 1
        await self.deliver(json.dumps(told))
        return told

    async def deliver(self, data: str) -> None:
        assert self._line
        await self._line.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.town.site, "registrationId": self._registration, "data": data},
        )

    async def shown(self, tag: str) -> list[Any]:
        """What stands in the phone's list of notifications."""
        ask = """async (tag) => (await (await navigator.serviceWorker.ready).getNotifications({ tag }))
                 .map((one) => ({ title: one.title, body: one.body, silent: one.silent, data: one.data }))"""
        found: list[Any] = await self.page.evaluate(ask, tag)
        return found

    async def until_shown(self, tag: str) -> list[Any]:
        for _ in range(300):
            if found := await self.shown(tag):
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"no notification {tag} came")

    async def tap(self, tag: str) -> None:
        """What the system tells the worker when somebody taps the notification."""
        [worker] = self.context.service_workers
        await worker.evaluate(
            """async (tag) => {
              const [notification] = await registration.getNotifications({ tag })
              self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
            }""",
            tag,
        )


@pytest.fixture
async def phone(town: Town, service: FakePush, chromium: Browser) -> AsyncIterator[Phone]:
    context = await chromium.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        locale="ru-RU",
        permissions=["notifications"],
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    phone = Phone(town, service, context, page)
    await phone.start()
    yield phone
    await context.close()
    assert complaints == []
    assert service.violations == []


async def test_a_message_is_pushed_closed_shown_by_the_worker_and_its_tap_opens_the_talk(
    town: Town, phone: Phone
) -> None:
    town.bot_works()
    page = phone.page
    await page.goto(f"{town.site}/me")
    setting = page.locator("[data-push]")
    await setting.get_by_role("button", name="Включить").click()
    check = await phone.push_comes()
    assert check["notification"]["tag"] == "check"
    await expect(setting).to_contain_text("Работают: проверено сегодня", timeout=20_000)

    anna = await town.meets(7301)
    await anna.starts(payload=town.invitation())
    await anna.says(text="Вы на связи?")
    told = await phone.push_comes()
    tag = told["notification"]["tag"]
    [shown] = await phone.until_shown(tag)
    assert shown["title"] == "Вам написал клиент"
    assert shown["silent"], "whoever looks at the app sees it there, and hears nothing"
    assert "Анна" not in json.dumps(told, ensure_ascii=False)
    assert "Вы на связи" not in json.dumps(told, ensure_ascii=False)

    await phone.tap(tag)
    await expect(page.locator('[data-screen="thread"]')).to_contain_text("Вы на связи?", timeout=20_000)
    assert page.url == told["notification"]["navigate"]
    assert await phone.shown(tag) == []

    # After a start anew pushes still come: the phone has asked the house, and nobody was asked again.
    await page.goto(f"{town.site}/me")
    await expect(setting).to_contain_text("Работают: проверено сегодня", timeout=20_000)


async def test_who_gets_no_pushes_any_more_is_told_at_the_next_start(phone: Phone) -> None:
    await phone.page.evaluate("localStorage.setItem('okno.push', 'on')")
    await phone.context.clear_permissions()
    await phone.page.reload()
    await expect(phone.page.get_by_role("status")).to_contain_text(["больше не приходят"], timeout=20_000)


async def test_whatever_is_pushed_something_is_shown_and_only_our_pages_open(phone: Phone) -> None:
    await phone.deliver("no JSON at all")
    [unread] = await phone.until_shown("okno")
    assert unread["title"] == "Okno"
    stray = {
        "title": "x",
        "tag": "stray",
        "navigate": "https://evil.example/threads/1",
        "data": {"push": None},
    }
    await phone.deliver(json.dumps({"web_push": 8030, "notification": stray}))
    [shown] = await phone.until_shown("stray")
    assert shown["data"]["path"] == "/"
    await phone.tap("stray")
    await expect(phone.page.locator('[data-screen="today"]')).to_be_visible()
    assert phone.page.url == f"{phone.town.site}/"
