"""Services that a test stops for a while, and that run again afterwards whatever happens."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from machines import Machines


class StoppedServices:
    """Keeps a note of what is stopped, so that the next run starts what a killed one left behind."""

    def __init__(self, machines: Machines, folder: Path) -> None:
        self._machines = machines
        self._note = folder / "stopped-by-tests.json"
        self._writing = Lock()

    @contextmanager
    def without(self, machine: str, service: str) -> Iterator[None]:
        """The service gets the order to stop; it may still be at it when the block begins."""
        with self._writing:
            self._write([*self._read(), (machine, service)])
        try:
            self._machines[machine].check_output("systemctl stop --no-block %s", service)
            yield
        finally:
            self._start(machine, service)

    def start_again(self) -> None:
        """Start what an earlier run left stopped; a machine that was made anew since then has nothing to start."""
        for machine, service in self._read():
            self._start(machine, service)

    def _start(self, machine: str, service: str) -> None:
        self._machines[machine].run("systemctl start %s", service)
        with self._writing:
            self._write([entry for entry in self._read() if entry != (machine, service)])

    def _read(self) -> list[tuple[str, str]]:
        if not self._note.exists():
            return []
        return [(machine, service) for machine, service in json.loads(self._note.read_text())]

    def _write(self, entries: list[tuple[str, str]]) -> None:
        if entries:
            self._note.write_text(json.dumps(entries))
        else:
            self._note.unlink(missing_ok=True)
