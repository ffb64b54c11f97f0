"""What the service goes through: reloads, restarts, death."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from testinfra.host import Host

Ask = Callable[..., dict[str, object]]

WORKERS = 2
SECONDS = 20


def main_process(host: Host) -> str:
    return str(host.check_output("systemctl show --property MainPID --value uwsgi"))


def workers(host: Host) -> set[str]:
    return set(host.run("pgrep --parent %s", main_process(host)).stdout.split())


def answers(ask: Ask) -> bool:
    try:
        return "word" in ask()
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("command", ["reload", "restart"])
def test_a_request_in_flight_ends_well(command: str, host: Host, ask: Ask) -> None:
    old = workers(host)
    name = str(uuid.uuid4())
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(ask, f"slow?{name}")
        journal = "journalctl --unit uwsgi --since '1 minute ago'"
        eventually(lambda: host.check_output(journal), lambda seen: name in seen, SECONDS, "the request is in flight")
        host.check_output("systemctl %s uwsgi", command)
        assert slow.result()["process"] in old
    eventually(lambda: workers(host), lambda new: len(new) == WORKERS and not new & old, SECONDS, "new workers")
    eventually(lambda: answers(ask), lambda there: there, SECONDS, "they answer")


def test_a_killed_worker_is_replaced(host: Host, ask: Ask) -> None:
    main, killed = main_process(host), str(ask()["process"])
    host.check_output("kill -KILL %s", killed)
    eventually(lambda: workers(host), lambda left: len(left - {killed}) == WORKERS, SECONDS, "a new worker")
    assert main_process(host) == main
    assert answers(ask)


def test_a_killed_service_comes_back(host: Host, ask: Ask) -> None:
    killed = main_process(host)
    host.check_output("kill -KILL %s", killed)
    eventually(lambda: answers(ask), lambda there: there, SECONDS, "it answers again")
    assert main_process(host) != killed


@pytest.mark.parametrize("path", ["/opt/greeting/current", "/etc/uwsgi", "/var/lib", "/var/log"])
def test_the_service_writes_nowhere(host: Host, path: str) -> None:
    """Asked where it lives: in the service's own view of the file system, where even root has no more than this."""
    assert host.run("nsenter --target %s --mount touch %s/passing", main_process(host), path).rc != 0


def test_the_service_is_confined(host: Host) -> None:
    assert exposure(host, "uwsgi.service") <= MOST_EXPOSED
