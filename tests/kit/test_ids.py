"""Ids sort by the time they were made; ids of feeds are computed."""

import time
from uuid import UUID, uuid4

from app.kit.ids import feed_of, new_id


def test_ids_are_version_seven_of_the_standard_library_s_own_type() -> None:
    assert (type(new_id()), new_id().version) == (UUID, 7)


def test_later_ids_sort_after_earlier_ones() -> None:
    made = []
    for _ in range(5):
        made.append(new_id())
        time.sleep(0.002)
    assert made == sorted(made)


def test_ids_do_not_repeat() -> None:
    assert len({new_id() for _ in range(20_000)}) == 20_000


def test_the_feed_of_a_subject_is_always_the_same_and_differs_by_kind() -> None:
    person = uuid4()
    assert feed_of("book", person) == feed_of("book", person)
    assert len({feed_of(kind, person) for kind in ("book", "person", "lobby")} | {person}) == 4


def test_feed_ids_never_change_since_phones_keep_them() -> None:
    assert feed_of("book", UUID(int=7)) == UUID("ea12cc7c-15c4-5b8f-90c3-7ad105088394")
