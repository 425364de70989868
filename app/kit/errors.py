"""Refusals: what went wrong as a code and its facts; the words are made at the edge."""

from typing import Any

import msgspec


class FieldTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field of a body."""

    field: str
    code: str
    args: dict[str, Any] = {}


class FieldRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field, in the reader's language."""

    field: str
    code: str
    message: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A refused act as problem+json tells it. Some codes add facts of their own."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldRefusal]


class Problem(Exception):
    """An act is refused. `code` names a sentence of the catalogue without its `error.` prefix."""

    def __init__(
        self, code: str, status: int = 409, *, fields: tuple[FieldTrouble, ...] = (), **args: Any
    ) -> None:
        super().__init__(code)
        self.code, self.status, self.fields, self.args_ = code, status, fields, args


def not_found() -> Problem:
    """The answer for a missing thing and, word for word, for one that may not be seen."""
    return Problem("not_found", 404)


def bad_field(field: str, code: str, **args: Any) -> Problem:
    """One field is unusable: `code` names a sentence under `error.field.`."""
    return Problem("validation", 422, fields=(FieldTrouble(field=field, code=code, args=args),))


def filled(field: str, text: str) -> str:
    """What was typed into this field, without the blanks around it. Nothing but blanks is refused."""
    words = text.strip()
    if not words:
        raise bad_field(field, "blank")
    return words
