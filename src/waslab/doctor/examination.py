"""Which checks there are, and which of them run when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from waslab.doctor import host_checks, network_checks, source_checks
from waslab.doctor.check import Check, Report
from waslab.doctor.patient import Patient

Examine = Callable[[Patient], Check]

BLOCKING: tuple[Examine, ...] = (
    host_checks.provider,
    host_checks.packages,
    host_checks.memory,
    host_checks.disk,
    network_checks.bridge,
    network_checks.address_range,
    network_checks.other_lab,
    network_checks.machines_answering,
    network_checks.ports,
)
"""The checks that `up` makes first; they take less than a second."""

ALL: tuple[Examine, ...] = (
    host_checks.provider,
    host_checks.kvm,
    host_checks.packages,
    host_checks.versions,
    host_checks.box,
    host_checks.memory,
    host_checks.disk,
    network_checks.bridge,
    network_checks.address_range,
    network_checks.other_lab,
    network_checks.machines_answering,
    network_checks.ports,
    network_checks.leftovers,
    source_checks.debian_packages,
    source_checks.python_packages,
)


def examine(patient: Patient) -> Report:
    """Every check, side by side."""
    return Report(_run(ALL, patient))


def blocking(patient: Patient) -> tuple[Check, ...]:
    """What forbids `up` to go on."""
    return tuple(check for check in _run(BLOCKING, patient) if check.blocks)


def _run(checks: Sequence[Examine], patient: Patient) -> tuple[Check, ...]:
    with ThreadPoolExecutor(len(checks)) as pool:
        return tuple(pool.map(lambda check: check(patient), checks))
