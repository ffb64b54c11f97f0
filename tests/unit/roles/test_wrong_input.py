"""A role refuses wrong input before it touches a machine, with a message that names the variable.

roles/NAME/molecule/wrong_input.yml has `valid`, variables that the role takes, and `wrong`: a list of cases, each with
what it `sets` or `lacks`, and with the words that the message `says`.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROLES = Path(__file__).parents[3] / "roles"
FEWEST_CASES = 3

NOWHERE = {"ansible_host": "127.0.0.1", "ansible_port": 1, "ansible_connection": "ssh"}
"""No machine answers there: a role that accepts its input cannot reach anything."""

Variables = dict[str, Any]


@dataclass(frozen=True)
class Case:
    role: str
    name: str
    variables: Variables
    says: str

    @property
    def host(self) -> str:
        return f"{self.role}-{self.name}"


def files() -> list[Path]:
    return sorted(ROLES.glob("*/molecule/wrong_input.yml"))


def valid_cases() -> Iterator[Case]:
    for file in files():
        yield Case(file.parts[-3], "valid", yaml.safe_load(file.read_text()).get("valid", {}), says="")


def wrong_cases() -> Iterator[Case]:
    for file in files():
        loaded = yaml.safe_load(file.read_text())
        for number, case in enumerate(loaded["wrong"], start=1):
            variables = {**loaded.get("valid", {}), **case.get("sets", {})}
            variables.pop(case.get("lacks"), None)
            yield Case(file.parts[-3], str(number), variables, case["says"])


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Variables]:
    """How Ansible ends for each case, by its host: all roles in one run, each case a host of its own."""
    folder = tmp_path_factory.mktemp("wrong-input")
    cases = [*valid_cases(), *wrong_cases()]
    hosts = {case.host: {**NOWHERE, **case.variables, "tested_role": case.role} for case in cases}
    (folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}))
    # One play for all: Ansible ends with the first play whose hosts have all failed.
    test = {"name": "Test", "ansible.builtin.include_role": {"name": "{{ tested_role }}"}}
    plays = [{"hosts": "all", "gather_facts": False, "become": True, "tasks": [test]}]
    (folder / "ansible.cfg").touch()
    (folder / "site.yml").write_text(yaml.safe_dump(plays))
    done = subprocess.run(
        ["ansible-playbook", "--inventory", "hosts.yml", "--check", "site.yml"],
        cwd=folder,
        env={
            **os.environ,
            "ANSIBLE_ROLES_PATH": str(ROLES),
            "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
            "ANSIBLE_FORKS": "8",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    last: dict[str, Variables] = {}
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    for play in json.loads(done.stdout)["plays"]:
        for task in play["tasks"]:
            last.update(task["hosts"])
    return last


@pytest.mark.parametrize("role", sorted(path.name for path in ROLES.iterdir() if path.is_dir()))
def test_every_role_is_fed_with_wrong_input(role: str) -> None:
    assert sum(case.role == role for case in wrong_cases()) >= FEWEST_CASES


@pytest.mark.parametrize("case", list(valid_cases()), ids=lambda case: case.role)
def test_right_input_is_accepted(case: Case, messages: dict[str, Variables]) -> None:
    """Otherwise the cases below could fail for another reason than theirs."""
    assert not messages[case.host].get("failed"), messages[case.host].get("msg")


@pytest.mark.parametrize("case", list(wrong_cases()), ids=lambda case: case.host)
def test_wrong_input_is_refused_before_anything_is_touched(case: Case, messages: dict[str, Variables]) -> None:
    end = messages[case.host]
    assert not end.get("unreachable"), "the role went on to the machine"
    assert end.get("failed")
    assert case.says in end["msg"]
