"""Until when whoever answers now goes on answering: against a walk over the quarters of an hour, in random houses."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.ladder import local_day, responsible_at
from app.coverage.spans import instant
from app.coverage.turns import AHEAD, person_of, turn_now
from tests.coverage.houses import instants, rosters

QUARTER = timedelta(minutes=15)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_turn_lasts_until_the_first_instant_at_which_somebody_else_answers(data: st.DataObject) -> None:
    roster, near = data.draw(rosters())
    at = data.draw(instants(near)).replace(second=0, microsecond=0)
    at -= timedelta(minutes=at.minute % 15)
    owner = data.draw(st.sampled_from(sorted(roster.keepers)))
    turn = turn_now(owner, at, roster)
    assert turn.person == person_of(responsible_at(owner, at, roster))
    walked = at
    while walked < turn.until_at:
        assert person_of(responsible_at(owner, walked, roster)) == turn.person, walked
        walked += QUARTER
    if turn.until_at < instant(local_day(at, roster.zone) + AHEAD, 0, roster.zone):
        assert turn.then == person_of(responsible_at(owner, turn.until_at, roster))
        assert turn.then != turn.person
    else:
        assert turn.then is None
