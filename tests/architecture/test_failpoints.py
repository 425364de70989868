"""Each named place is in some test's list of places to die at, and no two places share a name."""

import re

from tests.killed import APP, places


def test_every_named_place_has_a_name_of_its_own_and_a_test_that_kills_there() -> None:
    found = places()
    assert len(found) > 20, "the places are found"
    assert [name for name, times in found.items() if times > 1] == []
    tests = "".join(file.read_text() for file in (APP / "tests").rglob("*.py"))
    assert [name for name in found if not re.search(rf'"{name}(:\d+)?"', tests)] == []
