"""Each thing that can stand in the lab's way is found, and told with the command that mends it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import fakes
import pytest
from fakes import FakeHost, patient, ready_runner

from waslab import doctor
from waslab.doctor import Check, State, host_checks, network_checks, source_checks
from waslab.host import Interface, Route
from waslab.layout import Layout
from waslab.vagrant_adapter import KnownMachine

WEB = "client"


def card(name: str, address: str) -> Interface:
    return Interface(name, IPv4Interface(address))


ON_THE_NETWORK = (card("waslab0", "192.168.56.1/24"),)


def told(check: Check) -> str:
    return " | ".join((check.what, *check.mend))


def test_a_ready_host_has_nothing_that_blocks(tmp_path: Path) -> None:
    """The fakes stand for a host on which the lab may boot."""
    assert doctor.blocking(patient(tmp_path)) == ()


def test_every_failure_and_warning_names_a_command(tmp_path: Path) -> None:
    """A sick host: no check leaves its reader without a next step."""
    sick = FakeHost(
        cards=(card("tun0", "192.168.56.7/24"),),
        bridges={"waslab0": False},
        alive=frozenset({IPv4Address("192.168.56.10")}),
        memory=100,
        disk=10,
        listeners={53: "unbound"},
        programs=frozenset(),
    )
    nothing_works = ready_runner(**dict.fromkeys(("vagrant", "ansible", "apt", "pip", "dpkg", "box/build"), (1, "")))
    report = doctor.examine(patient(tmp_path, sick, nothing_works))
    assert not report.healthy
    assert [check.id for check in report.checks if check.state is not State.OK and not check.mend] == []
    assert len({check.id for check in report.checks}) == len(report.checks)


def test_a_provider_that_is_not_there_blocks(tmp_path: Path) -> None:
    """LAB_PROVIDER=virtualbox on a host without VirtualBox."""
    check = host_checks.provider(patient(tmp_path, provider="virtualbox"))
    assert check.blocks
    assert "VBoxManage is missing" in check.what
    assert "unset LAB_PROVIDER" in told(check)


def test_a_provider_that_is_there_is_told_with_its_reason(tmp_path: Path) -> None:
    """The reason comes from provider/choose."""
    assert host_checks.provider(patient(tmp_path)).what == "lxc: a test asks for it"


USABLE, USELESS = FakeHost(kvm_device=True, virtualises=True), FakeHost(kvm_device=True)


@pytest.mark.parametrize(
    ("host", "provider", "state", "what"),
    [
        (USABLE, "libvirt", State.OK, "usable"),
        (USELESS, "libvirt", State.WARN, "although /dev/kvm exists"),
        (USELESS, "lxc", State.OK, "lxc does not need it"),
        (FakeHost(virtualises=True), "libvirt", State.WARN, "/dev/kvm is missing"),
    ],
)
def test_kvm_needs_device_and_processor(tmp_path: Path, host: FakeHost, provider: str, state: State, what: str) -> None:
    """The device alone does not mean that KVM works."""
    check = host_checks.kvm(patient(tmp_path, host, provider=provider))
    assert check.state is state
    assert what in check.what


def test_missing_packages_are_left_to_setup_where_it_may_install(tmp_path: Path) -> None:
    """`up` goes on and installs them."""
    check = host_checks.packages(patient(tmp_path, runner=ready_runner(**{"dpkg-query": (1, "lxc installed")})))
    assert check.state is State.FAIL
    assert not check.blocks
    assert "vagrant-lxc" in check.what
    assert check.mend == ("./lab setup",)


def test_missing_packages_block_without_root_and_sudo(tmp_path: Path) -> None:
    """The exact command to type stands there, with every missing package."""
    host = FakeHost(installs=False)
    check = host_checks.packages(patient(tmp_path, host, ready_runner(**{"dpkg-query": (1, "lxc installed")})))
    assert check.blocks
    assert "apt-get install --yes --no-install-recommends bridge-utils" in check.mend[0]


@pytest.mark.parametrize(
    ("system", "command"), [("macos", "brew install"), ("fedora", "dnf install"), ("other", "VirtualBox")]
)
def test_another_system_is_told_what_to_type(tmp_path: Path, system: str, command: str) -> None:
    """The lab installs nothing on systems that it does not know."""
    check = host_checks.packages(patient(tmp_path, FakeHost(kind=system, programs=frozenset())))
    assert check.blocks
    assert command in told(check)


def test_an_old_vagrant_is_named_with_what_is_needed(tmp_path: Path) -> None:
    """The version is compared by number: 2.10 is newer than 2.9."""
    runner = ready_runner(**{"vagrant --version": (0, "Vagrant 2.2.9"), "ansible-playbook": (0, "core 2.20.1")})
    check = host_checks.versions(patient(tmp_path, runner=runner))
    assert check.what == "vagrant 2.2.9 is older than 2.2.16"


def test_a_missing_box_is_mended_by_setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the box changes with its recipe, so an outdated box is a missing one."""
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path))
    runner = ready_runner(**{"box/build --name": (0, "waslab-trixie-1")})
    assert host_checks.box(patient(tmp_path, runner=runner)).mend == ("./lab setup",)
    (tmp_path / "boxes/waslab-trixie-1/0/lxc").mkdir(parents=True)
    (tmp_path / "boxes/waslab-trixie-1/0/lxc/metadata.json").write_text("{}")
    assert host_checks.box(patient(tmp_path, runner=runner)).state is State.OK


