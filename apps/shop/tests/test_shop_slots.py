from pathlib import Path
from time import monotonic

import pytest

from shop.slots import NoSlotError, Slot


def test_there_are_only_so_many_slots(tmp_path: Path) -> None:
    """Who comes later is told so, in time."""
    taken = [Slot.taken(tmp_path, 2, 0) for _ in range(2)]
    began = monotonic()
    with pytest.raises(NoSlotError, match="all 2 slots"):
        Slot.taken(tmp_path, 2, 0.1)
    assert 0.1 <= monotonic() - began < 1
    for slot in taken:
        slot.leave()


def test_a_slot_that_is_left_can_be_taken(tmp_path: Path) -> None:
    """A process leaves it with its end, however it ends."""
    Slot.taken(tmp_path, 1, 0).leave()
    Slot.taken(tmp_path, 1, 0).leave()
