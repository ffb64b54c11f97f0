"""SSH to the machines by the lab's own key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from waslab.layout import Layout
from waslab.processes import Runner
from waslab.topology import Machine

USER = "vagrant"

ANSWER_SECONDS = 3


def command(layout: Layout, machine: Machine, remote: Sequence[str] = ()) -> list[str]:
    """Machines come and go at the same address, so their host keys are not remembered."""
    return [
        "ssh",
        "-i",
        str(layout.ssh_key),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "LogLevel=ERROR",
        f"{USER}@{machine.address}",
        *remote,
    ]


def unattended(layout: Layout, machine: Machine, remote: Sequence[str]) -> list[str]:
    """The same for a program that waits: it asks nobody, and gives up soon."""
    line = command(layout, machine, remote)
    return [*line[:1], "-o", "BatchMode=yes", "-o", f"ConnectTimeout={ANSWER_SECONDS}", *line[1:]]


def reachable(layout: Layout, machine: Machine, runner: Runner) -> bool:
    """Whether the machine lets the lab in and runs a command."""
    return runner.capture(unattended(layout, machine, ["true"]), timeout=2 * ANSWER_SECONDS).ok


def all_reachable(layout: Layout, machines: Iterable[Machine], runner: Runner) -> dict[str, bool]:
    """By machine name, asked side by side."""
    asked = tuple(machines)
    if not asked:
        return {}
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = pool.map(lambda machine: reachable(layout, machine, runner), asked)
        return dict(zip((machine.name for machine in asked), answers, strict=True))
