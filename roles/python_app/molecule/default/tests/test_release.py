"""What is on the machine, and who may read and write it."""

import pytest
from testinfra.host import Host

RUN = "cd /opt/webapp/current && runuser -u webapp -- /opt/webapp/venv/bin/python greeting.py"


def test_the_application_runs_with_its_packages(host: Host) -> None:
    assert host.check_output(RUN).startswith("hello.")


@pytest.mark.parametrize("folder", ["/opt/webapp/current/", "/opt/webapp/venv/", "/etc/webapp/"])
def test_the_application_cannot_change_itself(host: Host, folder: str) -> None:
    assert host.run("runuser -u webapp -- touch %s", folder + "passing").rc != 0


def test_nobody_logs_in_as_the_application(host: Host) -> None:
    assert host.run("su --login webapp --command true").rc != 0
