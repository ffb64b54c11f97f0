"""The shop as a program that a web server starts for each request."""

import json
import os
import socket
import subprocess
import sys
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[1]
REQUEST = {
    "GATEWAY_INTERFACE": "CGI/1.1",
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "PATH_INFO": "/wsgi/whoami",
    "QUERY_STRING": "",
    "SERVER_NAME": "desk",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "SERVER_SOFTWARE": "Apache/2.4.65 (Debian)",
    "REMOTE_ADDR": "192.0.2.30",
    "HTTPS": "on",
}


def run(body: bytes = b"", python: str = sys.executable, **variables: str) -> tuple[Message, str]:
    """The header of the answer, and what the program wrote beside it."""
    environment = os.environ | REQUEST | {"PYTHONPATH": str(SHOP / "tests"), "SHOP_MODEL": "cgi"} | variables
    done = subprocess.run(
        [SHOP / "cgi-bin" / "shop"],
        env=environment | {"SHOP_PYTHON": python},
        input=body,
        capture_output=True,
        check=True,
        timeout=30,
    )
    return message_from_bytes(done.stdout), done.stderr.decode()


def test_a_request_is_answered() -> None:
    """By a process that counts to one, and names the web server without its platform."""
    answer, log = run()
    assert answer["Status"] == "200 OK"
    assert '"requests": 1,' in answer.get_payload()
    assert '"server": "Apache/2.4.65"' in answer.get_payload()
    assert '"scheme": "https"' in answer.get_payload()
    assert '"event": "request"' in log


def test_the_log_goes_where_it_is_sent(tmp_path: Path) -> None:
    """Standard output is the answer, and the web server's own log stays short."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(tmp_path / "log"))
        journal.settimeout(5)
        _, beside = run(SHOP_LOG_SOCKET=str(tmp_path / "log"))
        priority, _, line = journal.recv(4096).decode().rstrip("\0").partition("shop-cgi: ")
    assert (priority, json.loads(line)["event"], beside) == ("<14>", "request", "")


def test_a_body_without_a_length_ends_with_the_input() -> None:
    """As the web server gives it, when it came in chunks."""
    order = {"REQUEST_METHOD": "POST", "PATH_INFO": "/wsgi/orders", "CONTENT_TYPE": "application/json"}
    answer, _ = run(b"x" * 65_537, **order)
    assert answer["Status"].startswith("413 ")


def test_the_drivers_are_not_loaded_for_nothing() -> None:
    """Most of the time goes into starting: no request loads what only others need."""
    modules = subprocess.run(
        [sys.executable, "-c", "import sys, shop.cgi, shop.urls; print(*sys.modules)"],
        env=os.environ | {"PYTHONPATH": f"{SHOP}:{SHOP}/tests"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "shop.views" in modules
    assert "django.db.backends.sqlite3.base" not in modules


@pytest.mark.parametrize("text", ["SHOP_MACHINE=", "no variable"])
def test_a_broken_environment_file_is_named(tmp_path: Path, text: str) -> None:
    """Nobody sees the program start, so its last words must say enough."""
    file = tmp_path / "environment"
    file.write_text(text)
    with pytest.raises(subprocess.CalledProcessError) as failure:
        run(SHOP_ENVIRONMENT_FILE=str(file), SHOP_MACHINE="")
    assert b"SHOP_" in failure.value.stderr
