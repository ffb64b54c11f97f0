from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from patience import eventually
from playbooks import converge
from testinfra.host import Host

SECONDS = 20
SETTINGS = "/etc/tenant.environment"


@pytest.fixture
def other_settings(host: Host) -> Iterator[None]:
    """Somebody else writes the application's settings anew."""
    host.check_output("sed -i.old s/first/second/ %s", SETTINGS)
    yield
    host.check_output("mv %s.old %s && systemctl restart uwsgi", SETTINGS, SETTINGS)


def word(client: httpx.Client, name: str) -> object:
    return client.get("").json().get(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FROM_FILE", "first"),
        ("FROM_ROLE", 'a "quoted" word, $HOME and a \\'),
        ("FROM_BOTH", "role"),
        ("packaged", "from the virtual environment"),
    ],
)
def test_the_application_has_its_settings_and_packages(name: str, value: str, client: httpx.Client) -> None:
    assert word(client, name) == value


@pytest.mark.usefixtures("other_settings")
def test_settings_that_somebody_else_wrote_are_noticed(client: httpx.Client) -> None:
    assert word(client, "FROM_FILE") == "first"
    converge()
    eventually(lambda: client.get("").status_code, lambda status: status == 200, SECONDS, "it answers again")
    assert word(client, "FROM_FILE") == "second"


@pytest.mark.parametrize(("user", "may"), [("root", True), ("nobody", False), ("www-data", False), ("tenant", False)])
def test_only_root_can_read_the_settings(user: str, host: Host, *, may: bool) -> None:
    assert (host.run("runuser -u %s -- cat /etc/uwsgi/environment", user).rc == 0) is may


def test_its_threads_work_at_the_same_time(client: httpx.Client) -> None:
    """One process: with one thread it would answer once before the slow request, or twice."""
    answered = 0
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(client.get, "?2")
        while not slow.done():
            answered += client.get("").is_success
    assert slow.result().status_code == 200
    assert answered > 2


def test_a_process_that_is_stuck_is_replaced(client: httpx.Client) -> None:
    stuck = client.get("").json()["process"]
    answer = client.get("?30")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    eventually(lambda: client.get("").json()["process"], lambda new: new != stuck, SECONDS, "another answers")


def test_a_stopped_server_is_told_as_unavailable_until_it_is_back(client: httpx.Client, host: Host) -> None:
    host.check_output("systemctl stop uwsgi")
    answer = client.get("")
    host.check_output("systemctl start uwsgi")
    assert (answer.status_code, answer.json()["title"]) == (503, "Service Unavailable")
    assert client.get("").status_code == 200


def test_the_service_gets_no_more_memory(host: Host) -> None:
    assert host.check_output("systemctl show --property MemoryMax --value uwsgi") == str(100 * 1024 * 1024)
