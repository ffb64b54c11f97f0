"""What is said about an order, by the client's answer and the database's count."""

from __future__ import annotations

import pytest
from drilled import answer

from waslab.drills.books import Entries
from waslab.drills.ledger import Entry, ledger

ORDER = 7
PIECES = 1
"""Of each of the first orders."""


@pytest.mark.parametrize(
    ("outcome", "times", "entry"),
    [
        (201, 1, Entry.KEPT),
        (201, 0, Entry.LOST),
        (201, 2, Entry.DOUBLED),
        (409, 0, Entry.REFUSED),
        (409, 1, Entry.CONTRADICTED),
        (503, 0, Entry.UNKNOWN_ABSENT),
        (503, 1, Entry.UNKNOWN_PRESENT),
        ("TimeoutError", 1, Entry.UNKNOWN_PRESENT),
        ("TimeoutError", 2, Entry.DOUBLED),
    ],
)
def test_an_order_has_one_entry(outcome: int | str, times: int, entry: Entry) -> None:
    kept = ledger([answer(order=ORDER, outcome=outcome)], Entries({ORDER: times} if times else {}, times * PIECES))
    assert dict(kept.counts) == {entry: 1}


def test_an_order_that_nobody_asked_for_contradicts() -> None:
    assert ledger([], Entries({ORDER: 1}, PIECES))[Entry.CONTRADICTED] == 1


def test_what_only_reads_has_no_entry() -> None:
    assert dict(ledger([answer()], Entries({}, 0)).counts) == {}


@pytest.mark.parametrize(("missing", "agrees"), [(1 + 1 + 3, True), (5 - 1, False), (5 + 1, False)])
def test_the_stock_lacks_what_was_sold(missing: int, agrees: bool) -> None:  # noqa: FBT001 - a column of the table
    """Orders 0 and 19 buy one piece each, order 40 the third size."""
    assert ledger([], Entries({0: 1, 19: 1, 40: 1}, missing)).stock_agrees is agrees
