"""What every server of Python applications must do, whichever it is: each role inherits these tests.

The scenario's application answers with JSON: a `word`, and the `process` that answers.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from threading import Event

import httpx
import pytest
from browser import plain
from confinement import MOST_EXPOSED, exposure
from patience import eventually
from playbooks import converge
from testinfra.host import Host
from unfinished import UnfinishedRequest

Ask = Callable[..., dict[str, object]]

WORKERS = 2
SECONDS = 20
FURTHER_TRIES = 4
PAUSE_SECONDS = 0.03
GREETING = "/srv/greeting"


@dataclass(frozen=True)
class Service:
    host: Host
    unit: str
    worker: str = "."
    """A pattern for a worker's command line, where the main process has other children too."""

    settings: str = ""
    """A file that the service reads when it starts, and no other."""

    def main_process(self) -> str:
        return str(self.host.check_output("systemctl show --property MainPID --value %s", self.unit))

    def workers(self) -> set[str]:
        return set(self.host.run("pgrep --parent %s --full %s", self.main_process(), self.worker).stdout.split())

    def all_workers(self, gone: set[str]) -> set[str]:
        """Waits until there are as many as there should be, and none of those."""
        return eventually(
            self.workers, lambda found: len(found) == WORKERS and not found & gone, SECONDS, "all workers are there"
        )

    def state(self) -> str:
        return str(self.host.run("systemctl is-active %s", self.unit).stdout.strip())


@contextmanager
def asking(address: str) -> Iterator[Ask]:
    """Asks the application through what is in front of it, over a connection of its own.

    Like any web server in front, it asks again when the connection ends without an answer: workers that are told to go
    close those on which they have read nothing yet.
    """
    with plain(f"http://{address}", keeps_connections=False) as client:

        def asked_once(path: str, headers: dict[str, str] | None) -> dict[str, object]:
            answer = client.get(path, headers=headers)
            answer.raise_for_status()
            return dict(answer.json())

        def asked(path: str = "/", headers: dict[str, str] | None = None) -> dict[str, object]:
            for _ in range(FURTHER_TRIES):
                with suppress(httpx.RemoteProtocolError):
                    return asked_once(path, headers)
            return asked_once(path, headers)

        yield asked


def answers(ask: Ask) -> bool:
    try:
        return "word" in ask()
    except httpx.HTTPError:
        return False


def is_back(service: Service, ask: Ask, before: str) -> bool:
    return service.main_process() not in {before, "0"} and answers(ask)


def words_until(done: Event, ask: Ask) -> list[object]:
    """What the application says, asked again and again, but not so often that all else is slow."""
    words = []
    while not done.wait(PAUSE_SECONDS):
        words.append(ask()["word"])
    return words


def says(word: str, answer: dict[str, object]) -> bool:
    return answer["word"] == word


class LifeTests:
    def test_a_killed_worker_is_replaced(self, service: Service, ask: Ask) -> None:
        main, killed = service.main_process(), str(ask()["process"])
        service.host.check_output("kill -KILL %s", killed)
        service.all_workers(gone={killed})
        assert service.main_process() == main
        assert answers(ask)

    def test_a_killed_service_comes_back(self, service: Service, ask: Ask) -> None:
        killed = service.main_process()
        service.host.check_output("kill -KILL %s", killed)
        eventually(lambda: is_back(service, ask, killed), bool, SECONDS, "it answers again")

    def test_the_service_is_confined(self, service: Service) -> None:
        assert exposure(service.host, f"{service.unit}.service") <= MOST_EXPOSED


class FrontedTests(LifeTests):
    """With something in front on port 80, and the application's releases in /srv/greeting."""

    def test_a_restart_lets_requests_end(self, service: Service, address: str, ask: Ask) -> None:
        before = service.main_process()
        with UnfinishedRequest(address, 80, "/") as request:
            service.host.check_output("systemctl restart --no-block %s", service.unit)
            eventually(service.state, "deactivating".__eq__, SECONDS, "the old one is told to end")
            status, _ = request.finish()
        assert status == 200
        eventually(lambda: is_back(service, ask, before), bool, SECONDS, "it answers again")

    @pytest.mark.parametrize(
        ("path", "allowed"),
        [("/var/lib/{}", True), (f"{GREETING}/current", False), ("/etc/{}", False), ("/var/log", False)],
    )
    def test_the_service_writes_to_its_own_folder(self, service: Service, path: str, allowed: bool) -> None:  # noqa: FBT001
        """Asked where it lives: in the service's own view of the files, where even root has no more than this."""
        file = f"{path.format(service.unit)}/passing"
        written = service.host.run("nsenter --target %s --mount touch %s", service.main_process(), file)
        assert (written.rc == 0) is allowed

    def test_a_service_that_was_not_told_of_its_settings_is(self, service: Service) -> None:
        """A run that was cut off has written them, and the next one finds them as they should be."""
        before = service.main_process()
        service.host.check_output("touch %s", service.settings)
        converge()
        assert service.main_process() != before

    @pytest.fixture
    def _second_release(self, host: Host) -> Iterator[None]:
        host.check_output("cp --recursive %s/first %s/second", GREETING, GREETING)
        host.check_output("sed -i s/hello/welcome/ %s/second/greeting.py", GREETING)
        yield
        host.check_output("rm --recursive %s/second", GREETING)

    @pytest.mark.usefixtures("_second_release")
    def test_releases_follow_each_other_without_a_failed_request(self, service: Service, ask: Ask) -> None:
        """There and back again, in the same main process."""
        before, done = service.main_process(), Event()
        with ThreadPoolExecutor() as pool:
            words = pool.submit(words_until, done, ask)
            try:
                for release, word in (("second", "welcome"), ("first", "hello")):
                    service.host.check_output("ln --symbolic --force --no-dereference %s %s/current", release, GREETING)
                    converge()
                    eventually(ask, partial(says, word), SECONDS, f"it says {word}")
            finally:
                done.set()
        assert set(words.result()) == {"hello", "welcome"}
        assert service.main_process() == before