@pytest.mark.parametrize(
    ("provider", "free", "state", "blocks"),
    [
        ("virtualbox", 2000, State.FAIL, True),
        ("virtualbox", 3000, State.OK, False),
        ("lxc", 2000, State.WARN, False),
        ("lxc", 900, State.FAIL, True),
        ("lxc", 3000, State.OK, False),
    ],
)
def test_memory_is_held_against_the_inventory(
    tmp_path: Path,
    provider: str,
    free: int,
    state: State,
    blocks: bool,  # noqa: FBT001
) -> None:
    """The fakes' machines take 2048 MiB. Virtual machines reserve it; containers only may take it."""
    check = host_checks.memory(patient(tmp_path, FakeHost(memory=free), provider=provider))
    assert (check.state, check.blocks) == (state, blocks)
    assert str(free) in check.what
    assert "2048" in check.what


def test_a_full_disk_blocks(tmp_path: Path) -> None:
    """What is free, where, and how to find what fills it."""
    check = host_checks.disk(patient(tmp_path, FakeHost(disk=300)))
    assert check.blocks
    assert "300 MiB free" in check.what
    assert "df -h" in told(check)


def test_the_bridge_s_name_taken_by_something_else_blocks(tmp_path: Path) -> None:
    """A network card of that name which is no bridge."""
    check = network_checks.bridge(patient(tmp_path, FakeHost(bridges={"waslab0": False})))
    assert check.blocks
    assert "ip link show waslab0" in told(check)


def test_a_bridge_with_another_address_blocks(tmp_path: Path) -> None:
    """Somebody else's bridge of the same name."""
    host = FakeHost(bridges={"waslab0": True}, cards=(card("waslab0", "10.9.9.1/24"),))
    assert "10.9.9.1/24" in network_checks.bridge(patient(tmp_path, host)).what


@pytest.mark.parametrize("state", [None, True])
def test_the_lab_s_own_bridge_is_fine(tmp_path: Path, state: bool | None) -> None:  # noqa: FBT001
    """Not there yet, or there with the host's address."""
    host = FakeHost(bridges={} if state is None else {"waslab0": state}, cards=(card("waslab0", "192.168.56.1/24"),))
    assert network_checks.bridge(patient(tmp_path, host)).state is State.OK


def test_a_range_used_by_another_card_blocks(tmp_path: Path) -> None:
    """A VPN or another provider's network with the same addresses."""
    host = FakeHost(cards=(card("vboxnet0", "192.168.56.1/24"), card("eth0", "10.1.2.3/24")))
    check = network_checks.address_range(patient(tmp_path, host))
    assert check.blocks
    assert "vboxnet0 (192.168.56.1/24)" in check.what
    assert "eth0" not in check.what


def test_a_range_used_by_a_route_blocks(tmp_path: Path) -> None:
    """Requests to the machines would leave the host."""
    host = FakeHost(ways=(Route("tun0", IPv4Network("192.168.56.0/25")),))
    assert "tun0 (route to 192.168.56.0/25)" in network_checks.address_range(patient(tmp_path, host)).what


def test_a_wide_route_does_no_harm(tmp_path: Path) -> None:
    """The lab's own, narrower route wins."""
    host = FakeHost(ways=(Route("tun0", IPv4Network("192.168.0.0/16")),), cards=(card("waslab0", "192.168.56.1/24"),))
    assert network_checks.address_range(patient(tmp_path, host)).state is State.OK


def other_clone(folder: Path, state: str = "running", provider: str = "virtualbox") -> KnownMachine:
    fakes.clone(folder)
    return KnownMachine("client", provider, state, folder, "waslab-0000aaaa-client")


def test_another_clone_s_running_lab_blocks_and_is_told_with_its_folder(tmp_path: Path) -> None:
    """Both would answer at the same addresses."""
    other = tmp_path / "other"
    check = network_checks.other_lab(patient(tmp_path / "own", machines=(other_clone(other),)))
    assert check.blocks
    assert str(other) in check.what
    assert check.mend == (f"cd {other} && ./lab down   # stops it",)


def test_another_clone_s_stopped_lab_is_fine(tmp_path: Path) -> None:
    """Its machines may stay; they do not answer."""
    machines = (other_clone(tmp_path / "other", state="poweroff"),)
    assert network_checks.other_lab(patient(tmp_path / "own", machines=machines)).state is State.OK


