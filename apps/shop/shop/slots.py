"""Places for processes that share nothing but their machine."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Self

_PAUSE_SECONDS = 0.02


class NoSlotError(Exception):
    """Every slot was taken for too long."""


@dataclass(frozen=True)
class Slot:
    """One of a fixed number of places: the lock on a file, which the system takes back when the process ends."""

    descriptor: int

    @classmethod
    def taken(cls, folder: Path, count: int, seconds: float) -> Self:
        """Take a slot of the folder as soon as one is free.

        :raises NoSlotError: when none was free in time.
        """
        deadline = monotonic() + seconds
        while True:
            for number in range(count):
                slot = cls(os.open(folder / str(number), os.O_RDWR | os.O_CREAT, 0o600))
                if slot._locked():
                    return slot
                slot.leave()
            if monotonic() >= deadline:
                raise NoSlotError(f"all {count} slots in {folder} were taken for {seconds} s")
            sleep(_PAUSE_SECONDS)

    def leave(self) -> None:
        os.close(self.descriptor)

    def _locked(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
