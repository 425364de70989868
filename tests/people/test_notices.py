"""Notices reach a person's open phone, stay until they are put away, and are nobody else's."""

from uuid import UUID, uuid4

import pytest

from app.kit.ids import feed_of
from app.people.notices import notify
from app.texts import Phrase
from tests.cast import House

WORDS = Phrase("timeline.name_changed", {"name": "Анна Орлова", "before": "Анна Кузнецова"})


async def tell(house: House, handle: str = "vera") -> UUID:
    told: UUID = await house.unit(lambda db: notify(db, house.people[handle], "test", WORDS))
    return told


async def unseen(house: House, handle: str) -> list[str]:
    answer = await house.get(handle, "/api/notices")
    assert answer.status_code == 200, answer.text
    return [notice["id"] for notice in answer.json()["notices"]]


async def test_a_notice_is_the_persons_own_in_their_language(house: House) -> None:
    notice = await tell(house)
    [told] = (await house.get("vera", "/api/notices")).json()["notices"]
    assert told["id"] == str(notice)
    assert "Анна Орлова" in told["text"]
    await house.send("vera", "PATCH", "/api/me", {"language": "en"})
    [english] = (await house.get("vera", "/api/notices")).json()["notices"]
    assert english["text"] != told["text"]
    assert await unseen(house, "oleg") == []


async def test_the_latest_notice_stands_first(house: House) -> None:
    notices = [await tell(house) for _ in range(3)]
    assert await unseen(house, "vera") == [str(notice) for notice in reversed(notices)]


async def test_a_notice_put_away_is_gone_and_comes_back_when_the_thumb_slipped(house: House) -> None:
    notice = await tell(house)
    path = f"/api/notices/{notice}/seen"
    for _ in range(2):
        assert (await house.send("vera", "PUT", path)).status_code == 204
    assert await unseen(house, "vera") == []
    assert (await house.send("vera", "DELETE", path)).status_code == 204
    assert await unseen(house, "vera") == [str(notice)]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_nobody_puts_away_what_is_anothers(house: House, method: str) -> None:
    notice = await tell(house)
    for handle in ("oleg", "irina"):
        answer = await house.send(handle, method, f"/api/notices/{notice}/seen")
        assert answer.status_code == 404, handle
    missing = await house.send("vera", method, f"/api/notices/{uuid4()}/seen")
    assert missing.status_code == 404
    assert await unseen(house, "vera") == [str(notice)]


async def test_the_feed_of_the_person_brings_the_notice_and_takes_it_away(house: House) -> None:
    feed = str(feed_of("person", house.people["vera"]))
    me = (await house.get("vera", "/api/me")).json()
    [place] = [each for each in me["feeds"] if each["id"] == feed]
    notice = await tell(house)
    asked = {"feeds": {feed: {"epoch": place["epoch"], "since": place["seq"]}}}
    brought = (await house.post("vera", "/sync/pull", asked)).json()["feeds"][feed]
    assert [(put["kind"], put["id"]) for put in brought["puts"]] == [("notice", str(notice))]
    await house.send("vera", "PUT", f"/api/notices/{notice}/seen")
    taken = (await house.post("vera", "/sync/pull", asked)).json()["feeds"][feed]
    assert taken["dels"] == [{"kind": "notice", "id": str(notice)}]
