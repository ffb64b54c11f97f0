"""After a silence only one request in a while asks the database."""

import pytest

from shop.postgresql.breaker import Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(1.0, clock)


def test_everybody_asks_a_database_that_answers(breaker: Breaker) -> None:
    assert [breaker.lets_ask() for _ in range(3)] == [True, True, True]


def test_nobody_asks_right_after_a_silence(breaker: Breaker) -> None:
    breaker.silent()
    assert not breaker.lets_ask()


def test_after_a_pause_one_asks_for_all(breaker: Breaker, clock: Clock) -> None:
    breaker.silent()
    clock.now += 1.0
    assert [breaker.lets_ask() for _ in range(3)] == [True, False, False]


def test_where_that_one_gets_no_answer_the_next_one_asks_after_another_pause(breaker: Breaker, clock: Clock) -> None:
    breaker.silent()
    clock.now += 1.0
    breaker.lets_ask()
    clock.now += 1.0
    assert breaker.lets_ask()


def test_an_answer_lets_everybody_ask_again(breaker: Breaker) -> None:
    breaker.silent()
    breaker.answered()
    assert [breaker.lets_ask() for _ in range(2)] == [True, True]
