"""The figures of a drill, from its answers."""

from __future__ import annotations

from collections import Counter

from drilled import answer

from waslab.drills.ledger import Entry, Ledger
from waslab.drills.outcome import Figures, Marks, away, figures

AGREED = Ledger(Counter(), stock_agrees=True)
OUTAGE = Marks(injected=5.0, healed=10.0)
BY_ITSELF = Marks(injected=5.0, healed=None)


def found(*answers: object, marks: Marks = OUTAGE, kept: Ledger = AGREED) -> Figures:
    return figures([*answers, answer(start=20.0)], kept, marks, "gunicorn1")  # type: ignore[list-item]


def test_failures_are_counted_by_what_may_be_repeated() -> None:
    asked = [
        answer(outcome=503),
        answer(outcome="ClientError"),
        answer(outcome=504, order=1, keyed=True),
        answer(outcome=504, order=2),
        answer(outcome=201, order=3),
    ]
    counted = found(*asked)
    assert (counted.failed_gets, counted.failed_keyed_posts, counted.failed_keyless_posts) == (2, 1, 1)


def test_lost_and_doubled_orders_come_from_the_ledger() -> None:
    kept = Ledger(Counter({Entry.LOST: 2, Entry.DOUBLED: 1}), stock_agrees=True)
    counted = found(kept=kept)
    assert (counted.lost, counted.doubled) == (2, 1)


def test_a_fault_that_nobody_met_was_detected_at_once() -> None:
    counted = found(answer(start=6.0))
    assert (counted.met, counted.detected_seconds, counted.rerouted_seconds) == (0, 0.0, 0.0)


def test_it_is_detected_with_the_end_of_the_first_request_that_met_it() -> None:
    met = [answer(start=5.5, seconds=2.5), answer(start=5.2, seconds=2.5), answer(start=7.0, seconds=2.5)]
    counted = found(*met)
    assert (counted.met, counted.detected_seconds, counted.rerouted_seconds) == (3, 2.7, 4.5)


def test_the_slowest_answer_is_the_slowest_of_all() -> None:
    assert found(answer(seconds=3.456)).slowest_seconds == 3.46


def test_a_healed_machine_is_whole_with_its_first_answer() -> None:
    before = answer(start=1.0, machine="gunicorn1", pid=7)
    back = answer(start=12.0, seconds=0.5, machine="gunicorn1", pid=7)
    assert found(before, answer(start=11.0, machine="gunicorn2"), back).whole_seconds == 2.5


def test_a_server_that_heals_itself_is_whole_when_new_processes_answer() -> None:
    """What its old ones had begun may still arrive."""
    old = [answer(start=1.0, machine="gunicorn1", pid=7), answer(start=5.1, machine="gunicorn1", pid=7)]
    new = [answer(start=start, seconds=0.5, machine="gunicorn1", pid=8) for start in (7.0, 11.0)]
    assert found(*old, *new, marks=BY_ITSELF).whole_seconds == 2.5


def test_an_idle_process_that_answers_once_more_before_it_is_killed_is_no_new_one() -> None:
    """A fault's mark is the beginning of the task that kills."""
    old = [answer(start=start, machine="gunicorn1", pid=pid) for start, pid in ((1.0, 7), (5.1, 9))]
    new = [answer(start=start, seconds=0.5, machine="gunicorn1", pid=8) for start in (7.0, 11.0)]
    assert found(*old, *new, marks=BY_ITSELF).whole_seconds == 2.5


def test_an_answer_that_tells_no_process_is_no_sign_of_an_old_one() -> None:
    """An order tells its machine alone."""
    unnamed = [answer(start=start, machine="gunicorn1", pid=None) for start in (1.5, 7.2, 14.0)]
    named = [
        answer(start=start, seconds=0.5, machine="gunicorn1", pid=pid) for start, pid in ((1.0, 7), (8.0, 8), (11.0, 8))
    ]
    answers = sorted(unnamed + named, key=lambda one: one.start)
    assert found(*answers, marks=BY_ITSELF).whole_seconds == 3.5


def test_a_server_whose_processes_go_on_never_went_away() -> None:
    still = [answer(start=start, machine="gunicorn1", pid=7) for start in (1.0, 11.0)]
    assert found(*still, marks=BY_ITSELF).whole_seconds == 0.0


def test_a_process_that_was_idle_before_the_fault_is_no_new_one() -> None:
    """A server has several, and one of them may get its first request long after another one was killed."""
    still = [answer(start=start, machine="gunicorn1", pid=7) for start in (1.0, 11.0)]
    idle = answer(start=14.0, machine="gunicorn1", pid=9)
    assert found(*still, idle, marks=BY_ITSELF).whole_seconds == 0.0


def test_each_server_of_a_machine_has_to_come_back() -> None:
    """Gunicorn was killed, and Uvicorn beside it went on."""
    asked = [
        answer(start=start, seconds=0.5, machine="gunicorn1", pid=pid, prefix=prefix)
        for prefix, pid in (("wsgi", 7), ("asgi", 8))
        for start in (1.0, 14.0 if prefix == "wsgi" else 10.0)
    ]
    assert found(*asked).whole_seconds == 4.5


def test_what_the_generator_began_late_is_not_the_lab_s() -> None:
    assert found(answer(start=6.0, seconds=3.0, lag=2.9)).slowest_seconds == 0.1


def test_a_machine_that_never_answers_again_is_not_whole() -> None:
    assert found(answer(start=1.0, machine="gunicorn1", pid=7)).whole_seconds is None


def test_a_machine_that_answers_no_visitors_is_whole_when_nobody_waits_any_more() -> None:
    counted = found(answer(start=6.0, outcome=503), answer(start=10.5, seconds=1.0, outcome=503))
    assert counted.whole_seconds == 1.5


def test_who_answered_before_and_does_not_in_the_end_is_away() -> None:
    given = [
        answer(start=1.0, machine="gunicorn1"),
        answer(start=1.1, machine="gunicorn2"),
        answer(start=12.0, machine="gunicorn1"),
        answer(start=19.0, machine="gunicorn2"),
        answer(start=20.0),
    ]
    assert away(given, OUTAGE) == ["gunicorn1 under /wsgi/"]


def test_it_is_not_whole_when_the_last_request_fails() -> None:
    assert found(answer(start=6.0, outcome=503), answer(start=20.0, outcome=503)).whole_seconds is None