def test_a_container_s_state_is_asked_of_lxc(tmp_path: Path) -> None:
    """Vagrant's index goes stale when the host restarts; the list of running containers does not."""
    machines = (other_clone(tmp_path / "other", provider="lxc"),)
    assert network_checks.other_lab(patient(tmp_path / "own", machines=machines)).state is State.OK
    runner = ready_runner(**{"lxc-ls": (0, "waslab-0000aaaa-client\n")})
    assert network_checks.other_lab(patient(tmp_path / "own", runner=runner, machines=machines)).blocks


def test_containers_of_a_lab_whose_folder_is_gone_are_named(tmp_path: Path) -> None:
    """Only their own names can tell how to stop them."""
    runner = ready_runner(**{"lxc-ls": (0, "waslab-0000aaaa-db\nsomething-else\n")})
    check = network_checks.other_lab(patient(tmp_path, runner=runner))
    assert check.mend == ("sudo lxc-stop --kill --name waslab-0000aaaa-db",)


def test_a_machine_taken_out_of_the_inventory_is_told(tmp_path: Path) -> None:
    """Vagrant no longer sees it, so no other command would ever delete it."""
    left = KnownMachine("app3", "lxc", "running", tmp_path, "waslab-1-app3")
    check = network_checks.leftovers(patient(tmp_path, machines=(left,)))
    assert check.state is State.WARN
    assert check.mend == ("sudo lxc-destroy --force --name waslab-1-app3",)


def test_a_vagrant_project_that_is_no_lab_is_left_alone(tmp_path: Path) -> None:
    """It has no inventory of ours, so it has no address of ours either."""
    machines = (KnownMachine("web", "virtualbox", "running", tmp_path / "elsewhere"),)
    assert network_checks.other_lab(patient(tmp_path / "own", machines=machines)).state is State.OK


def test_a_stranger_at_a_machine_s_address_blocks(tmp_path: Path) -> None:
    """Something answers where a machine of ours is about to boot."""
    host = FakeHost(cards=ON_THE_NETWORK, alive=frozenset({IPv4Address("192.168.56.20")}))
    check = network_checks.machines_answering(patient(tmp_path, host))
    assert check.blocks
    assert "192.168.56.20 (proxy)" in check.what


def test_what_answers_from_beyond_a_gateway_is_no_stranger(tmp_path: Path) -> None:
    """Without a card on the lab's network, a gateway that answers for every address is not in the way."""
    host = FakeHost(alive=frozenset({IPv4Address("192.168.56.20")}))
    assert network_checks.machines_answering(patient(tmp_path, host)).state is State.OK


def test_a_running_machine_of_our_own_is_no_stranger(tmp_path: Path) -> None:
    """The second `up` finds the first one's machines."""
    own = KnownMachine("proxy", "lxc", "running", tmp_path, "waslab-1-proxy")
    host = FakeHost(cards=ON_THE_NETWORK, alive=frozenset({IPv4Address("192.168.56.20")}))
    runner = ready_runner(**{"lxc-ls": (0, "waslab-1-proxy\n")})
    found = network_checks.machines_answering(patient(tmp_path, host, runner, machines=(own,)))
    assert found.state is State.OK


def test_a_container_of_our_own_that_vagrant_lost_is_no_stranger(tmp_path: Path) -> None:
    """A run that was cut off leaves it; the next `up` clears it away."""
    host = FakeHost(cards=ON_THE_NETWORK, alive=frozenset({IPv4Address("192.168.56.20")}))
    runner = ready_runner(**{"lxc-ls": (0, f"{Layout(tmp_path).clone_id}-proxy\n")})
    assert network_checks.machines_answering(patient(tmp_path, host, runner)).state is State.OK


def test_a_taken_port_blocks_and_its_holder_is_named(tmp_path: Path) -> None:
    """LXC's own bridge needs the DNS port before it is up; afterwards it holds the port itself."""
    host = FakeHost(listeners={53: "unbound"})
    check = network_checks.ports(patient(tmp_path, host))
    assert check.blocks
    assert "unbound" in check.what
    host.bridges["lxcbr0"] = True
    assert network_checks.ports(patient(tmp_path, host)).state is State.OK


def test_package_sources_are_asked_by_the_tools_own_configuration(tmp_path: Path) -> None:
    """The first index is named by apt; the answer decides."""
    runner = ready_runner(**{"--print-uris": (0, "'http://mirror.example/InRelease' x 0"), "download-file": (100, "")})
    check = source_checks.debian_packages(patient(tmp_path, runner=runner))
    assert check.state is State.WARN
    assert any("download-file http://mirror.example/InRelease" in line for line in runner.ran)


def test_a_silent_python_index_is_a_warning(tmp_path: Path) -> None:
    """A cached lab runs without it, so it does not block."""
    check = source_checks.python_packages(patient(tmp_path, runner=ready_runner(**{"index versions": (1, "")})))
    assert check.state is State.WARN
    assert "pip config list" in told(check)


def test_machine_names_on_the_host_carry_the_clone_s_identity(tmp_path: Path) -> None:
    """Two clones never touch each other's machines."""
    assert Layout(tmp_path / "a").clone_id != Layout(tmp_path / "b").clone_id
    assert Layout(tmp_path).clone_id.startswith("waslab-")
