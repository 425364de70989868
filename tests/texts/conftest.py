"""A test may try how operation bridges a gap; afterwards a gap is an error again."""

from collections.abc import Iterator

import pytest

from app.texts import raise_on_gaps


@pytest.fixture(autouse=True)
def strict_texts() -> Iterator[None]:
    raise_on_gaps()
    yield
    raise_on_gaps()
