"""How one release follows another: somebody moves the link, the role tells the service."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from patience import eventually
from playbooks import converge
from python_server import Ask, Service, words_until
from testinfra.host import Host

CURRENT = "/opt/greeting/current"


@pytest.fixture(autouse=True)
def back_to_the_first(host: Host) -> Iterator[None]:
    yield
    host.check_output("ln --symbolic --force --no-dereference first %s && systemctl restart uwsgi", CURRENT)


def test_a_new_release_follows_without_a_failed_request(service: Service, ask: Ask) -> None:
    main = service.main_process()
    done = Event()
    with ThreadPoolExecutor() as pool:
        words = pool.submit(words_until, done, ask)
        try:
            service.host.check_output("ln --symbolic --force --no-dereference second %s", CURRENT)
            converge()
            eventually(lambda: ask()["word"], "welcome".__eq__, 20, "it says welcome")
        finally:
            done.set()
    assert list(dict.fromkeys(words.result())) == ["hello", "welcome"]
    assert service.main_process() == main
