"""Load data: each client's numbers are their own, and a book is the same whatever was made before it."""

from collections import Counter
from datetime import UTC, datetime

from app.demo import DEALERSHIPS, SEED, DemoClient, demo_clients
from app.demo.clients import PLACES_A_MANAGER
from app.demo.crowd import BOOK, WHOLE_STORY, crowd_book, crowd_manager

TOGLIATTI = DEALERSHIPS[0]
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def book(shelf: int, clients: int = BOOK, order: int = 0) -> list[DemoClient]:
    manager = crowd_manager(TOGLIATTI, order, shelf)
    return [*crowd_book(TOGLIATTI, manager, shelf, clients, NOW, order=order, seed=SEED)]


FIRST, SECOND = book(2), book(PLACES_A_MANAGER // BOOK)  # a shelf whose places run over the cast's numbers
CAST = [*demo_clients(TOGLIATTI, NOW, per_manager=20)]


def test_a_book_is_the_same_each_time_and_another_on_another_shelf() -> None:
    assert book(2, 20) == FIRST[:20]
    assert [client.name for client in FIRST] != [client.name for client in SECOND]


def test_no_two_clients_of_a_house_share_a_phone_an_account_or_a_vin() -> None:
    known = [
        contact for client in CAST + FIRST + SECOND for contact in client.contacts if contact.label == "own"
    ]
    contacts = Counter(contact.value for contact in known)
    vins = Counter(car.vin for client in CAST + FIRST + SECOND for car in client.cars)
    assert max(contacts.values()) == max(vins.values()) == 1


def test_every_fiftieth_card_has_fifty_lines_and_more_the_others_a_short_story() -> None:
    long = FIRST[7::WHOLE_STORY]
    assert all(len(client.timeline + client.touches) >= 50 and len(client.messages) > 20 for client in long)
    short = [client for client in FIRST if client not in long]
    assert all(2 <= len(client.timeline) <= 12 for client in short)
    assert all(len(client.cars) == 1 and client.cars[0].readings for client in short)


def test_most_write_and_some_wait_for_an_answer_now() -> None:
    connected = [client for client in FIRST if client.connected]
    waiting = [client for client in FIRST if client.waiting_since]
    assert 0.7 < len(connected) / len(FIRST) < 0.9
    assert 5 <= len(waiting) <= 25
    assert all(client.messages[-1].direction == "in" for client in waiting)


def test_nothing_lies_in_the_future_and_all_is_in_order() -> None:
    for client in FIRST:
        moments = [line.at for line in client.timeline]
        assert moments == sorted(moments)
        assert all(moment < NOW for moment in moments)
        said = [message.at for message in client.messages]
        assert said == sorted(said), client.number
        assert all(moment < NOW for moment in said)
