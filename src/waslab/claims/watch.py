"""Runs on a machine while it serves: what its services use until standard input ends, as one line of JSON.

    python3 watch.py UNIT...

It says `ready` when the counting has begun. It is sent to the machine as text, so it needs nothing but Python.
"""

from __future__ import annotations

import json
import re
import select
import sys
from contextlib import suppress
from pathlib import Path

SAMPLE_SECONDS = 0.25
GROUPS = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified"))
"""Where the second version of control groups lies, alone or beside the first."""

KIB_IN_MIB = 1024


def main(units: list[str], proc: Path = Path("/proc"), groups: tuple[Path, ...] = GROUPS) -> None:
    folders = [folder for group in groups for unit in units if (folder := group / "system.slice" / unit).is_dir()]
    begun = counters(proc, folders)
    memory = 0.0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not select.select([sys.stdin], [], [], SAMPLE_SECONDS)[0]:
        memory = max(memory, memory_mib(proc, folders))
    ended = counters(proc, folders)
    used = {name: ended[name] - begun[name] for name in begun}
    # The counter of process ids begins again at its end.
    used["started"] %= int((proc / "sys/kernel/pid_max").read_text())
    json.dump({**used, "memory_mib": max(memory, memory_mib(proc, folders))}, sys.stdout)


def counters(proc: Path, folders: list[Path]) -> dict[str, float]:
    """`started` is the newest process id of this machine, a thread's too."""
    return {
        "started": int((proc / "loadavg").read_text().split()[4]),
        "switches": int(found(r"^ctxt (\d+)", (proc / "stat").read_text())),
        "cpu_ms": sum(int(found(r"^usage_usec (\d+)", (folder / "cpu.stat").read_text())) for folder in folders) / 1000,
        "sent_kib": sent_bytes((proc / "net/dev").read_text()) / 1024,
    }


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1] if match else "0"


def sent_bytes(cards: str) -> int:
    """By all cards but the one that a machine has for itself."""
    lines = (line.partition(":") for line in cards.splitlines() if ":" in line)
    return sum(int(told.split()[8]) for card, _, told in lines if card.strip() != "lo")


def memory_mib(proc: Path, folders: list[Path]) -> float:
    """Shared memory is counted once: each process that shares it gets its part."""
    kib = 0
    for folder in folders:
        for pid in (folder / "cgroup.procs").read_text().split():
            with suppress(OSError):  # a process that has ended meanwhile
                kib += int(found(r"^Pss:\s+(\d+)", (proc / pid / "smaps_rollup").read_text()))
    return kib / KIB_IN_MIB


if __name__ == "__main__":
    main(sys.argv[1:])
