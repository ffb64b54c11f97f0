"""Services that a test stops for a while, and that run again afterwards whatever happens."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machines import Machines


class StoppedServices:
    """Keeps a note of what is stopped, so that the next run starts what a killed one left behind."""

    def __init__(self, machines: Machines, folder: Path) -> None:
        self._machines = machines
        self._note = folder / "stopped-by-tests.json"

    @contextmanager
    def without(self, machine: str, service: str) -> Iterator[None]:
        self._note.write_text(json.dumps({"machine": machine, "service": service}))
        try:
            self._machines[machine].check_output("systemctl stop %s", service)
            yield
        finally:
            self.start_again()

    def start_again(self) -> None:
        if self._note.exists():
            left = json.loads(self._note.read_text())
            self._machines[left["machine"]].check_output("systemctl start %s", left["service"])
            self._note.unlink()
