"""What comes of requests, and what the application learns of them."""

import uuid

import pytest
from python_server import Ask
from testinfra.host import Host

CONNECT = "import socket; socket.socket(socket.AF_UNIX).connect('/run/uwsgi/socket')"


def test_the_application_answers_with_the_whole_path(ask: Ask) -> None:
    seen = ask("orders/1")
    assert (seen["word"], seen["SCRIPT_NAME"], seen["PATH_INFO"]) == ("hello", "", "/app/orders/1")


def test_few_processes_answer_many_requests(ask: Ask) -> None:
    assert len({ask()["process"] for _ in range(20)}) <= 2


def test_a_large_body_arrives(ask: Ask) -> None:
    assert ask(body=bytes(500_000))["read"] == 500_000


@pytest.mark.parametrize(("user", "may"), [("www-data", True), ("nobody", False)])
def test_the_web_server_alone_may_use_the_socket(user: str, host: Host, *, may: bool) -> None:
    assert (host.run("runuser -u %s -- python3 -c %s", user, CONNECT).rc == 0) is may


def test_it_listens_on_no_port(host: Host) -> None:
    assert "uwsgi" not in host.check_output("ss --listening --tcp --udp --processes")
    assert "uwsgi" in host.check_output("ss --listening --unix --processes")


def test_the_journal_has_what_the_application_says_and_no_line_for_each_request(ask: Ask, host: Host) -> None:
    said, quiet = str(uuid.uuid4()), str(uuid.uuid4())
    ask(f"slow?{said}")
    ask(f"orders?{quiet}")
    journal = host.check_output("journalctl --unit uwsgi --since '1 minute ago'")
    assert f"slow: {said}" in journal
    assert quiet not in journal
