import os
from functools import partial
from pathlib import Path

import httpx
from browser import plain
from patience import eventually
from playbooks import converge, refusal
from testinfra.host import Host

EPHEMERAL = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
FIRST = (EPHEMERAL / "first").read_text()
(SECOND,) = (war.stem for war in (EPHEMERAL / "cache").glob("*.war") if war.stem != FIRST)


def says(address: str) -> str:
    try:
        with plain(f"http://{address}:8080") as client:
            return client.get("/hello/").text
    except httpx.TransportError:
        return "nothing"


def test_the_earlier_release_runs_though_the_sources_are_newer(address: str) -> None:
    eventually(lambda: says(address), lambda seen: seen == "hello", 40, "the container runs the first release")


def test_releases_can_be_changed_both_ways(address: str) -> None:
    for release, text in ((SECOND, "hello again"), (FIRST, "hello")):
        converge(servlet_app_release=release)
        eventually(partial(says, address), text.__eq__, 40, f"the container runs {release}")


def test_both_releases_stay_on_the_machine(host: Host) -> None:
    found = host.check_output("ls /srv/hello/releases").split()
    assert sorted(found) == sorted([FIRST, SECOND])


def test_a_release_that_nobody_has_is_refused(address: str) -> None:
    assert "changed=0 " in refusal(servlet_app_release="000000000000")
    assert says(address) == "hello"
