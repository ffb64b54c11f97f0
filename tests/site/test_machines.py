"""What every machine has in common: names, time, services, and who may log in."""

from collections.abc import Mapping
from typing import TypeAlias

import lab
import pytest
from knock import TURNED_AWAY, knock
from lab import LAYOUT, NETWORK, TOPOLOGY
from machines import Machines

from waslab.layout import vagrant_home
from waslab.ssh import USER
from waslab.topology import Machine

Seen: TypeAlias = Mapping[str, Mapping[str, list[str]]]
"""By machine and question, the lines of the answer."""

every_machine = pytest.mark.parametrize("machine", TOPOLOGY.machines, ids=lambda machine: machine.name)


def addresses() -> dict[str, str]:
    """What each name of the lab must resolve to."""
    found = {machine.name: str(machine.address) for machine in TOPOLOGY.machines}
    found |= {f"{name}.{NETWORK.lab_domain}": address for name, address in found.items()}
    return found | {NETWORK.lab_public_name: str(lab.only_machine("proxies").address)}


def questions(machine: Machine) -> dict[str, str]:
    services = " ".join(lab.services(machine))
    return {
        "names": f"for name in {' '.join(addresses())}; do getent ahosts $name | sed s/^/$name' '/; done",
        "zone": "date +%Z",
        "services": f"for unit in {services}; do "
        "echo $unit $(systemctl is-active $unit) $(systemctl is-enabled $unit); done",
        "failed": "systemctl list-units --failed --plain --no-legend",
        "root over ssh": "sshd -T -C user=root,host=any,addr=192.0.2.1 | grep ^permitrootlogin",
    }


@pytest.fixture(scope="module")
def seen(machines: Machines) -> Seen:
    """Everything that is asked of a machine, in one command each."""

    def ask(name: str) -> dict[str, list[str]]:
        asked = questions(TOPOLOGY.machine(name))
        answers = machines[name].run("echo ----; ".join(f"{command}; " for command in asked.values())).stdout
        return dict(zip(asked, (part.splitlines() for part in answers.split("----\n")), strict=True))

    return machines.everywhere(ask)


@pytest.fixture(scope="module")
def logins(machines: Machines) -> Mapping[str, Mapping[str, str]]:
    """By machine and who knocks, what SSH says."""
    well_known = [path for path in vagrant_home().glob("insecure_private_key*") if path.is_file()]
    well_known += (vagrant_home() / "insecure_private_keys").glob("vagrant.key.*")
    assert well_known, f"Vagrant has left no key of its own in {vagrant_home()}"

    def ask(name: str) -> dict[str, str]:
        address = str(TOPOLOGY.machine(name).address)
        return {
            "well-known key": knock(address, USER, *well_known),
            "root": knock(address, "root", LAYOUT.ssh_key),
            "the lab": knock(address, USER, LAYOUT.ssh_key),
        }

    return machines.everywhere(ask)


@every_machine
def test_every_name_is_resolved_to_the_inventorys_address(machine: Machine, seen: Seen) -> None:
    """Its own name too: a name must never lead to loopback on its own machine."""
    found = {tuple(line.split()[:2]) for line in seen[machine.name]["names"]}
    assert found == set(addresses().items())


@every_machine
def test_the_clock_shows_utc(machine: Machine, seen: Seen) -> None:
    assert seen[machine.name]["zone"] == ["UTC"]


@every_machine
def test_every_service_is_active_and_starts_with_the_machine(machine: Machine, seen: Seen) -> None:
    """PostgreSQL's unit is enabled by a generator at each boot."""
    shown = [line.replace("enabled-runtime", "enabled") for line in seen[machine.name]["services"]]
    assert shown == [f"{unit} active enabled" for unit in lab.services(machine)]


@every_machine
def test_no_unit_has_failed(machine: Machine, seen: Seen) -> None:
    assert seen[machine.name]["failed"] == []


@every_machine
def test_vagrants_well_known_keys_open_nothing(machine: Machine, logins: Mapping[str, Mapping[str, str]]) -> None:
    assert logins[machine.name]["well-known key"] == TURNED_AWAY


@every_machine
def test_root_cannot_log_in(machine: Machine, logins: Mapping[str, Mapping[str, str]], seen: Seen) -> None:
    assert logins[machine.name]["root"] == TURNED_AWAY
    assert seen[machine.name]["root over ssh"] == ["permitrootlogin no"]


@every_machine
def test_the_labs_own_key_lets_in(machine: Machine, logins: Mapping[str, Mapping[str, str]]) -> None:
    """So the refusals are about the key and the user, not about the connection."""
    assert logins[machine.name]["the lab"] == ""
