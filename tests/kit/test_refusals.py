"""What the decoder says about a body becomes a code people can act on."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

import msgspec
import pytest

from app.kit.http import trouble_of
from app.texts.catalogues import catalogue


class Body(msgspec.Struct, forbid_unknown_fields=True):
    id: UUID | None = None
    at: datetime | None = None
    day: date | None = None
    hour: time | None = None
    count: Annotated[int, msgspec.Meta(ge=1, le=5)] = 1
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=3)] = "a"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ('{"id": "x"}', "id", "not_an_id"),
        ('{"at": "x"}', "at", "not_an_instant"),
        ('{"day": "x"}', "day", "not_a_date"),
        ('{"hour": "x"}', "hour", "not_an_hour"),
        ('{"count": 9}', "count", "too_big"),
        ('{"count": 0}', "count", "too_small"),
        ('{"count": "9"}', "count", "wrong_type"),
        ('{"text": "abcd"}', "text", "too_long"),
        ('{"text": ""}', "text", "blank"),
        ('{"surprise": 1}', "surprise", "unknown"),
        ("{", "body", "not_json"),
    ],
)
def test_every_trouble_with_a_field_has_its_own_sentence(body: str, field: str, code: str) -> None:
    with pytest.raises(msgspec.MsgspecError) as refused:
        msgspec.json.decode(body, type=Body)
    trouble = trouble_of(str(refused.value))
    assert (trouble.field, trouble.code) == (field, code)
    assert f"error.field.{code}" in catalogue("ru")
