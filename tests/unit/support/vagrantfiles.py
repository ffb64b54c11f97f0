"""Reads Vagrantfiles as Vagrant would, with Ruby alone."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest

ROOT = Path(__file__).parents[3]
RECORD = Path(__file__).with_name("record.rb")
PARTS = ("Vagrantfile", "box", "inventory", "provider")
PROVIDERS = ("virtualbox", "libvirt", "lxc")


@dataclass(frozen=True)
class Said:
    """What a piece of the Vagrantfile set and called, as record.rb prints it."""

    settings: dict[str, Any]
    calls: list[dict[str, Any]]
    parts: dict[str, dict[str, Any]]

    def part(self, *path: str) -> Self:
        found = self
        for name in path:
            found = type(self)(**found.parts[name])
        return found

    def called(self, name: str) -> Iterator[tuple[list[Any], dict[str, Any], list[Self]]]:
        """Arguments, named arguments and blocks of each such call."""
        for call in self.calls:
            if call["call"] == name:
                yield call["arguments"], call["options"], [type(self)(**block) for block in call["blocks"]]


@dataclass(frozen=True)
class Defined:
    """One machine of the Vagrantfile."""

    said: Said

    def provider(self, name: str) -> tuple[Said, Said]:
        """The provider's own settings, and what it overrides for this machine."""
        for arguments, _, (own, override) in self.said.part("vm").called("provider"):
            if arguments == [name]:
                return own, override
        raise AssertionError(f"no block for {name}")

    def address(self, provider: str) -> str:
        """Where the machine is on the lab network."""
        own, override = self.provider(provider)
        if provider == "lxc":
            found: str = customized(own)["net.1.ipv4.address"]
            return found.partition("/")[0]
        ((_, options, _),) = override.part("vm").called("network")
        return str(options["ip"])

    @property
    def provisioners(self) -> list[Said]:
        return [block for _, _, (block,) in self.said.part("vm").called("provision")]


def customized(lxc: Said) -> dict[str, Any]:
    return {key: value for (key, value), _, _ in lxc.called("customize")}


def copy(folder: Path) -> Path:
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy(source, folder / part)
    return folder


def ruby() -> str:
    found = shutil.which("ruby") or shutil.which("ruby", path="/opt/vagrant/embedded/bin")
    if found is None:
        pytest.skip("Ruby, which comes with Vagrant, is not here")
    return found


def load(clone: Path, *arguments: str, vagrantfile: str = "Vagrantfile") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "VAGRANT_DEFAULT_PROVIDER": "lxc", "VAGRANT_HOME": str(clone / "vagrant-home")}
    command = [ruby(), str(RECORD), str(clone / vagrantfile), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def defined(clone: Path, *arguments: str, vagrantfile: str = "Vagrantfile") -> dict[str, Defined]:
    done = load(clone, *arguments, vagrantfile=vagrantfile)
    assert done.returncode == 0, done.stderr
    return {
        name: Defined(block) for (name,), _, (block,) in Said(**json.loads(done.stdout)).part("vm").called("define")
    }
