"""How many hours a week a book takes, by what was journaled with its clients."""

import msgspec

from app.texts import Phrase

WEEKS = 4
MESSAGE_MINUTES = 3
"""To read a message or to write one, with what must be looked up for it."""
TOUCH_MINUTES = 12
"""A call or a visit, with the note after it."""


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What happened with a number of clients in the last four weeks."""

    clients: int
    messages: int
    touches: int


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """Hours a week as the book stands, and with the clients to come; `basis` says what of."""

    hours_now: float
    hours_after: float
    basis: Phrase


def forecast(own: Work, moved: Work | None, adding: int) -> Forecast:
    """Hours a week of a book that `adding` clients join.

    The book's own four weeks are the measure: messages both ways and touches, each with its minutes,
    divided by its clients. Clients who come with a history of their own (`moved`) bring their own work;
    new ones are taken for the book's average. A book nobody worked with yet has no measure of its own.
    """
    now = hours(own)
    each = now / own.clients if own.clients else 0.0
    coming = hours(moved) if moved else each * adding
    counted = own if moved is None else Work(
        clients=own.clients + moved.clients, messages=own.messages + moved.messages,
        touches=own.touches + moved.touches,
    )  # fmt: skip
    return Forecast(hours_now=round(now, 1), hours_after=round(now + coming, 1), basis=basis(counted))


def hours(work: Work) -> float:
    return (work.messages * MESSAGE_MINUTES + work.touches * TOUCH_MINUTES) / 60 / WEEKS


def basis(work: Work) -> Phrase:
    if work.messages == work.touches == 0:
        return Phrase("load.no_basis", {"weeks": WEEKS})
    return Phrase(
        "load.basis",
        {
            "weeks": WEEKS,
            "clients": work.clients,
            "messages": work.messages,
            "touches": work.touches,
            "message_minutes": MESSAGE_MINUTES,
            "touch_minutes": TOUCH_MINUTES,
        },
    )
