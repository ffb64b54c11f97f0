"""What the Molecule tests of all roles share: the scenario's machines, and their journals when a test fails."""

import os
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from machines import Machines
from testinfra.host import Host

JOURNAL_LINES = "40"


@pytest.fixture(scope="session")
def machines() -> Iterator[Machines]:
    """The scenario's machines by their platform names; each is reached as root."""
    booted = yaml.safe_load(Path(os.environ["MOLECULE_INSTANCE_CONFIG"]).read_text())
    addresses = {machine["instance"]: machine["address"] for machine in booted}
    with Machines(addresses, Path(booted[0]["identity_file"])) as reached:
        yield reached


@pytest.fixture(scope="session")
def host(machines: Machines) -> Host:
    """The machine that has the role: the first of the scenario."""
    return machines[machines.names[0]]


@pytest.fixture(scope="session")
def address(machines: Machines) -> str:
    """Where the first machine is on the network."""
    return machines.addresses[machines.names[0]]


@pytest.fixture(scope="session")
def authority() -> Path:
    """The folder of the scenario's certificate authority, when prepare.yml made one."""
    return Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "pki"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    machines = getattr(item, "funcargs", {}).get("machines")
    if report.failed and machines is not None:
        since = datetime.fromtimestamp(call.start, UTC).strftime("%F %T UTC")
        for name in machines.names:
            report.sections.append((f"journal of {name}", journal(machines[name], since)))
    return report


def journal(host: Host, since: str) -> str:
    try:
        return str(host.run("journalctl --since %s --lines %s --no-hostname", since, JOURNAL_LINES).stdout)
    except RuntimeError as unreachable:
        return str(unreachable)
