"""The lab comes up verified, whatever was cut off before. These tests delete the lab's machines, again and again."""

import json
import os
import random
import signal
import subprocess
from collections.abc import Sequence

import pytest

from waslab.layout import Layout

ROOT = Layout.of_this_clone().root

SEED = 20
LONGEST_SECONDS = 150
"""A whole `./lab up` takes about as long where two cores do it."""

MOMENTS = [round(random.Random(SEED + number).uniform(1, LONGEST_SECONDS), 1) for number in range(10)]  # noqa: S311 - to be repeated
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
"""Ctrl-C, the end of the session, and what no program can prepare for; in turn."""


def lab(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["./lab", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def cut_off(command: Sequence[str], seconds: float, number: signal.Signals) -> None:
    """Start it as a terminal does, and end it after so long, if it has not ended by then."""
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, number)
        child.wait()


def require_verified() -> None:
    """`./lab up` ends with the site tests."""
    done = lab("up")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize(("case", "seconds"), list(enumerate(MOMENTS)))
def test_a_lab_whose_making_was_cut_off_comes_up_verified(case: int, seconds: float) -> None:
    lab("destroy")
    cut_off(["./lab", "up"], seconds, SIGNALS[case % len(SIGNALS)])
    require_verified()


@pytest.fixture
def running_lab() -> None:
    require_verified()


def test_a_machine_that_dies_while_it_is_configured_comes_back(running_lab: None) -> None:  # noqa: ARG001 - it is there
    command = [str(ROOT / ".venv/bin/ansible-playbook"), "site.yml"]
    playing = subprocess.Popen(command, cwd=ROOT / "ansible", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["vagrant", "halt", "--force", "tomcat1"], cwd=ROOT, check=True)
    playing.wait()
    require_verified()


def test_orders_survive_the_loss_of_all_machines(running_lab: None) -> None:  # noqa: ARG001 - it is there
    """As when the computer loses its power."""
    quiet = ["connect", "client", "curl", "--fail", "--silent", "--show-error"]
    body = json.dumps({"product": "cup", "quantity": 1})
    shop = "https://www.waslab.test/wsgi/orders"
    made = json.loads(lab(*quiet, "--json", f"'{body}'", shop).stdout)
    subprocess.run(["vagrant", "halt", "--force"], cwd=ROOT, check=True)
    require_verified()
    assert json.loads(lab(*quiet, f"{shop}/{made['id']}").stdout) == made
