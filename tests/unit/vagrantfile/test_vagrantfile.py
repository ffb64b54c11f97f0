"""The Vagrantfile boots the machines of the inventory: each with its address and its size, with every provider."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from vagrantfiles import PROVIDERS, ROOT, Defined, copy, customized, defined, load

from waslab import inventory
from waslab.layout import Layout
from waslab.topology import Machine, Topology

PROGRAMS = {"virtualbox": "VBoxManage", "libvirt": "virsh", "lxc": "lxc-start"}

MACHINES = inventory.load(Layout(ROOT)).machines

every_machine = pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of what the Vagrantfile needs, so that the lab's own key stays as it is."""
    return copy(tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="module")
def machines(clone: Path) -> dict[str, Defined]:
    return defined(clone, "status")


def test_the_machines_are_those_of_the_inventory_in_its_order(machines: dict[str, Defined]) -> None:
    assert list(machines) == [machine.name for machine in MACHINES]


@every_machine
def test_a_machine_has_its_own_name(machine: Machine, machines: dict[str, Defined]) -> None:
    assert machines[machine.name].said.part("vm").settings["hostname"] == machine.name


@every_machine
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_machine_has_its_address(machine: Machine, provider: str, machines: dict[str, Defined]) -> None:
    assert machines[machine.name].address(provider) == str(machine.address)


@every_machine
@pytest.mark.parametrize("provider", ["virtualbox", "libvirt"])
def test_a_virtual_machine_has_its_size(machine: Machine, provider: str, machines: dict[str, Defined]) -> None:
    own, _ = machines[machine.name].provider(provider)
    assert (own.settings["memory"], own.settings["cpus"]) == (machine.memory_mib, machine.cpus)


@every_machine
def test_a_container_has_its_memory_limit(machine: Machine, machines: dict[str, Defined]) -> None:
    """A container sees all processors of the host; the roles take the number from the inventory."""
    own, _ = machines[machine.name].provider("lxc")
    limits = [value for key, value in customized(own).items() if key.startswith("cgroup")]
    assert limits == [f"{machine.memory_mib}M"]


@every_machine
def test_a_machines_name_on_the_host_is_of_this_clone(
    machine: Machine, machines: dict[str, Defined], clone: Path
) -> None:
    """Machines of another clone are never taken for this one's."""
    name = f"{Layout(clone.resolve()).clone_id}-{machine.name}"
    virtualbox, _ = machines[machine.name].provider("virtualbox")
    libvirt, _ = machines[machine.name].provider("libvirt")
    lxc, _ = machines[machine.name].provider("lxc")
    assert virtualbox.settings["name"] == name
    assert f"{libvirt.settings['default_prefix']}{machine.name}" == name
    assert lxc.settings["container_name"] == name


def test_the_cards_of_all_containers_differ(machines: dict[str, Defined]) -> None:
    cards = [
        value
        for machine in machines.values()
        for key, value in customized(machine.provider("lxc")[0]).items()
        if key.endswith("hwaddr")
    ]
    assert len(set(cards)) == 2 * len(MACHINES)


def test_virtualbox_clones_are_linked(machines: dict[str, Defined]) -> None:
    assert {machine.provider("virtualbox")[0].settings["linked_clone"] for machine in machines.values()} == {True}


@every_machine
def test_nothing_of_the_clone_is_shared_with_the_machines(machine: Machine, machines: dict[str, Defined]) -> None:
    ((folders, options, _),) = machines[machine.name].said.part("vm").called("synced_folder")
    assert (folders, options) == ([".", "/vagrant"], {"disabled": True})


def test_ansible_runs_once_for_all_machines_after_the_last(machines: dict[str, Defined]) -> None:
    *others, last = machines.values()
    (ansible,) = last.provisioners
    assert [machine.provisioners for machine in others] == [[]] * len(others)
    assert ansible.settings["limit"] == ",".join(machines)
    assert ansible.settings["playbook"] == "ansible/site.yml"


def test_ansible_runs_for_the_machines_that_were_asked_for(clone: Path) -> None:
    machines = defined(clone, "provision", "proxy", "client")
    assert {
        name: [block.settings["limit"] for block in machine.provisioners] for name, machine in machines.items()
    } == {name: ["client,proxy"] if name == "proxy" else [] for name in machines}


def test_a_new_host_entry_is_a_new_machine(tmp_path: Path) -> None:
    clone = copy(tmp_path)
    hosts = clone / "inventory" / "lab" / "hosts.yml"
    entry = "        gunicorn3: {ansible_host: 192.168.56.53, machine_memory_mib: 640, machine_cpus: 2}\n"
    hosts.write_text(hosts.read_text().replace("    databases:\n", f"{entry}    databases:\n"))
    machine = defined(clone, "status")["gunicorn3"]
    own, _ = machine.provider("virtualbox")
    assert machine.address("virtualbox") == machine.address("lxc") == "192.168.56.53"
    assert (own.settings["memory"], own.settings["cpus"]) == (640, 2)


@pytest.mark.parametrize("key", ["ansible_host", "machine_memory_mib", "machine_cpus"])
def test_a_machine_that_lacks_something_is_named_with_the_command_that_tells_more(key: str, tmp_path: Path) -> None:
    clone = copy(tmp_path)
    hosts = clone / "inventory" / "lab" / "hosts.yml"
    hosts.write_text(hosts.read_text().replace(f"{key}:", "other:", 1))
    done = load(clone, "status")
    assert done.returncode != 0
    assert f"{MACHINES[0].name} lacks {key}. Type: ./lab doctor" in done.stderr


@pytest.mark.parametrize("command", ["up", "reload"])
def test_a_missing_box_is_named_with_the_command_that_makes_it(command: str, clone: Path) -> None:
    done = load(clone, command)
    assert done.returncode != 0
    assert done.stderr.strip().endswith("is missing. Type: ./lab setup")


def test_the_missing_box_of_another_provider_is_no_matter(clone: Path) -> None:
    """Vagrant runs the blocks of all providers for each machine."""
    done = load(clone, "up", "--provider=libvirt")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_vagrant_itself_finds_nothing_wrong(provider: str, clone: Path) -> None:
    for program in ("vagrant", PROGRAMS[provider]):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not here")
    environment = {**os.environ, "VAGRANT_DEFAULT_PROVIDER": provider}
    done = subprocess.run(
        ["vagrant", "validate"], cwd=clone, capture_output=True, text=True, check=False, env=environment
    )
    if "could not be found" in done.stderr:
        pytest.skip(f"Vagrant has no plugin for {provider}")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_topology_is_read_by_both_alike(machines: dict[str, Defined]) -> None:
    """Python and Ruby each read hosts.yml; neither knows a machine that the other does not."""
    topology: Topology = inventory.load(Layout(ROOT))
    assert set(machines) == set(topology.names)


@pytest.mark.parametrize(("typed", "known"), [("db", "false"), ("db5f00d", "true")])
def test_a_machines_name_is_never_taken_for_the_beginning_of_an_id(clone: Path, typed: str, known: str) -> None:
    """Vagrant would work on another folder's machine."""
    (clone / "asks.Vagrantfile").write_text(
        f'require "{clone}/provider/machine"\nputs Vagrant::MachineIndex.new.include?("{typed}")\n'
    )
    assert load(clone, "status", vagrantfile="asks.Vagrantfile").stdout.split() == [known]
