"""An application with settings of its own, reached without a web server in front."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from browser import plain
from patience import eventually
from testinfra.host import Host
from unfinished import UnfinishedRequest

PORT = 8080
WORKERS = 3
STOP_SECONDS = 15
"""Far less than a request may wait for its body, far more than a busy computer needs."""


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """Each of its requests has a connection of its own."""
    with plain(f"http://{address}:{PORT}", keeps_connections=False) as client:
        yield client


@pytest.fixture
def told(client: httpx.Client) -> dict[str, object]:
    return dict(client.get("/", headers={"X-Forwarded-For": "203.0.113.9"}).json())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GREETING_SECRET", 'a "secret" \\ $HOME # 5f2c9e71'),
        ("GREETING_PLACE", "here"),
        ("GREETING_WORD", "welcome"),
    ],
    ids=["as it is", "single ones win over files", "later files win over earlier ones"],
)
def test_the_application_has_its_settings(told: dict[str, object], name: str, value: str) -> None:
    environment = told["environment"]
    assert isinstance(environment, dict)
    assert environment[name] == value


def test_nobody_in_front_is_believed(told: dict[str, object]) -> None:
    assert told["client"] != "203.0.113.9"


def test_every_worker_answers(client: httpx.Client) -> None:
    def processes() -> set[object]:
        return {client.get("/").json()["process"] for _ in range(20)}

    eventually(processes, lambda seen: len(seen) == WORKERS, 20, "all answer")


def test_an_idle_connection_ends(address: str) -> None:
    with socket.create_connection((address, PORT), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: app\r\n\r\n")
        while connection.recv(65536):
            pass


def test_a_stop_does_not_wait_for_ever(host: Host, address: str) -> None:
    """A request that does not end in time is cut off, and so is the service's stop."""
    with UnfinishedRequest(address, PORT, "/") as request:
        stopped = host.run("timeout %s systemctl stop uvicorn", str(STOP_SECONDS))
        host.check_output("systemctl start uvicorn")
        assert stopped.rc == 0
        assert request.is_cut_off()


@pytest.mark.parametrize("place", ["/etc", "/opt", "/run", "/usr/local", "/var", "/proc/[0-9]*/environ"])
def test_another_user_reads_no_password(host: Host, place: str) -> None:
    found = host.run(f"runuser -u nobody -- grep --recursive --files-with-matches 5f2c9e71 {place}")
    assert found.stdout == ""


@pytest.mark.parametrize("question", ["ps -e -o args", "systemctl show uvicorn"])
def test_another_user_is_told_no_password(host: Host, question: str) -> None:
    assert "5f2c9e71" not in host.check_output(f"runuser -u nobody -- {question}")
