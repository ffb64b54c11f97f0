"""Restarts the services that run with older settings than their files."""

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: settle
short_description: Restarts the services that run with older settings than their files
description:
  - A service is restarted when one of its files was written after its last start or reload.
  - A service that does not run stays as it is.
author: waslab
options:
  services:
    description: The services.
    type: list
    elements: dict
    required: true
    suboptions:
      unit:
        description: The systemd unit; a pattern stands for all units that match it.
        type: str
        required: true
      paths:
        description: Files and folders of its settings; the unit's own files count by themselves.
        type: list
        elements: path
        required: true
"""

RETURN = """
restarted:
  description: The units that were restarted, or would be but for check mode, each with what is newer.
  type: dict
  returned: always
"""

SERVICE = {
    "unit": {"type": "str", "required": True},
    "paths": {"type": "list", "elements": "path", "required": True},
}
SERVICES = {"type": "list", "elements": "dict", "required": True, "options": SERVICE}
FILE_CLOCK_LAG_SECONDS = 0.05
"""Linux gives files the time of its last tick, so a file written just after a start may bear a time before it."""

ASKED = "--property=Id,ActiveState,StateChangeTimestamp,FragmentPath,DropInPaths,NeedDaemonReload"

Unit = Mapping[str, str]


def main() -> None:
    module = AnsibleModule({"services": SERVICES}, supports_check_mode=True)
    restarted = {
        unit["Id"]: newer
        for service in module.params["services"]
        for unit in running(service["unit"])
        if (newer := newer_than(unit, service["paths"]))
    }
    if restarted and not module.check_mode:
        try:
            systemctl("daemon-reload")
            systemctl("restart", *restarted)
        except subprocess.CalledProcessError as error:
            module.fail_json(msg=f"{', '.join(restarted)} did not restart: {error.stderr.strip()}", restarted=restarted)
    module.exit_json(changed=bool(restarted), restarted=restarted)


def running(pattern: str) -> list[Unit]:
    shown = systemctl("show", "--timestamp=us+utc", ASKED, pattern)
    units = [dict(line.split("=", 1) for line in unit.splitlines()) for unit in shown.split("\n\n")]
    return [unit for unit in units if unit.get("ActiveState") == "active"]


def newer_than(unit: Unit, paths: Iterable[str]) -> str | None:
    """What is newer than the unit's last change of state: its last start or reload."""
    if unit["NeedDaemonReload"] == "yes":
        return "the unit itself"
    changed = datetime.strptime(unit["StateChangeTimestamp"], "%a %Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=UTC)
    since = changed.timestamp() - FILE_CLOCK_LAG_SECONDS
    own = [unit["FragmentPath"], *unit["DropInPaths"].split()]
    return next((str(file) for file in files([*own, *paths]) if file.lstat().st_mtime > since), None)


def files(paths: Iterable[str]) -> Iterator[Path]:
    """The files, and those below the folders. Of a link its own time counts: a link switches many settings on."""
    for path in filter(None, paths):
        for file in (Path(path), *Path(path).rglob("*")):
            if file.is_symlink() or file.is_file():
                yield file


def systemctl(*words: str) -> str:
    return subprocess.run(["systemctl", *words], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
