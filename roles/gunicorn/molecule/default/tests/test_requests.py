"""What comes of requests, and what the application learns of them."""

import socket

import pytest
from python_server import Ask


def test_the_application_answers(ask: Ask) -> None:
    assert ask()["word"] == "hello"


def test_nothing_answers_on_the_network_itself(address: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address, 8000), timeout=5)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_scheme_at_the_web_server_is_believed(ask: Ask, scheme: str) -> None:
    assert ask(headers={"X-Forwarded-Proto": scheme})["wsgi.url_scheme"] == scheme


def test_a_client_s_header_becomes_no_path(ask: Ask) -> None:
    seen = ask("/orders", headers={"SCRIPT_NAME": "/orders", "PATH_INFO": "/another"})
    assert (seen["SCRIPT_NAME"], seen["PATH_INFO"]) == ("", "/orders")
