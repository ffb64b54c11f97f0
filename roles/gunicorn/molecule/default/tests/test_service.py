"""What the service goes through: reloads, restarts, death."""

import json
from collections.abc import Callable

import httpx
import pytest
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from testinfra.host import Host
from unfinished import UnfinishedRequest

Ask = Callable[..., dict[str, object]]

WORKERS = 2
SECONDS = 20


def main_process(host: Host) -> str:
    return str(host.check_output("systemctl show --property MainPID --value gunicorn"))


def workers(host: Host) -> set[str]:
    return set(host.run("pgrep --parent %s", main_process(host)).stdout.split())


def state(host: Host) -> str:
    return str(host.run("systemctl is-active gunicorn").stdout.strip())


def answers(ask: Ask) -> bool:
    try:
        return "word" in ask()
    except httpx.HTTPError:
        return False


def test_a_reload_replaces_the_workers_and_lets_requests_end(host: Host, address: str, ask: Ask) -> None:
    old = eventually(lambda: workers(host), lambda found: len(found) == WORKERS, SECONDS, "all workers are there")
    with UnfinishedRequest(address, 80, "/") as request:
        host.check_output("systemctl reload gunicorn")
        eventually(lambda: ask()["process"], lambda process: process not in old, SECONDS, "a new worker answers")
        status, body = request.finish()
    assert status == 200
    assert json.loads(body)["process"] in old
    eventually(lambda: workers(host), lambda new: len(new) == WORKERS and not new & old, SECONDS, "the old ones go")


def is_back(host: Host, ask: Ask, before: str) -> bool:
    return main_process(host) not in {before, "0"} and answers(ask)


def test_a_restart_lets_requests_end(host: Host, address: str, ask: Ask) -> None:
    before = main_process(host)
    with UnfinishedRequest(address, 80, "/") as request:
        host.check_output("systemctl restart --no-block gunicorn")
        eventually(lambda: state(host), lambda found: found == "deactivating", SECONDS, "the old one is told to end")
        status, _ = request.finish()
    assert status == 200
    eventually(lambda: is_back(host, ask, before), bool, SECONDS, "it answers again")


def test_a_killed_worker_is_replaced(host: Host, ask: Ask) -> None:
    main, killed = main_process(host), ask()["process"]
    host.check_output("kill -KILL %s", killed)
    eventually(lambda: workers(host), lambda left: len(left - {killed}) == WORKERS, SECONDS, "a new worker")
    assert main_process(host) == main
    assert answers(ask)


def test_a_killed_service_comes_back(host: Host, ask: Ask) -> None:
    killed = main_process(host)
    host.check_output("kill -KILL %s", killed)
    eventually(lambda: is_back(host, ask, killed), bool, SECONDS, "it answers again")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/var/lib/gunicorn", True), ("/srv/greeting/current", False), ("/etc/gunicorn", False), ("/var/log", False)],
)
def test_the_service_writes_to_its_own_folder(host: Host, path: str, allowed: bool) -> None:  # noqa: FBT001
    """Asked where it lives: in the service's own view of the file system, where even root has no more than this."""
    written = host.run("nsenter --target %s --mount touch %s/passing", main_process(host), path)
    assert (written.rc == 0) is allowed


def test_the_service_is_confined(host: Host) -> None:
    assert exposure(host, "gunicorn.service") <= MOST_EXPOSED
