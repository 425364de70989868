"""More than five hundred bursts, labelled by hand: who is woken, who is asked, and what begins no wait at all."""

from tests.coverage.labelled import Labelled, errors, labelled

MOST_FALSE_WAKES = 2  # of one manager in one month


def count(of: list[Labelled], done: str, *labels: str) -> int:
    return sum(one.done == done and one.label in labels for one in of)


def report(name: str, of: list[Labelled]) -> str:
    wrong = errors(of)
    right = 100 * (1 - len(wrong) / len(of))
    said = [
        f"{name}: {len(of)} bursts, {right:.0f} % as labelled",
        f"false wakes {count(of, 'wakes', 'ask', 'before', 'wait', 'thanks')}",
        f"questions about what could wait {count(of, 'asks', 'wait', 'thanks')}",
        f"emergencies: woken {count(of, 'wakes', 'now')}, asked {count(of, 'asks', 'now')}",
        f"missed {count(of, 'waits', 'now') + count(of, 'thanks', 'now')}",
    ]
    return "\n   ".join([", ".join(said), *wrong])


def test_every_emergency_wakes_or_asks_and_a_month_of_nights_wakes_nobody_in_vain_more_than_twice() -> None:
    bursts = labelled()
    assert len(bursts) >= 300
    for name, held_out in (("fitted", False), ("held out", True)):
        half = [one for one in bursts if one.held_out == held_out]
        print(report(name, half))
        assert count(half, "waits", "now") + count(half, "thanks", "now") == 0, report(name, half)
        assert len(errors(half)) <= len(half) * 0.08, report(name, half)
    month = [one for one in bursts if one.part == "mix"]
    urgent = sum(one.label == "now" for one in month)
    assert 0.01 <= urgent / len(month) <= 0.03, "as rare as it is"
    assert count(month, "wakes", "ask", "before", "wait", "thanks") <= MOST_FALSE_WAKES, report(
        "month", month
    )
    assert count(month, "asks", "wait", "thanks") <= len(month) * 0.05, report("month", month)


def test_thanks_and_closing_words_begin_no_wait_and_nothing_else_passes_for_them() -> None:
    bursts = labelled()
    assert [one.words for one in bursts if one.done == "thanks" and one.label != "thanks"] == []
    closing = [one for one in bursts if one.label == "thanks"]
    assert count(closing, "thanks", "thanks") >= len(closing) * 0.97
