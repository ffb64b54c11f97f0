import os
from pathlib import Path

import httpx
from converge import Run, converge
from patience import eventually
from testinfra.host import Host

EPHEMERAL = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
FIRST = (EPHEMERAL / "first").read_text()
(SECOND,) = (war.stem for war in (EPHEMERAL / "cache").glob("*.war") if war.stem != FIRST)


def says(address: str) -> str:
    try:
        return httpx.get(f"http://{address}:8080/hello/").text
    except httpx.TransportError:
        return "nothing"


def deliver(release: str, address: str, text: str) -> Run:
    run = converge(servlet_app_release=release)
    eventually(lambda: says(address), lambda seen: seen == text, 40, f"the container runs {release}")
    return run


def test_the_earlier_release_runs_though_the_sources_are_newer(address: str) -> None:
    eventually(lambda: says(address), lambda seen: seen == "hello", 40, "the container runs the first release")


def test_releases_can_be_changed_both_ways(address: str) -> None:
    forward = deliver(SECOND, address, "hello again")
    back = deliver(FIRST, address, "hello")
    assert (forward.failed, back.failed) == (False, False)


def test_both_releases_stay_on_the_machine(host: Host) -> None:
    found = host.check_output("ls /srv/hello/releases").split()
    assert sorted(found) == sorted([FIRST, SECOND])


def test_a_release_that_nobody_has_is_refused(address: str) -> None:
    run = converge(servlet_app_release="000000000000")
    assert (run.failed, run.changed) == (True, 0)
    assert says(address) == "hello"
