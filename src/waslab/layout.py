"""Where everything of a clone lies."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The folders and files of one clone, seen from its root."""

    root: Path

    @classmethod
    def of_this_clone(cls) -> Layout:
        return cls(Path(__file__).resolve().parents[2])

    @property
    def clone_id(self) -> str:
        """Begins the name of every machine of this clone on the host, as provider/machine.rb makes it."""
        return f"waslab-{hashlib.sha256(str(self.root).encode()).hexdigest()[:8]}"

    @property
    def hosts_file(self) -> Path:
        return self.root / "inventory" / "lab" / "hosts.yml"

    @property
    def network_file(self) -> Path:
        return self.root / "inventory" / "lab" / "group_vars" / "all" / "network.yml"

    @property
    def playbooks(self) -> Path:
        return self.root / "ansible"

    @property
    def roles(self) -> Path:
        return self.root / "roles"

    @property
    def kept(self) -> Path:
        """What runs keep; ignored by git."""
        return self.root / ".lab"

    @property
    def logs(self) -> Path:
        return self.kept / "logs"

    @property
    def role_machines(self) -> Path:
        """A folder for each Molecule scenario whose machines exist, with their Vagrantfile."""
        return self.kept / "roles"

    @property
    def ssh_key(self) -> Path:
        return self.kept / "ssh" / "id_ed25519"

    @property
    def root_certificate(self) -> Path:
        return self.kept / "pki" / "root.crt"

    @property
    def tools(self) -> Path:
        """The folder of the programs of the tool environment."""
        return self.root / ".venv" / "bin"

    def shown(self, path: Path) -> str:
        """The path as the user types it from the clone's root."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


def vagrant_home() -> Path:
    return Path(os.environ.get("VAGRANT_HOME") or Path.home() / ".vagrant.d")
