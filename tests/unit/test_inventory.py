"""Every mistake in the inventory is named with its file, its line and what to write instead."""

from __future__ import annotations

from pathlib import Path

import fakes
import pytest

from waslab import inventory
from waslab.errors import BadInventory, Exit, UnknownMachine
from waslab.layout import Layout

APP1 = "app1: {ansible_host: 192.168.56.51, machine_memory_mib: 512, machine_cpus: 1}"


def refused(layout: Layout) -> BadInventory:
    with pytest.raises(BadInventory) as caught:
        inventory.load(layout)
    return caught.value


def test_a_right_inventory_gives_machines_with_group_address_and_size(tmp_path: Path) -> None:
    """Machines keep the file's order."""
    topology = inventory.load(fakes.clone(tmp_path))
    assert topology.names == fakes.NAMES
    assert topology.memory_mib == 4 * 512
    assert [str(machine.address) for machine in topology.members("apps")] == ["192.168.56.51", "192.168.56.52"]


def test_the_lab_s_own_inventory_is_right() -> None:
    """The file that everything is made from has no mistake."""
    assert "db" in inventory.load(Layout.of_this_clone()).names


@pytest.mark.parametrize(
    ("wrong", "line", "what", "mend"),
    [
        pytest.param(
            APP1.replace(".51", ".52"),
            12,
            "app2: its address 192.168.56.52 is already that of app1",
            "free",
            id="duplicate-address",
        ),
        pytest.param(
            APP1.replace("192.168.56.51", "10.0.0.5"),
            11,
            "10.0.0.5 is outside the lab network",
            "192.168.56.0/24",
            id="outside",
        ),
        pytest.param(APP1.replace(".51", ".1"), 11, "belongs to the host", "another address", id="address-of-the-host"),
        pytest.param(
            APP1.replace("machine_cpus", "cpus"), 11, "app1: cpus: unknown key", "machine_cpus", id="unknown-key"
        ),
        pytest.param(
            APP1.replace(", machine_memory_mib: 512", ""), 11, "app1: machine_memory_mib: missing", "512", id="no-size"
        ),
        pytest.param(APP1.replace("512", "none"), 11, "app1: machine_memory_mib", "MiB", id="size-is-no-number"),
        pytest.param(APP1.replace("512", "4"), 11, "app1: machine_memory_mib", "at least 128", id="size-is-tiny"),
        pytest.param(APP1.replace(".51", ".510"), 11, "not an IPv4 address", "192.168.56.70", id="no-address"),
        pytest.param(APP1.replace("app1", "App_1"), 11, "not a valid name", "correct", id="bad-name"),
        pytest.param(APP1.replace("app1", "app2"), 12, "'app2' is written twice", "keep one", id="written-twice"),
        pytest.param(
            APP1.replace("app1", "clients"),
            11,
            "clients: this name means something else",
            "another name",
            id="name-of-a-group",
        ),
        pytest.param(
            APP1.replace("app1", "host"), 11, "host: this name means something else", "another", id="reserved"
        ),
        pytest.param(
            APP1.replace("app1", "proxy"),
            11,
            "proxy: it is in two groups, proxies and apps",
            "one group",
            id="two-groups",
        ),
    ],
)
def test_a_machine_s_mistake_is_named(tmp_path: Path, wrong: str, line: int, what: str, mend: str) -> None:
    """One machine entry is wrong."""
    error = refused(fakes.clone(tmp_path, hosts=fakes.HOSTS.replace(APP1, wrong)))
    assert f"inventory/lab/hosts.yml:{line}: " in error.what
    assert what in error.what
    assert any(mend in command for command in error.mend)
    assert error.exit_code == Exit.BAD_USAGE


def test_a_machine_without_a_group_is_refused(tmp_path: Path) -> None:
    """Ansible would accept it directly under `all`; no role would ever reach it."""
    lonely = fakes.HOSTS + "  hosts:\n    lonely: {ansible_host: 192.168.56.70}\n"
    error = refused(fakes.clone(tmp_path, hosts=lonely))
    assert "hosts.yml:13: all: hosts: unknown key" in error.what
    assert "move the machine under the group it belongs to" in error.mend[0]


@pytest.mark.parametrize(
    ("right", "wrong", "what"),
    [
        (
            "to: apps, to_ports: [gunicorn], why: d",
            "to: app, to_ports: [gunicorn], why: d",
            "flow: to: unknown group 'app'",
        ),
        ("from: clients", "from: client", "flow: from: unknown group 'client'"),
        ("to_ports: [https], why", "to_ports: [tls], why", "flow: to_ports: unknown port name 'tls'"),
        ("gunicorn: 8000", "gunicorn: 80000", "service_ports: gunicorn"),
        ("lab_domain:", "lab_domian:", "lab_domian: unknown key"),
        ("192.168.56.1\n", "192.168.57.1\n", "lab_host_address: 192.168.57.1 is outside 192.168.56.0/24"),
        ("192.168.56.0/24", "192.168.0.0/16", "outside the host-only range 192.168.56.0/21"),
        (", why: the front door", "", "why: missing"),
        ("wsgi: {group: apps", "wsgi: {group: webs", "execution_models: wsgi: unknown group 'webs'"),
        ("connections: 10", "connections: 0", "execution_models: wsgi: connections"),
        ("egress_control: false", "egress_control: maybe", "egress_control: input should be a valid boolean"),
    ],
)
def test_a_mistake_in_the_network_is_named(tmp_path: Path, right: str, wrong: str, what: str) -> None:
    """Ports, flows and the network itself."""
    assert right in fakes.NETWORK
    error = refused(fakes.clone(tmp_path, network=fakes.NETWORK.replace(right, wrong)))
    assert "inventory/lab/group_vars/all/network.yml:" in error.what
    assert what in error.what


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Nobody likes to learn of the second mistake after mending the first."""
    hosts = fakes.HOSTS.replace(".51", ".1").replace("192.168.56.52", "10.0.0.1")
    assert "There are 2 mistakes" in refused(fakes.clone(tmp_path, hosts=hosts)).what


@pytest.mark.parametrize("text", ["all: [", "all:\n\tchildren: {}\n"])
def test_what_is_not_yaml_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    """The parser's own words stand behind the file and the line."""
    error = refused(fakes.clone(tmp_path, hosts=text))
    assert error.where is not None
    assert "hosts.yml:" in error.where


def test_an_empty_inventory_is_refused(tmp_path: Path) -> None:
    """An empty file says what has to be in it."""
    assert "all: missing" in refused(fakes.clone(tmp_path, hosts="")).what


def test_a_missing_inventory_says_how_to_get_it_back(tmp_path: Path) -> None:
    """From git."""
    assert "git checkout" in refused(Layout(tmp_path)).mend[0]


def test_an_unknown_machine_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    """The wrong name is bad usage."""
    with pytest.raises(UnknownMachine) as caught:
        fakes.topology(tmp_path).machine("wbe")
    assert caught.value.exit_code == Exit.BAD_USAGE
    assert "client, proxy, app1, app2" in caught.value.mend[0]
