"""SSH on every machine, as ssh-audit grades it."""

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from lab import LAYOUT, TOPOLOGY

from waslab.topology import Machine

ACCEPTED = {
    "does not provide protection against post-quantum attacks":
        "sntrup761x25519 does and comes first; the others are for clients that do not know it",
    "2048-bit modulus only provides 112-bits of symmetric strength":
        "for Debian's Vagrant, whose SSH library knows no newer key exchange that is trusted",
}  # fmt: skip
"""Warnings, each with its reason."""

every_machine = pytest.mark.parametrize("machine", TOPOLOGY.machines, ids=lambda machine: machine.name)


@cache
def audited(machine: Machine) -> dict[str, Any]:
    """Asked once: who greets again and again without coming in is kept out for a while."""
    program = str(LAYOUT.tools / "ssh-audit")
    command = [program, "--json", "--skip-rate-test", "--timeout=5", str(machine.address)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def notes(machine: Machine, level: str) -> Iterator[tuple[str, str]]:
    """The algorithms that ssh-audit has notes of that level about, and what these say."""
    told = audited(machine)
    for kind in ("kex", "key", "enc", "mac"):
        assert told[kind], f"ssh-audit saw nothing of {kind}"
        for algorithm in told[kind]:
            yield from ((algorithm["algorithm"], note) for note in algorithm["notes"].get(level, []))


@every_machine
def test_nothing_is_offered_that_fails(machine: Machine) -> None:
    assert list(notes(machine, "fail")) == []


@every_machine
def test_every_warning_has_its_reason(machine: Machine) -> None:
    assert {note for _, note in notes(machine, "warn")} == {*ACCEPTED}
