"""Machines whose certificates come from one authority prove themselves to each other."""

import pytest
from machines import Machines
from testinfra.host import Host

SERVED = "openssl s_client -connect %s:4433 -verify_return_error -verify_hostname %s"


@pytest.fixture(scope="module", autouse=True)
def _server(host: Host) -> None:
    host.check_output("systemctl start reloads")


@pytest.mark.parametrize("name", ["front.example.test", "www.front.example.test"])
def test_the_other_machine_trusts_every_name(name: str, machines: Machines, address: str) -> None:
    """It asks with its own trusted roots alone."""
    done = machines["back"].run(f"{SERVED} </dev/null", address, name)
    assert done.rc == 0, done.stderr


def test_the_other_machine_trusts_the_address(machines: Machines, address: str) -> None:
    done = machines["back"].run(f"{SERVED.replace('hostname', 'ip')} </dev/null", address, address)
    assert done.rc == 0, done.stderr


def test_one_machine_is_not_taken_for_the_other(machines: Machines, address: str) -> None:
    done = machines["back"].run(f"{SERVED} </dev/null", address, "back.example.test")
    assert "hostname mismatch" in done.stderr.lower()


def test_every_machine_has_a_key_of_its_own(machines: Machines) -> None:
    keys = machines.everywhere(lambda name: machines[name].check_output("openssl pkey -in /srv/tls/leaf.key -pubout"))
    assert len(set(keys.values())) == len(machines.names)
