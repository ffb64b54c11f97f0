"""What the Molecule tests of all roles share: the scenario's machines, and their logs when a test fails."""

import os
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from machines import Machines
from testinfra.host import Host

LOG_LINES = "40"

# Tests that several roles inherit: what they assert is told as that of any other.
pytest.register_assert_rewrite("python_server", "servlet_container")


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
            report.sections.append((f"logs of {name}", logs(machines[name], since)))
    return report


def logs(host: Host, since: str) -> str:
    """The last lines of the journal, and of each log file that has grown since then."""
    try:
        # Without the lines of these tests' own commands.
        journal = host.run(r"journalctl --since %s --no-hostname | grep -v ' sudo\[' | tail -n %s", since, LOG_LINES)
        files = host.run("find /var/log -name '*.log' -newermt %s -exec tail -v -n %s {} +", since, LOG_LINES)
    except RuntimeError as unreachable:
        return str(unreachable)
    return f"{journal.stdout}\n{files.stdout}"
