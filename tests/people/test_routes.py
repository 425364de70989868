"""Who am I, and who works here."""

from tests.cast import House


async def test_vera_reads_herself_her_house_and_her_feeds(house: House) -> None:
    me = (await house.get("vera", "/api/me")).json()
    assert me["person"]["name"] == "Вера Орлова"
    assert me["dealership"]["name"] == "Тольятти Премиум"
    assert sorted(feed["kind"] for feed in me["feeds"]) == ["book", "lobby", "person"]
