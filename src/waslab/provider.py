"""Which provider serves here, why, and what it needs on the host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from waslab.errors import BadUsage, CommandFailed, HostNotReady
from waslab.host import Host
from waslab.layout import Layout, vagrant_home
from waslab.processes import Runner
from waslab.vagrant_adapter import provider_in_use

LAB_BRIDGE = "waslab0"
"""The bridge of the lab network for LXC and libvirt, as provider/machine.rb names it."""


@dataclass(frozen=True)
class Choice:
    """A provider's name, and why it was chosen."""

    name: str
    reason: str


def choose(layout: Layout, runner: Runner, host: Host) -> Choice:
    """Ask provider/choose, which the Vagrantfile asks too; machines that exist keep their provider."""
    done = runner.capture([str(layout.root / "provider" / "choose")], cwd=layout.root)
    if not done.ok:
        said = done.errors.strip() or "No provider can serve here."
        if "LAB_PROVIDER" in said:
            raise BadUsage(said, mend="unset LAB_PROVIDER")
        raise HostNotReady(said, mend=commands_for(host.system()))
    choice = Choice(done.output.strip(), done.errors.strip())
    in_use = provider_in_use(layout)
    if in_use and in_use != choice.name:
        return Choice(in_use, f"the lab's machines were made with it (a new lab would get {choice.name})")
    return choice


def freeze(layout: Layout, runner: Runner, provider: str, machine: str, *, thaw: bool = False) -> None:
    """Let a machine stand still as a whole, or go on. To thaw one that is not frozen is no mistake."""
    told = [provider, "thaw" if thaw else "freeze", f"{layout.clone_id}-{machine}"]
    done = runner.capture([str(layout.root / "provider" / "freeze"), *told], cwd=layout.root)
    if not (done.ok or thaw):
        raise CommandFailed(f"{machine} could not be frozen: {done.errors.strip()}", mend="./lab doctor")


@dataclass(frozen=True)
class HostPackages:
    """What a provider needs on a Debian or Ubuntu host, and why."""

    why: str
    packages: tuple[str, ...]
    brought_by_user: str | None = None
    """A program that the lab never installs, by which the provider is recognised."""


def host_packages(provider: str) -> HostPackages:
    entry = _packages_file()["providers"][provider]
    return HostPackages(entry["why"], tuple(entry["packages"]), entry.get("brought_by_user"))


def commands_for(system: str) -> tuple[str, ...]:
    """What the user of a system on which the lab installs nothing has to type."""
    systems = _packages_file()["other_systems"]
    return tuple(systems.get(system, systems["other"]))


def missing_packages(provider: str, runner: Runner, host: Host) -> tuple[str, ...]:
    """The packages of the provider that are not installed; Vagrant may come from its maker's own package."""
    wanted = host_packages(provider).packages
    done = runner.capture(["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\\n", *wanted])
    installed = {line.split()[0] for line in done.output.splitlines() if line.endswith(" installed")}
    if host.has("vagrant"):
        installed.add("vagrant")
    return tuple(package for package in wanted if package not in installed)


def install_command(packages: Sequence[str]) -> list[str]:
    return ["apt-get", "install", "--yes", "--no-install-recommends", *packages]


def _packages_file() -> dict[str, Any]:
    text = resources.files("waslab").joinpath("host_packages.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def box_name(layout: Layout, runner: Runner, provider: str) -> str | None:
    """The name of the box that box/build makes for the provider; None where a public box is used."""
    done = runner.capture([str(layout.root / "box" / "build"), "--name", provider], cwd=layout.root)
    return done.output.strip() or None if done.ok else None


def builds_box(provider: str) -> bool:
    return provider == "lxc"


def box_present(name: str, provider: str) -> bool:
    return bool(list((vagrant_home() / "boxes").glob(f"{name}/*/{provider}/metadata.json"))) or bool(
        list((vagrant_home() / "boxes").glob(f"{name}/*/*/{provider}/metadata.json"))
    )
