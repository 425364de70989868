"""In these tests a gap in the catalogues is an error."""

from collections.abc import Iterator

import pytest

from app.texts import raise_on_gaps


@pytest.fixture(autouse=True)
def strict_texts() -> Iterator[None]:
    raise_on_gaps()
    yield
    raise_on_gaps(False)
