#!/usr/bin/env python3
"""Measures how long the lab takes to come up, and where the time goes.

    benchmarks/lab_up.py           prints the last figures; touches nothing
    benchmarks/lab_up.py --run     destroys the lab and measures: warm, no-op, memory, boot alone; ends with the lab up
    benchmarks/lab_up.py --cold    the same, and before it the way from nothing: no tools, no box, no wheels

It needs Python alone, since --cold deletes the tool environment.
Host packages stay installed: on a host without them, the cold figure has their installation in it.
The figures are kept in .lab/benchmarks/lab_up.json.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
UP_RECORD = HOME / ".lab/logs/up.json"
FIGURES = HOME / ".lab/benchmarks/lab_up.json"
CGROUPS = Path("/sys/fs/cgroup")
MIB = 1024 * 1024
IDLE_SECONDS = 30
"""How long the lab rests before its memory is read."""

SHOWN_PARTS = 12


@dataclass(frozen=True)
class Budget:
    """One line of the table; `limit` in the unit."""

    name: str
    what: str
    limit: float
    unit: str = "s"


BUDGETS = (
    Budget("cold", "from nothing to a verified lab", 360),
    Budget("warm", "box built: ./lab destroy, ./lab up, verified", 120),
    Budget("boot", "vagrant up --no-provision, all machines reachable", 20),
    Budget("noop", "ansible-playbook site.yml, nothing to change", 25),
    Budget("memory", "memory of the whole lab, idle", 1536, "MiB"),
)


def main() -> None:
    options = arguments()
    figures: dict[str, Any] = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    if options.run or options.cold:
        for name, value in measured(cold=options.cold):
            figures[name] = value
            FIGURES.parent.mkdir(parents=True, exist_ok=True)
            FIGURES.write_text(json.dumps(figures, indent=2) + "\n")
    print(table(figures))
    for name in ("cold", "warm"):
        if name in figures:
            print(where_the_time_went(name, figures[name]["up"]))
    if not figures and UP_RECORD.exists():
        print(where_the_time_went("the last ./lab up", json.loads(UP_RECORD.read_text())))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", action="store_true", help="destroy the lab and measure")
    parser.add_argument("--cold", action="store_true", help="measure from nothing too")
    return parser.parse_args()


def measured(*, cold: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each figure as soon as it is there."""
    if cold:
        run("./lab", "destroy")
        forget_everything()
        yield "cold", whole_up()
    run("./lab", "destroy")
    yield "warm", whole_up()
    yield "noop", {"value": seconds(site_without_a_change)}
    time.sleep(IDLE_SECONDS)
    used, cache = lab_memory_mib()
    yield "memory", {"value": used, "file_cache": cache}
    run("./lab", "destroy")
    yield "boot", {"value": seconds(boot)}
    run("./lab", "up")


def run(*command: str, cwd: Path = HOME) -> str:
    """The output; ends the benchmark when the command fails, for then there is nothing to measure."""
    print(f"$ {' '.join(command)}", file=sys.stderr, flush=True)
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{' '.join(command)} ended with code {done.returncode}")
    return done.stdout


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return round(time.monotonic() - began, 1)


def whole_up() -> dict[str, Any]:
    value = seconds(lambda: run("./lab", "up"))
    return {"value": value, "up": json.loads(UP_RECORD.read_text())}


def forget_everything() -> None:
    """What a fresh clone on a fresh machine does not have. The machines' keys and secrets go with it."""
    for name in run("vagrant", "box", "list").splitlines():
        if name.startswith("waslab-"):
            run("vagrant", "box", "remove", "--force", "--all", name.split()[0])
    for folder in (".venv", ".lab/wheelhouse", ".lab/build", ".lab/releases", ".lab/facts", ".lab/pki"):
        shutil.rmtree(HOME / folder, ignore_errors=True)


def boot() -> None:
    run("vagrant", "up", "--no-provision")
    if not json.loads(run("./lab", "status", "--json"))["whole"]:
        sys.exit("not every machine can be reached after vagrant up --no-provision")


def site_without_a_change() -> None:
    out = run(str(HOME / ".venv/bin/ansible-playbook"), "site.yml", cwd=HOME / "ansible")
    changes = [int(number) for number in re.findall(r"changed=(\d+)", out)]
    if any(changes):
        sys.exit(f"{out}\nthe run was to change nothing")


def lab_memory_mib() -> tuple[int, int]:
    """What the containers use as `free` counts it, and the file cache, which the kernel gives up on demand."""
    ids = [file.read_text().strip() for file in HOME.glob(".vagrant/machines/*/lxc/id")]
    if not ids:
        sys.exit("the memory can be read of LXC's machines alone")
    used, cache = map(sum, zip(*map(memory_of, ids), strict=True))
    return round(used / MIB), round(cache / MIB)


def memory_of(container: str) -> tuple[int, int]:
    """Bytes in use and bytes of file cache, from the container's control group, version 2 or 1."""
    for folder, usage, prefix in (
        (CGROUPS, "memory.current", ""),
        (CGROUPS / "memory", "memory.usage_in_bytes", "total_"),
    ):
        group = folder / f"lxc.payload.{container}"
        if (group / usage).exists():
            stat = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
            cache = int(stat[f"{prefix}inactive_file"]) + int(stat[f"{prefix}active_file"])
            return int((group / usage).read_text()) - cache, cache
    sys.exit(f"the control group of {container} was not found")


def table(figures: dict[str, Any]) -> str:
    lines = [f"{'what':<52} {'budget':>10} {'measured':>10}"]
    for budget in BUDGETS:
        value = figures.get(budget.name, {}).get("value")
        shown = f"{value:g} {budget.unit}" if value is not None else "-"
        mark = "" if value is None or value <= budget.limit else "  over"
        lines.append(f"{budget.what:<52} {f'{budget.limit:g} {budget.unit}':>10} {shown:>10}{mark}")
    if "memory" in figures:
        lines.append(f"beside the memory in use: {figures['memory']['file_cache']} MiB of file cache")
    return "\n".join(lines)


def where_the_time_went(name: str, record: dict[str, Any]) -> str:
    lines = ["", f"{name}: {record['seconds']:.1f} s ({record['outcome']})"]
    for step in record["steps"]:
        lines.append(f"  {step['seconds']:7.1f} s  {step['name']}")
        slowest = sorted(step["parts"].items(), key=lambda part: -part[1])[:SHOWN_PARTS]
        lines += [f"      {took:7.1f} s  {part}" for part, took in slowest]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
