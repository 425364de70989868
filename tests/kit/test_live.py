"""Hints: bounded in size, told at once inside the process, and a stream follows what it may read."""

from uuid import uuid4

import pytest

from app.kit.live import LONGEST, POKES, WAKES, Live, Stream


@pytest.fixture
def live() -> Live:
    return Live("postgresql://nowhere", None)


def opened(live: Live, *feeds: object) -> Stream:
    stream = Stream(uuid4(), uuid4())
    live.join(stream, dict.fromkeys(feeds, 0))  # type: ignore[arg-type]
    return stream


def test_a_unit_s_feeds_reach_the_streams_of_its_own_process_at_once(live: Live) -> None:
    feed, other = uuid4(), uuid4()
    stream = opened(live, feed)
    live.hint(uuid4(), {feed: 3, other: 9}, set())
    assert stream.moved == {feed: 3}
    assert stream.stirred.is_set()


def test_an_older_hint_that_comes_later_tells_nothing(live: Live) -> None:
    feed = uuid4()
    stream = opened(live, feed)
    live.stir(feed, 5)
    stream.moved.clear()
    live.stir(feed, 4)
    live.stir(feed, 5)
    assert stream.moved == {}


def test_many_hints_travel_as_one_and_only_the_latest_of_each_feed(live: Live) -> None:
    house, feed = uuid4(), uuid4()
    for seq in (1, 3, 2):
        live.hint(house, {feed: seq}, {"deliveries"})
    assert sorted(live._take()) == [(POKES, f"{house}/{feed}:3"), (WAKES, "deliveries")]
    assert live._take() == []


def test_more_hints_than_a_payload_holds_travel_as_a_star(live: Live) -> None:
    for _ in range(200):
        live.hint(uuid4(), {uuid4(): 1}, set())
    assert live._take() == [(POKES, "*")]


def test_a_payload_stays_under_the_limit_of_postgresql(live: Live) -> None:
    for _ in range(99):
        live.hint(uuid4(), {uuid4(): 10**12}, set())
    ((_, payload),) = live._take()
    assert payload == "*" or len(payload.encode()) <= LONGEST < 8_000


def test_what_is_heard_reaches_the_streams_of_its_feed(live: Live) -> None:
    feed, other = uuid4(), uuid4()
    mine, theirs = opened(live, feed), opened(live, other)
    live._heard_pokes(f"{uuid4()}/{feed}:2 {uuid4()}/{uuid4()}:7")
    assert (mine.moved, theirs.moved) == ({feed: 2}, {})
    assert not theirs.stirred.is_set()


def test_a_star_has_every_stream_look_for_itself(live: Live) -> None:
    streams = [opened(live, uuid4()) for _ in range(3)]
    live._heard_pokes("*")
    assert [stream.stirred.is_set() for stream in streams] == [True] * 3


def test_a_closed_stream_hears_nothing_and_leaves_nothing_behind(live: Live) -> None:
    feed = uuid4()
    stream = opened(live, feed)
    live.part(stream)
    live.stir(feed, 9)
    live.keep_to(stream, {feed: 9})
    assert (stream.moved, live.open_streams(), live._streams) == ({}, set(), {})


def test_a_stream_without_any_feed_is_still_looked_after(live: Live) -> None:
    """Somebody whose first feed is granted while they are online."""
    stream, feed = opened(live), uuid4()
    assert live.open_streams() == {stream}
    live.keep_to(stream, {feed: 4})
    live.stir(feed, 5)
    assert stream.moved == {feed: 5}


def test_a_feed_that_is_taken_away_falls_silent_and_the_phone_is_told_to_look(live: Live) -> None:
    stays, goes = uuid4(), uuid4()
    stream = opened(live, stays, goes)
    live.stir(goes, 3)
    live.keep_to(stream, {stays: 0})
    live.stir(goes, 4)
    assert (stream.moved, stream.lost_a_feed, stream.stirred.is_set()) == ({}, True, True)


def test_wakes_reach_every_listener_of_the_process(live: Live) -> None:
    heard: list[tuple[int, str]] = []
    for n in range(2):
        live.on_wake(lambda queue, n=n: heard.append((n, queue)))  # type: ignore[misc]
    live.hint(uuid4(), {}, {"deliveries"})
    assert sorted(heard) == [(0, "deliveries"), (1, "deliveries")]
