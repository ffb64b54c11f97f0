"""What is counted on a machine, read from files like those of a kernel."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import pytest

from waslab.claims import watch

CARDS = """\
Inter-|   Receive                        |  Transmit
 face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed
    lo: 10778 198 0 0 0 0 0 0 10778 198 0 0 0 0 0 0
  eth0: 43688 608 0 0 0 0 0 0 31857 436 0 0 0 0 0 0
  eth1: 19171480 7221 0 0 0 0 0 0 1595425 7311 0 0 0 0 0 0
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A kernel's files under `proc`, a service's control group under `cgroup`."""
    for name, text in {
        "proc/loadavg": "2.41 2.58 3.05 4/516 1481\n",
        "proc/stat": "cpu  1 2 3\nctxt 5000\n",
        "proc/net/dev": CARDS,
        "proc/sys/kernel/pid_max": "4096\n",
        "proc/7/smaps_rollup": "Rss:  9 kB\nPss:    1024 kB\nSwapPss:  5 kB\n",
        "proc/8/smaps_rollup": "Pss:    512 kB\n",
        "cgroup/system.slice/gunicorn.service/cpu.stat": "usage_usec 2500\nuser_usec 1\n",
        "cgroup/system.slice/gunicorn.service/cgroup.procs": "7\n8\n9\n",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


@contextmanager
def standard_input(text: str) -> Iterator[None]:
    """A file that `select` accepts."""
    before = sys.stdin
    try:
        with Path(text).open() as sys.stdin:
            yield
    finally:
        sys.stdin = before


def test_the_counters_are_those_of_machine_and_services(machine: Path) -> None:
    """Processor time in milliseconds, what left the cards in KiB, without the machine's talk with itself."""
    folders = [machine / "cgroup/system.slice/gunicorn.service"]
    assert watch.counters(machine / "proc", folders) == {
        "started": 1481,
        "switches": 5000,
        "cpu_ms": 2.5,
        "sent_kib": (31857 + 1595425) / 1024,
    }


def test_memory_is_the_share_of_all_processes(machine: Path) -> None:
    """One that has ended meanwhile has none."""
    assert watch.memory_mib(machine / "proc", [machine / "cgroup/system.slice/gunicorn.service"]) == 1.5


def test_it_tells_what_was_used_until_standard_input_ends(machine: Path) -> None:
    """A counter of process ids that began again is no negative figure."""

    class Kernel(io.StringIO):
        """Goes on between the two looks."""

        def flush(self) -> None:
            (machine / "proc/loadavg").write_text("0 0 0 1/1 300\n")

    out = Kernel()
    (machine / "proc/loadavg").write_text("0 0 0 1/1 4000\n")
    with standard_input("/dev/null"), redirect_stdout(out):
        watch.main(["gunicorn.service"], machine / "proc", (machine / "cgroup", machine / "none"))
    ready, told = out.getvalue().splitlines()
    assert ready == "ready"
    assert json.loads(told) == {"started": 396, "switches": 0, "cpu_ms": 0, "sent_kib": 0, "memory_mib": 1.5}
