"""Where a client stands on the way in, judged from what is known of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.conversations.rules import step_of
from app.conversations.trail import Trail

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
AGO = [NOW - timedelta(days=days) for days in range(60)]
LATER = NOW + timedelta(days=20)


def trail(**known: Any) -> Trail:
    return Trail(**{name: known.get(name) for name in Trail.__struct_fields__})


@pytest.mark.parametrize(
    ("known", "step"),
    [
        ({}, ("not_invited", None)),
        ({"shared_at": AGO[3], "shared_until": LATER}, ("invited", AGO[3])),
        ({"shared_at": AGO[3], "shared_until": LATER, "opened_at": AGO[1]}, ("opened", AGO[1])),
        ({"opened_at": AGO[1]}, ("opened", AGO[1])),
        ({"shared_at": AGO[40], "shared_until": AGO[10]}, ("lapsed", AGO[10])),
        ({"shared_at": AGO[3], "shared_until": LATER, "refused_at": AGO[1]}, ("refused", AGO[1])),
        ({"reachable": True, "linked_at": AGO[5], "refused_at": AGO[9]}, ("connected", AGO[5])),
        (
            {"reachable": False, "stopped_at": AGO[2], "shared_at": AGO[9], "shared_until": LATER},
            ("blocked", AGO[2]),
        ),
        (
            {"reachable": False, "stopped_at": AGO[2], "shared_at": AGO[1], "shared_until": LATER},
            ("invited", AGO[1]),
        ),
        ({"reachable": True, "linked_at": AGO[5], "stopped_at": AGO[2]}, ("connected", AGO[5])),
    ],
)
def test_a_clients_step_is_the_newest_truth_about_them(known: dict[str, Any], step: Any) -> None:
    assert step_of(trail(**known), NOW) == step
