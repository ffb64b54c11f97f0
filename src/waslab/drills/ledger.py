"""Every order of a drill by what the client was told and what the database has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from waslab.drills.answers import Answer
from waslab.drills.books import Entries


class Entry(StrEnum):
    KEPT = "present once and acknowledged"
    REFUSED = "refused and absent"
    LOST = "acknowledged and lost"
    DOUBLED = "doubled"
    UNKNOWN_PRESENT = "unknown to the client and present"
    UNKNOWN_ABSENT = "unknown and absent"
    CONTRADICTED = "refused or never asked for, and present"


@dataclass(frozen=True)
class Ledger:
    """Answers, orders and stock agree unless an entry is WRONG; what is unknown to the client is no contradiction."""

    counts: Mapping[Entry, int]
    stock_agrees: bool

    WRONG: ClassVar = frozenset({Entry.LOST, Entry.DOUBLED, Entry.CONTRADICTED})

    def broken(self) -> Iterator[str]:
        """One sentence for each contradiction; none is ever promised."""
        if not self.stock_agrees:
            yield "the stock does not agree with the orders"
        for entry, count in self.counts.items():
            if entry in self.WRONG and count:
                yield f"{count} orders are {entry}"

    def __getitem__(self, entry: Entry) -> int:
        return self.counts.get(entry, 0)


def ledger(answers: Iterable[Answer], entries: Entries) -> Ledger:
    asked = {answer.order: answer for answer in answers if answer.order is not None}
    numbers = asked.keys() | entries.orders.keys()
    counts = Counter(_entry(asked.get(number), entries.orders.get(number, 0)) for number in numbers)
    return Ledger(counts, entries.stock_agrees)


def _entry(answer: Answer | None, times: int) -> Entry:
    if times > 1:
        return Entry.DOUBLED
    if answer is None:
        return Entry.CONTRADICTED
    if answer.good:
        return Entry.KEPT if times else Entry.LOST
    if answer.refused:
        return Entry.CONTRADICTED if times else Entry.REFUSED
    return Entry.UNKNOWN_PRESENT if times else Entry.UNKNOWN_ABSENT
