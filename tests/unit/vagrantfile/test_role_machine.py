"""A machine of a Molecule scenario is of the lab's own kind, with every provider, and never one of the lab's."""

from pathlib import Path

import pytest
from vagrantfiles import PROVIDERS, Defined, copy, customized, defined

from waslab.layout import Layout

ADDRESSES = {"front": "192.168.56.130", "behind": "192.168.56.131"}

MACHINE = """
  config.vm.define "{name}" do |c|
    c.vm.hostname = "{name}"
    c.tap {{ |machine| require "./provider/role_machine"; Lab.role_machine(machine, "bell-custom", {addresses}) }}
  end
"""
"""What the vagrant driver writes, as far as it matters."""

each_provider = pytest.mark.parametrize("provider", PROVIDERS)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clone = copy(tmp_path_factory.mktemp("clone"))
    addresses = ", ".join(f'"{name}": "{address}"' for name, address in ADDRESSES.items())
    blocks = "".join(MACHINE.format(name=name, addresses=f"{{{addresses}}}") for name in ADDRESSES)
    required = blocks.replace('require "./', f'require "{clone}/')
    (clone / "role.Vagrantfile").write_text(f'Vagrant.configure("2") do |config|{required}end\n')
    return clone


@pytest.fixture(scope="module")
def machines(clone: Path) -> dict[str, Defined]:
    return defined(clone, "status", vagrantfile="role.Vagrantfile")


@each_provider
def test_it_has_its_address(provider: str, machines: dict[str, Defined]) -> None:
    assert {name: machine.address(provider) for name, machine in machines.items()} == ADDRESSES


def test_its_name_on_the_host_tells_clone_role_and_scenario(machines: dict[str, Defined], clone: Path) -> None:
    name = f"{Layout(clone.resolve()).clone_id}-bell-custom-front"
    virtualbox, _ = machines["front"].provider("virtualbox")
    libvirt, _ = machines["front"].provider("libvirt")
    lxc, _ = machines["front"].provider("lxc")
    assert virtualbox.settings["name"] == name
    assert f"{libvirt.settings['default_prefix']}front" == name
    assert lxc.settings["container_name"] == name


def test_the_cards_of_its_containers_are_its_own(machines: dict[str, Defined]) -> None:
    cards = {name: customized(machine.provider("lxc")[0])["net.1.hwaddr"] for name, machine in machines.items()}
    assert cards == {"front": "00:16:3e:00:01:82", "behind": "00:16:3e:00:01:83"}


@pytest.mark.parametrize(("suite", "box"), [("trixie", "cloud-image/debian-13"), ("bookworm", "cloud-image/debian-12")])
def test_it_can_be_of_an_older_debian(suite: str, box: str, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ROLE_SUITE chooses; without it the machine is as those of the lab."""
    monkeypatch.setenv("ROLE_SUITE", suite)
    machine = defined(clone, "status", vagrantfile="role.Vagrantfile")["front"]
    boxes = {provider: machine.provider(provider)[1].part("vm").settings["box"] for provider in PROVIDERS}
    assert boxes["virtualbox"] == boxes["libvirt"] == box
    assert boxes["lxc"].startswith(f"waslab-{suite}-")
