"""A colleague looks after the clients from when until when: agreed by both, begun and over by itself."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.conversations.handing_over import hand_over
from app.conversations.substitutes import substitution_turned
from app.conversations.transfers import NewTransfer
from app.coverage import asking
from app.coverage.jobs import watch_substitutions
from app.coverage.ladder import uncovered
from app.coverage.model import NewAbsence
from app.coverage.scheduling import go_away, roster_now
from app.coverage.substitutions import insert_substitution
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.ids import new_id
from app.people.actions import add_person, deactivate
from app.people.model import NewPerson
from tests.conversations.stories import connect
from tests.handoffs.ground import DAY, HOUR, MINUTE, MONDAY, Shift, shift

__all__ = ["shift"]


async def test_during_it_the_other_answers_and_sees_the_book_and_all_of_it_is_over_by_itself(
    shift: Shift,
) -> None:
    anna = await shift.anna()
    thread = await connect(shift.house, anna, "601")
    offer = await shift.offers("oleg", (1, 2))
    assert await shift.told("oleg") == ["substitution.offered"]
    await shift.answers("oleg", offer)
    assert (await shift.told("oleg"), await shift.told("vera")) == ([], ["substitution.accepted"])
    await shift.minute()
    assert await shift.answering() == ("vera", "owner"), "not before it begins"
    assert not await shift.sees("oleg", anna)
    tuesday = MONDAY + DAY
    await shift.minute(tuesday)
    assert await shift.answering() == ("oleg", "substitute")
    assert await shift.answering("oleg") == ("oleg", "owner"), "and their own too"
    assert await shift.sees("oleg", anna), "a client of whom nobody has heard since"
    await shift.writes("601", "Когда привезут коврики?")
    promise = await shift.unit(lambda db: db.row(OPEN, thread))
    assert promise["person_id"] == shift.house.people["oleg"]
    owner = await shift.unit(lambda db: db.value(OWNER, anna))
    assert owner == shift.house.people["vera"], "whose client it is never changes by it"
    await shift.minute(MONDAY + 2 * DAY + 14 * HOUR - MINUTE)
    assert await shift.sees("oleg", anna)
    assert await shift.sees("oleg", anna)
    await shift.minute(MONDAY + 3 * DAY + HOUR)
    assert await shift.answering() == ("vera", "owner")
    await shift.minute(MONDAY + 4 * DAY)
    assert not await shift.sees("oleg", anna)
    assert await shift.kinds("^substitution") == [
        f"substitution.{what}" for what in ("offered", "accepted", "begun", "ended")
    ]
    assert await shift.unit(lambda db: db.value(OWNER, anna)) == shift.house.people["vera"]


OPEN = "SELECT person_id FROM promises WHERE dealership_id = $1 AND thread_id = $2 AND ended_at IS NULL"
OWNER = "SELECT owner_id FROM clients WHERE dealership_id = $1 AND id = $2"
AGREED = "SELECT person_id, until_at, ended_at FROM substitutions WHERE dealership_id = $1 ORDER BY from_at"
STATES = "SELECT person_id, state FROM coverage_requests WHERE dealership_id = $1"


async def test_outside_of_their_hours_the_next_on_the_ladder_answers(shift: Shift) -> None:
    await shift.answers("oleg", await shift.offers("oleg", (0, 1)))
    assert await shift.answering() == ("oleg", "substitute")
    shift.now = MONDAY + 12 * HOUR  # 22:00
    assert await shift.answering() is None, "no more than their own hours"
    await ill(shift, "oleg")
    shift.now = MONDAY + DAY
    assert await shift.answering() == ("vera", "owner"), "who is ill looks after nobody"


async def ill(shift: Shift, name: str) -> None:
    who = await shift.who(name)
    await shift.unit(lambda db: go_away(db, who, NewAbsence(id=new_id(), kind="ill")))


async def code_of(act: Any) -> str:
    with pytest.raises(Problem) as refused:
        await act
    return refused.value.code


async def test_of_two_offers_one_holds_and_the_other_waits_no_more(shift: Shift) -> None:
    to_oleg, to_irina = await shift.offers("oleg", (1, 3)), await shift.offers("irina", (2, 4))
    later = await shift.offers("irina", (5, 6))
    assert await code_of(shift.offers("oleg", (3, 3))) == "offered_already"
    await shift.answers("irina", to_irina)
    assert await code_of(shift.answers("oleg", to_oleg)) == "request_settled"
    assert await shift.told("oleg") == [], "nothing is asked of them any more"
    assert await code_of(shift.offers("oleg", (4, 9))) == "substituted_already"
    await shift.answers("irina", later)
    assert len(await shift.unit(lambda db: db.rows(AGREED))) == 2, "times after each other are two"


async def test_accepted_on_two_phones_at_once_it_is_agreed_once(shift: Shift) -> None:
    offer = await shift.offers("oleg", (1, 3))
    await asyncio.gather(*(shift.answers("oleg", offer) for _ in range(4)))
    assert len(await shift.unit(lambda db: db.rows(AGREED))) == 1
    assert await shift.told("vera") == ["substitution.accepted"]


async def test_of_two_who_accept_at_the_same_moment_one_has_it(shift: Shift) -> None:
    offers = {"oleg": await shift.offers("oleg", (1, 3)), "irina": await shift.offers("irina", (1, 3))}
    runs: list[str] = []

    async def says_yes(name: str, offer: UUID) -> None:
        me = await shift.who(name)

        async def act(db: Db) -> None:
            runs.append(name)
            await asking.answer(db, me, offer, True)

        await shift.unit(act)

    said = await asyncio.gather(
        *(says_yes(name, offer) for name, offer in offers.items()), return_exceptions=True
    )
    refused = [one for one in said if one is not None]
    assert sorted(runs) == ["irina", "oleg"], (
        "neither waits for what the other holds, which would be tried again"
    )
    assert len(refused) == 1
    assert isinstance(refused[0], Problem)
    assert refused[0].code in ("request_settled", "substituted_already")
    assert len(await shift.unit(lambda db: db.rows(AGREED))) == 1


async def test_an_offer_made_while_another_one_was_accepted_does_not_hold_beside_it(shift: Shift) -> None:
    offer = await shift.offers("oleg", (1, 3))
    vera, irina = shift.house.people["vera"], shift.house.people["irina"]
    times = MONDAY + 2 * DAY, MONDAY + 3 * DAY
    await shift.unit(lambda db: insert_substitution(db, new_id(), vera, irina, vera, *times))
    assert await code_of(shift.answers("oleg", offer)) == "substituted_already"
    await shift.answers("oleg", await shift.offers("oleg", (5, 6)))


async def test_withdrawn_it_waits_for_nobody_and_refused_the_supervisors_see_it(shift: Shift) -> None:
    offer, vera = await shift.offers("oleg", (1, 3)), await shift.who("vera")
    await shift.unit(lambda db: asking.withdraw(db, vera, offer))
    assert await shift.told("oleg") == []
    assert await code_of(shift.answers("oleg", offer)) == "request_settled"
    again = await shift.offers("oleg", (1, 3))
    await shift.answers("oleg", again, accept=False)
    assert (await shift.told("vera"), await shift.told("irina")) == (
        ["substitution.declined"],
        ["substitution.refused"],
    )
    assert await shift.unit(lambda db: db.rows(AGREED)) == []


async def test_an_offer_nobody_answers_is_told_of_a_day_ahead_and_once(shift: Shift) -> None:
    await shift.offers("oleg", (3, 4))
    begins = MONDAY + 2 * DAY + 14 * HOUR  # midnight of the house
    await shift.minute(begins - DAY - MINUTE)
    assert await shift.told("irina") == []
    for at in (begins - DAY, begins - HOUR, begins + HOUR):
        await shift.minute(at)
        told = [code for code in await shift.told("irina") if code == "substitution.unanswered"]
        assert told == ["substitution.unanswered"]
    assert "substitution.unanswered" in await shift.told("vera")
    young = await shift.offers("irina", (0, 0))
    await shift.minute(shift.now + HOUR)
    assert (await shift.told("vera")).count("substitution.unanswered") == 1, "they have just been asked"
    await shift.minute(shift.now + 2 * HOUR)
    assert (await shift.told("vera")).count("substitution.unanswered") == 2
    await shift.answers("irina", young)


async def test_who_falls_ill_is_told_of_at_once_and_who_leaves_is_let_go(shift: Shift) -> None:
    anna = await shift.anna()
    offer = await shift.offers("oleg", (0, 5))
    await shift.answers("oleg", offer)
    await shift.minute()
    assert await shift.sees("oleg", anna)
    await ill(shift, "oleg")
    await shift.minute(shift.now + MINUTE)
    assert "substitution.away" in await shift.told("vera")
    assert "substitution.away" in await shift.told("irina")
    assert await shift.answering() == ("vera", "owner")
    alla = await shift.who("alla")
    await shift.unit(lambda db: deactivate(db, alla, shift.house.people["oleg"]))
    await shift.minute(shift.now + MINUTE)
    [agreed] = await shift.unit(lambda db: db.rows(AGREED))
    assert agreed["ended_at"] is not None
    assert "substitution.over" in await shift.told("vera")


async def test_who_comes_into_the_book_meanwhile_is_looked_after_too(shift: Shift) -> None:
    anna, irina = await shift.anna(), await shift.who("irina")
    await connect(shift.house, anna, "603")
    await shift.answers("oleg", await shift.offers("oleg", (0, 3)))
    await shift.minute()
    away, back = shift.house.people["vera"], new_id()

    async def another(db: Db) -> None:
        shift.house.people["petr"] = back
        petr = NewPerson(
            id=back, handle="petr", name="Пётр Зимин", address_form="Пётр", role="manager", language="ru"
        )
        await add_person(db, petr)

    await shift.unit(another)
    there = NewTransfer(id=new_id(), from_id=away, to_id=back, announce=False)
    here = NewTransfer(id=new_id(), from_id=back, to_id=away, announce=False)
    await shift.unit(lambda db: hand_over(db, irina, there))
    assert not await shift.sees("oleg", anna), "the client of somebody else"
    await shift.unit(lambda db: hand_over(db, irina, here))
    assert await shift.sees("oleg", anna)
    await shift.minute(MONDAY + 4 * DAY)
    assert not await shift.sees("oleg", anna)


async def test_a_yes_over_ones_own_leave_is_told_of_at_once(shift: Shift) -> None:
    oleg = await shift.who("oleg")
    first = (MONDAY + 2 * DAY).date()
    leave = NewAbsence(id=new_id(), kind="leave", from_on=first, until_on=first)
    await shift.unit(lambda db: go_away(db, oleg, leave))
    await shift.answers("oleg", await shift.offers("oleg", (5, 6)))
    assert "substitution.away" not in await shift.told("vera")
    await shift.answers("oleg", await shift.offers("oleg", (1, 3)))
    assert (await shift.told("vera")).count("substitution.away") == 1
    assert (await shift.told("irina")).count("substitution.away") == 1


async def test_ended_sooner_it_closes_at_once_and_everybody_learns_it(shift: Shift) -> None:
    anna = await shift.anna()
    offer = await shift.offers("oleg", (0, 5))
    await shift.answers("oleg", offer)
    await shift.minute()
    assert await code_of(shift.ends("sofia", offer)) == "not_found"
    shift.now += HOUR
    await shift.ends("oleg", offer)
    await shift.ends("oleg", offer)  # a repeat, the first answer was lost
    await shift.minute(shift.now + MINUTE)
    assert not await shift.sees("oleg", anna)
    assert await shift.answering() == ("vera", "owner")
    assert (await shift.told("vera"))[-1:] == ["substitution.over"]
    assert await shift.told("irina") == ["substitution.over"]


async def test_one_that_is_called_off_leaves_the_other_of_the_same_two_as_it_is(shift: Shift) -> None:
    anna = await shift.anna()
    goes_on, ahead = await shift.offers("oleg", (0, 3)), await shift.offers("oleg", (6, 7))
    for offer in (goes_on, ahead):
        await shift.answers("oleg", offer)
    await shift.minute()
    await shift.ends("vera", ahead)
    await shift.minute(shift.now + MINUTE)
    assert await shift.sees("oleg", anna)
    await shift.minute(MONDAY + 3 * DAY)
    assert await shift.sees("oleg", anna)
    await shift.ends("vera", goes_on)
    await shift.minute(shift.now + MINUTE)
    assert not await shift.sees("oleg", anna)


async def test_two_that_adjoin_go_over_into_each_other_in_whatever_order_they_are_read(shift: Shift) -> None:
    anna = await shift.anna()
    for days in ((0, 1), (2, 3)):
        await shift.answers("oleg", await shift.offers("oleg", days))
    await shift.minute()
    shift.now = MONDAY + DAY + 14 * HOUR + MINUTE  # past midnight of the house
    await watch_substitutions(shift.worker, shift.house.id)
    for entry in reversed(await turned(shift)):
        await shift.unit(lambda db, entry=entry: substitution_turned(db, entry))
    assert await shift.sees("oleg", anna)
    await shift.minute(shift.now + DAY)
    assert await shift.sees("oleg", anna)
    await shift.minute(shift.now + DAY)
    assert not await shift.sees("oleg", anna)


async def test_what_is_over_opens_nothing_though_its_beginning_is_read_late(shift: Shift) -> None:
    anna = await shift.anna()
    offer = await shift.offers("oleg", (0, 9))
    await shift.answers("oleg", offer)
    shift.now += MINUTE
    await shift.ends("vera", offer)
    for entry in reversed(await turned(shift)):
        await shift.unit(lambda db, entry=entry: substitution_turned(db, entry))
    assert not await shift.sees("oleg", anna)


async def turned(shift: Shift) -> list[Any]:
    """Entries of what began and ended, in order."""
    sql = """
    SELECT * FROM entries WHERE dealership_id = $1 AND kind IN ('substitution.begun', 'substitution.ended')
    ORDER BY at, kind DESC
    """
    found: list[Any] = await shift.unit(lambda db: db.rows(sql))
    return found


async def test_ended_sooner_who_waits_for_the_substitute_stays_open_to_them_for_hours_and_not_for_weeks(
    shift: Shift,
) -> None:
    anna = await shift.anna()
    await connect(shift.house, anna, "602")
    offer = await shift.offers("oleg", (0, 20))
    await shift.answers("oleg", offer)
    await shift.minute()
    await shift.writes("602", "Когда привезут коврики?")
    await shift.ends("oleg", offer)
    await shift.minute(shift.now + MINUTE)
    assert await shift.sees("oleg", anna), "an answer is owed"
    await shift.minute(shift.now + DAY)
    assert not await shift.sees("oleg", anna)


async def test_a_supervisor_arranges_it_for_somebody_and_nobody_else_does(shift: Shift) -> None:
    vera = shift.house.people["vera"]
    assert await code_of(shift.offers("irina", (1, 2), by="oleg", owner_id=vera)) == "not_found"
    assert await code_of(shift.offers("vera", (1, 2))) == "validation"
    offer = await shift.offers("oleg", (1, 2), by="irina", owner_id=vera)
    await shift.answers("oleg", offer)
    assert await shift.told("vera") == ["substitution.arranged"]
    assert await shift.told("irina") == ["substitution.accepted"]


async def test_what_is_agreed_covers_minutes_that_were_nobodys(shift: Shift) -> None:
    await ill(shift, "vera")
    await ill(shift, "irina")

    async def open_for_vera() -> bool:
        roster = await shift.unit(roster_now)
        gaps = uncovered(roster, MONDAY.date(), 2, always=False)
        return any(shift.house.people["vera"] in gap.owners for gap in gaps)

    assert await open_for_vera()
    await shift.answers("oleg", await shift.offers("oleg", (0, 3)))
    assert not await open_for_vera()
