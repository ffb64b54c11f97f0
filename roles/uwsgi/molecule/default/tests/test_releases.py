"""How one release follows another: somebody moves the link, the role tells the service."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from playbooks import converge
from testinfra.host import Host

Ask = Callable[..., dict[str, object]]

CURRENT = "/opt/greeting/current"


@pytest.fixture(autouse=True)
def back_to_the_first(host: Host) -> Iterator[None]:
    yield
    host.check_output("ln --symbolic --force --no-dereference first %s && systemctl restart uwsgi", CURRENT)


def words_until(done: Event, ask: Ask) -> list[object]:
    """What the application says, asked again and again."""
    words = []
    while not done.is_set():
        words.append(ask()["word"])
    return words


def test_a_new_release_follows_without_a_failed_request(host: Host, ask: Ask) -> None:
    main = host.check_output("systemctl show --property MainPID uwsgi")
    done = Event()
    with ThreadPoolExecutor() as pool:
        words = pool.submit(words_until, done, ask)
        try:
            host.check_output("ln --symbolic --force --no-dereference second %s", CURRENT)
            converge()
        finally:
            done.set()
    assert list(dict.fromkeys(words.result())) == ["hello", "welcome"]
    assert host.check_output("systemctl show --property MainPID uwsgi") == main
