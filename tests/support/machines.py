"""Running machines, each reached over one SSH connection that all tests share."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import testinfra
from testinfra.host import Host

from waslab.ssh import USER

Found = TypeVar("Found")

SCRIPT_SECONDS = 90

SSH_CONFIG = """\
Host {name}
  HostName {address}
"""

SSH_DEFAULTS = """\
Host *
  User {user}
  IdentityFile {key}
  IdentitiesOnly yes
  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null
  LogLevel ERROR
  BatchMode yes
  ConnectTimeout 5
  ControlMaster auto
  ControlPersist 60
  ControlPath {folder}/%n
"""


class Machines:
    """Commands and scripts on the machines, by their names; a context that closes its connections."""

    def __init__(self, addresses: Mapping[str, str], key: Path) -> None:
        self.names = tuple(addresses)
        self.addresses = addresses
        self._folder = tempfile.TemporaryDirectory(prefix="waslab-")
        self._config = Path(self._folder.name) / "ssh_config"
        hosts = (SSH_CONFIG.format(name=name, address=address) for name, address in addresses.items())
        defaults = SSH_DEFAULTS.format(user=USER, key=key, folder=self._folder.name)
        self._config.write_text("".join([*hosts, defaults]))
        self._hosts = {
            name: testinfra.get_host(f"ssh://{name}", ssh_config=str(self._config), controlpersist=0, sudo=True)
            for name in self.names
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.everywhere(lambda name: self._ssh("-O", "exit", name))
        self._folder.cleanup()

    def __getitem__(self, name: str) -> Host:
        """Testinfra's view of a machine, as root."""
        return self._hosts[name]

    def python(self, name: str, script: Path, question: object) -> Any:
        """Run a script on a machine with the question as its argument; both speak JSON."""
        done = self._ssh(name, "sudo", "python3", "-", f"'{json.dumps(question)}'", text=script.read_text())
        return _answer(done, f"{script.name} on {name}")

    def everywhere(self, work: Callable[[str], Found], names: Iterable[str] | None = None) -> dict[str, Found]:
        """What the work finds on each machine, asked side by side."""
        asked = self.names if names is None else tuple(names)
        with ThreadPoolExecutor(len(asked)) as pool:
            return dict(zip(asked, pool.map(work, asked), strict=True))

    def _ssh(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        command = ["ssh", "-F", str(self._config), *words]
        return subprocess.run(command, input=text, capture_output=True, text=True, timeout=SCRIPT_SECONDS, check=False)


def _answer(done: subprocess.CompletedProcess[str], what: str) -> Any:
    assert done.returncode == 0, f"{what} failed: {done.stderr.strip()}"
    return json.loads(done.stdout)
