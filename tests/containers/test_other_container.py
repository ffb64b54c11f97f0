"""The same application, unchanged, in the servlet container that the lab has not chosen, keeps the whole contract."""

import os
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
import yaml
from front_door import visitor
from lab import LAYOUT
from patience import eventually

CHOICE = LAYOUT.root / "inventory/lab/group_vars/tomcats/servlet_container.yml"
CHOSEN = yaml.safe_load(CHOICE.read_text())["servlet_container"]
OTHERS = sorted({"tomcat", "jetty"} - {CHOSEN})
STARTED_SECONDS = 60


def run_in(container: str) -> None:
    """Let all machines run the application in this container."""
    command = ["ansible-playbook", "tomcats.yml", "--tags", "servlet_app,tomcat,jetty"]
    chosen = ["--extra-vars", f"servlet_container={container}"]
    done = subprocess.run([*command, *chosen], cwd=LAYOUT.playbooks, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    eventually(servers, lambda told: all(container in server.lower() for server in told), STARTED_SECONDS, container)


def servers() -> list[str]:
    """What the machines say that they run, each asked at least once."""
    with visitor() as browser:
        answers = [browser.get("/servlet/whoami") for _ in range(4)]
    return [answer.json()["server"] if answer.status_code == httpx.codes.OK else "" for answer in answers]


@pytest.fixture(params=OTHERS)
def other(request: pytest.FixtureRequest) -> Iterator[str]:
    try:
        run_in(request.param)
        yield request.param
    finally:
        run_in(CHOSEN)


@pytest.mark.usefixtures("other")
def test_the_contract_holds() -> None:
    command = [sys.executable, "-m", "pytest", "--color=no", str(LAYOUT.root / "tests/contract")]
    env = {**os.environ, "WASLAB_PREFIXES": "/servlet"}
    done = subprocess.run(command, cwd=LAYOUT.root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
