"""The lab's playbooks, run as an operator runs them."""

import json
import re
import subprocess
from dataclasses import dataclass

from lab import LAYOUT

LINE_OF_A_MACHINE = re.compile(r"^(\w+) +: ok=\d+ +changed=(\d+) .*failed=(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Played:
    """How a playbook ended, and how many tasks changed something on each machine."""

    code: int
    told: str

    @property
    def changed(self) -> set[str]:
        return {name for name, changed, _ in LINE_OF_A_MACHINE.findall(self.told) if changed != "0"}

    def says(self, words: str) -> bool:
        """Wherever Ansible breaks its lines."""
        return words in " ".join(self.told.split())


def play(playbook: str, **variables: str) -> Played:
    command = [str(LAYOUT.tools / "ansible-playbook"), playbook, "--extra-vars", json.dumps(variables)]
    done = subprocess.run(command, cwd=LAYOUT.playbooks, capture_output=True, text=True, check=False)
    return Played(done.returncode, done.stdout + done.stderr)
