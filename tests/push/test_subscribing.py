"""A browser shows the pushes of whoever is signed in there now, and nobody has devices without end."""

from uuid import uuid4

import httpx

from app.kit.ids import new_id
from tests.cast import House
from tests.network import PLAIN
from tests.people.conftest import link_for
from tests.push.conftest import Vera


async def browser_of(house: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=house.site, headers={"okno-app": "1"}, timeout=30, verify=PLAIN)


async def test_a_colleague_who_signs_in_there_gets_their_own_pushes_and_not_veras(vera: Vera) -> None:
    """No sign-out in between: the second link simply replaces the first session in this browser."""
    phone, shared = new_id(), vera.service.browser()
    async with await browser_of(vera.house) as browser:
        await browser.get(f"/sign-in/{await link_for(vera.house, 'vera')}")
        told = await browser.put(f"/api/devices/{phone}/push", json=shared.subscription())
        assert told.status_code == 200
        veras = browser.cookies["okno"]
        await browser.get(f"/sign-in/{await link_for(vera.house, 'oleg')}")
        assert browser.cookies["okno"] != veras
        reused = await browser.get("/api/me", headers={"authorization": f"Bearer {veras}"})
        assert reused.status_code == 401, "nobody holds the old cookie any more"
        await vera.anna_says("раз")
        await vera.send()
        assert vera.service.told(shared) == []
        assert len(vera.told) == 1, "her own phone rings"
        standing = (await browser.get(f"/api/devices/{phone}/push")).json()
        assert (standing["subscribed"], standing["endpoint_hash"]) == (False, None)


async def test_the_same_browser_subscribed_by_another_leaves_the_first(vera: Vera) -> None:
    assert (await vera.subscribe("oleg", new_id())).status_code == 200
    await vera.anna_says("раз")
    await vera.send()
    assert vera.told == []
    assert (await vera.standing())["subscribed"] is False
    assert await vera.devices() == 1


async def test_a_browser_that_got_a_new_subscription_is_pushed_once(vera: Vera) -> None:
    old, vera.browser = vera.browser, vera.service.browser()
    assert (await vera.subscribe()).status_code == 200
    for _ in range(2):
        assert (await vera.subscribe()).status_code == 200
    await vera.anna_says("раз")
    await vera.send()
    assert (len(vera.told), vera.service.told(old)) == (1, [])


async def test_an_eleventh_device_ends_the_one_seen_longest_ago(vera: Vera) -> None:
    for _ in range(10):
        assert (await vera.subscribe(phone=new_id(), browser=vera.service.browser())).status_code == 200
    assert await vera.devices() == 10
    assert (await vera.standing())["subscribed"] is False


async def test_turned_off_is_off(vera: Vera) -> None:
    path = f"/api/devices/{vera.phone}/push"
    assert (await vera.house.send("oleg", "DELETE", path)).status_code == 404
    assert (await vera.house.send("vera", "DELETE", path)).status_code == 204
    assert (await vera.house.send("vera", "DELETE", path)).status_code == 404
    assert (await vera.house.send("vera", "DELETE", f"/api/devices/{uuid4()}/push")).status_code == 404
    await vera.anna_says("раз")
    await vera.send()
    assert (vera.told, await vera.fates()) == ([], [])
    assert (await vera.subscribe()).status_code == 200
    await vera.anna_says("два")
    await vera.send()
    assert len(vera.told) == 1
