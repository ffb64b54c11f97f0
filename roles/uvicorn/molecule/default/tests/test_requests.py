"""What comes of requests, and what the application learns of them."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from python_server import Ask

TOGETHER = 60
SECONDS = 0.5


def test_the_application_answers(ask: Ask) -> None:
    assert ask()["word"] == "hello"


def test_nothing_answers_on_the_network_itself(address: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address, 8000), timeout=5)


def test_the_web_server_is_believed(ask: Ask) -> None:
    seen = ask(headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"})
    assert (seen["client"], seen["scheme"]) == (["203.0.113.9", 0], "https")


def test_requests_that_wait_do_not_wait_for_each_other(ask: Ask) -> None:
    """Two processes, and far more requests than that."""
    began = time.monotonic()
    with ThreadPoolExecutor(TOGETHER) as pool:
        answers = list(pool.map(ask, [f"/?seconds={SECONDS}"] * TOGETHER))
    assert {answer["word"] for answer in answers} == {"hello"}
    assert time.monotonic() - began < TOGETHER * SECONDS / 4
