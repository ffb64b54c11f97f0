"""How the service follows its application's link to another release."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest
from patience import eventually
from playbooks import converge
from testinfra.host import Host

Ask = Callable[..., dict[str, object]]

GREETING = "/srv/greeting"
SECONDS = 20


@pytest.fixture
def _second_release(host: Host) -> Iterator[None]:
    host.check_output("cp --recursive %s/first %s/second", GREETING, GREETING)
    host.check_output("sed -i s/hello/welcome/ %s/second/greeting.py", GREETING)
    yield
    host.check_output("rm --recursive %s/second", GREETING)


def words_until(done: Event, ask: Ask) -> list[object]:
    """What the application says, asked again and again."""
    words = []
    while not done.is_set():
        words.append(ask()["word"])
    return words


def says(word: str, answer: dict[str, object]) -> bool:
    return answer["word"] == word


def main_process(host: Host) -> str:
    return str(host.check_output("systemctl show --property MainPID --value gunicorn"))


@pytest.mark.usefixtures("_second_release")
def test_releases_follow_each_other_without_a_failed_request(host: Host, ask: Ask) -> None:
    """There and back again, in the same main process."""
    before, done = main_process(host), Event()
    with ThreadPoolExecutor() as pool:
        words = pool.submit(words_until, done, ask)
        try:
            for release, word in (("second", "welcome"), ("first", "hello")):
                host.check_output("ln --symbolic --force --no-dereference %s %s/current", release, GREETING)
                converge()
                eventually(ask, partial(says, word), SECONDS, f"it says {word}")
        finally:
            done.set()
    assert set(words.result()) == {"hello", "welcome"}
    assert main_process(host) == before


def test_a_service_that_was_not_told_of_its_settings_is(host: Host) -> None:
    """A run that was cut off has written them, and the next one finds them as they should be."""
    before = main_process(host)
    host.check_output("touch /etc/gunicorn/gunicorn.conf.py")
    converge()
    after = main_process(host)
    assert after != before
    assert "changed=0 " in converge()
    assert main_process(host) == after
