"""Runs a scenario's converge.yml once more, with other variables: for what a role does on a configured machine."""

import json
import os
import subprocess
from pathlib import Path

RUN_SECONDS = 120


def converge(**variables: object) -> str:
    """What Ansible prints when it configures the machines with these variables."""
    done = _converge(variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refusal(**variables: object) -> str:
    """What Ansible prints when it refuses these variables."""
    done = _converge(variables)
    assert done.returncode != 0, done.stdout
    return done.stdout + done.stderr


def _converge(variables: dict[str, object]) -> subprocess.CompletedProcess[str]:
    playbook = Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"]) / "converge.yml"
    inventory = os.environ["MOLECULE_INVENTORY_FILE"]
    given = json.dumps(variables)
    command = ["ansible-playbook", "--inventory", inventory, "--extra-vars", given, str(playbook)]
    return subprocess.run(command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False)
