"""The provider is chosen in one place, and what it needs stands in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fakes import FakeHost, FakeRunner

from waslab import provider
from waslab.errors import BadUsage, HostNotReady
from waslab.layout import Layout
from waslab.processes import Finished


def chosen(folder: Path, code: int, output: str, errors: str) -> provider.Choice:
    runner = FakeRunner({"provider/choose": Finished(("choose",), code, output, errors)})
    return provider.choose(Layout(folder), runner, FakeHost(kind="fedora"))


def test_the_choice_comes_with_its_reason(tmp_path: Path) -> None:
    """Both from provider/choose."""
    assert chosen(tmp_path, 0, "libvirt\n", "KVM is usable\n") == provider.Choice("libvirt", "KVM is usable")


def test_machines_that_exist_keep_their_provider(tmp_path: Path) -> None:
    """VirtualBox was installed after the lab had been made with LXC."""
    made = tmp_path / ".vagrant/machines/web/lxc/id"
    made.parent.mkdir(parents=True)
    made.write_text("waslab-1-web")
    choice = chosen(tmp_path, 0, "virtualbox\n", "it is installed\n")
    assert choice.name == "lxc"
    assert "virtualbox" in choice.reason


def test_a_wrong_lab_provider_is_bad_usage(tmp_path: Path) -> None:
    """The variable is named with the way out."""
    with pytest.raises(BadUsage) as caught:
        chosen(tmp_path, 2, "", "LAB_PROVIDER is 'docker'; it can be virtualbox, libvirt or lxc.")
    assert caught.value.mend == ("unset LAB_PROVIDER",)


def test_where_no_provider_serves_the_commands_of_the_system_are_told(tmp_path: Path) -> None:
    """On Fedora: dnf."""
    with pytest.raises(HostNotReady) as caught:
        chosen(tmp_path, 2, "", "No provider can serve here.")
    assert "dnf" in caught.value.mend[0]


@pytest.mark.parametrize("name", ["lxc", "libvirt", "virtualbox"])
def test_every_provider_has_packages_and_a_reason(name: str) -> None:
    """The list that doctor and setup read."""
    needed = provider.host_packages(name)
    assert needed.why
    assert "vagrant" in needed.packages


def test_a_vagrant_from_its_maker_is_not_installed_over() -> None:
    """It is on PATH, and dpkg does not know it."""
    runner = FakeRunner({"dpkg-query": (1, "openssh-client installed\n")})
    here, away = FakeHost(programs=frozenset({"vagrant"})), FakeHost(programs=frozenset())
    assert provider.missing_packages("virtualbox", runner, here) == ()
    assert provider.missing_packages("virtualbox", runner, away) == ("vagrant",)


def test_the_bridge_has_one_name() -> None:
    """provider/machine.rb makes it, doctor looks for it."""
    text = (Layout.of_this_clone().root / "provider" / "machine.rb").read_text()
    assert re.findall(r'^ *BRIDGE = "(.*)"$', text, re.MULTILINE) == [provider.LAB_BRIDGE]
