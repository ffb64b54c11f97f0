"""The switch of egress control, as the README has it turned."""

import subprocess

from lab import LAYOUT, NETWORK, TOPOLOGY

APPLICATION_GROUPS = tuple(dict.fromkeys(model.group for model in NETWORK.execution_models.values()))
ONE_OF_EACH = tuple(TOPOLOGY.members(group)[0] for group in APPLICATION_GROUPS)
"""A machine of each group that runs the shop."""


class Switch:
    """Knows its position, and turns it on all machines that run the shop."""

    def __init__(self) -> None:
        self._position: bool | None = NETWORK.egress_control

    def turn(self, *, on: bool) -> None:
        if on is self._position:
            return
        # Nobody knows it while Ansible is at it.
        self._position = None
        command = [str(LAYOUT.tools / "ansible-playbook"), "machines.yml", "--tags", "base,firewall"]
        chosen = ["--limit", ",".join(APPLICATION_GROUPS), "--extra-vars", f"egress_control={on}"]
        done = subprocess.run([*command, *chosen], cwd=LAYOUT.playbooks, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        self._position = on

    def turn_back(self) -> None:
        """To where the inventory has it."""
        self.turn(on=NETWORK.egress_control)
