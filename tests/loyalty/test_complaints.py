"""A complaint is over when the client says so; people write it down and mend it, and can raise nothing by that."""

from datetime import timedelta

from tests.cast import House
from tests.conversations.stories import make_anna
from tests.loyalty.workshop import (
    asked,
    complains,
    connected_anna,
    ledger,
    mends,
    parts,
    reads_journal,
    taps,
)

SINCE = "SELECT complaint_since FROM book_lines WHERE dealership_id = $1 AND client_id = $2"
OLDER = """
UPDATE complaints SET made_at = made_at - $2::interval, due_at = due_at - $2::interval WHERE dealership_id = $1
"""


async def test_an_open_complaint_is_a_red_line_a_task_and_silence_towards_the_client(house: House) -> None:
    anna, _ = await connected_anna(house)
    complaint = await complains(house, anna, "irina")
    found = await ledger(house, anna)
    assert (found["status"], found["score"] <= 40.01) == ("at_risk", True)
    assert [one["id"] for loss in found["losses"] for one in loss["evidence"]] == [str(complaint)]
    assert await house.unit(lambda db: db.value(SINCE, anna)) is not None
    notices = (await house.get("vera", "/api/notices")).json()["notices"]
    assert notices[0]["kind"] == "complaint"
    board = (await house.get("irina", "/api/boards/loyalty")).json()
    assert [one["id"] for one in board["complaints"]] == [str(complaint)]
    assert board["totals"]["at_risk"] == 1
    assert (board["totals"]["out_of_hand"], board["totals"]["in_hand_share"]) == (1, 0)
    assert board["one_client"] == str(anna)


async def test_mending_it_raises_nothing_until_the_client_says_yes(house: House) -> None:
    anna, _ = await connected_anna(house)
    complaint = await complains(house, anna)
    before = await ledger(house, anna)
    answer = await mends(house, complaint)
    assert (answer.status_code, answer.json()["asked"]) == (200, True)
    assert (await mends(house, complaint)).json()["code"] == "complaint_closed"
    await reads_journal(house)
    assert (await ledger(house, anna))["score"] <= before["score"] + 0.01
    [ask] = await asked(house)
    assert await taps(house, ask["id"], "yes") is None
    after = await ledger(house, anna)
    assert after["score"] > before["score"] + 20
    assert "complaint" not in parts(after)
    assert await house.unit(lambda db: db.value(SINCE, anna)) is None


async def test_one_that_is_not_solved_goes_on_and_rubs_twice(house: House) -> None:
    anna, _ = await connected_anna(house)
    complaint = await complains(house, anna)
    await mends(house, complaint)
    [ask] = await asked(house)
    await taps(house, ask["id"], "no")
    found = await ledger(house, anna)
    assert {"complaint", "friction"} <= set(parts(found))
    [open_one] = found["complaints"]
    assert (open_one["closed_at"], open_one["reopened_at"] is None) == (None, False)
    await house.unit(lambda db: db.run(OLDER, timedelta(days=5)))
    assert (await mends(house, complaint)).status_code == 200
    await taps(house, (await asked(house))[-1]["id"], "yes")
    texts = [loss["text"] for loss in (await ledger(house, anna))["losses"]]
    assert any(text.startswith("Жалоба решена с опозданием") for text in texts)


async def test_only_whoever_wrote_it_takes_it_back_and_only_at_once(house: House) -> None:
    anna = await make_anna(house)
    first = await ledger(house, anna)
    complaint = await complains(house, anna)
    assert (await house.send("irina", "DELETE", f"/api/complaints/{complaint}")).status_code == 403
    taken = await house.send("vera", "DELETE", f"/api/complaints/{complaint}")
    assert taken.status_code == 200
    await reads_journal(house)
    after = await ledger(house, anna)
    assert abs(after["score"] - first["score"]) < 0.01
    assert after["complaints"] == []
    assert await house.unit(lambda db: db.value(SINCE, anna)) is None
    standing = await complains(house, anna)
    await house.unit(lambda db: db.run(OLDER, timedelta(minutes=11)))
    late = await house.send("vera", "DELETE", f"/api/complaints/{standing}")
    assert (late.status_code, late.json()["code"]) == (409, "complaint_stands")
