"""What a drill may cost, held against what it cost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from drilled import figures

from waslab.drills import catalogue, contract
from waslab.drills.contract import Promise
from waslab.drills.ledger import Entry, Ledger
from waslab.errors import BadUsage
from waslab.layout import Layout

ROOT = Layout.of_this_clone().root
PROMISE = Promise(slowest_seconds=2, detected_seconds=1, whole_seconds=5)


def test_what_is_within_the_promise_is_not_told() -> None:
    assert list(PROMISE.broken(figures(slowest_seconds=2.0))) == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("failed_gets", 1, "failed_gets is 1, promised is 0 at most"),
        ("failed_keyed_posts", 2, "failed_keyed_posts is 2, promised is 0 at most"),
        ("slowest_seconds", 2.01, "slowest_seconds is 2.01, promised is 2 at most"),
        ("whole_seconds", None, "whole_seconds has no end, promised is 5"),
    ],
)
def test_each_figure_beyond_it_is_told(name: str, value: float | None, sentence: str) -> None:
    assert list(PROMISE.broken(figures(**{name: value}))) == [sentence]


def test_where_nobody_may_notice_no_time_to_detect_is_judged() -> None:
    stalled = figures(slowest_seconds=1.5, detected_seconds=20.5, whole_seconds=None)
    assert list(Promise(slowest_seconds=3).broken(stalled)) == []


def test_what_is_unknown_to_the_client_is_no_contradiction() -> None:
    agreed = Ledger(Counter({Entry.KEPT: 9, Entry.UNKNOWN_PRESENT: 1}), stock_agrees=True)
    assert list(agreed.broken()) == []


@pytest.mark.parametrize("entry", [Entry.LOST, Entry.DOUBLED, Entry.CONTRADICTED])
def test_no_wrong_entry_is_allowed(entry: Entry) -> None:
    kept = Ledger(Counter({entry: 3}), stock_agrees=True)
    assert list(kept.broken()) == [f"3 orders are {entry.value}"]


def test_no_wrong_stock_is_allowed() -> None:
    kept = Ledger(Counter(), stock_agrees=False)
    assert list(kept.broken()) == ["the stock does not agree with the orders"]


def test_every_drill_has_a_promise_and_no_other() -> None:
    drills = catalogue.load(ROOT / "ansible" / "drills" / "catalogue.yml")
    assert sorted(contract.load(ROOT / "tests" / "failover" / "contract.yml")) == sorted(drills)


def test_a_mistake_names_file_drill_and_key(tmp_path: Path) -> None:
    file = tmp_path / "contract.yml"
    file.write_text("gunicorn-killed: {slowest_seconds: -1, detected_seconds: 0, whole_seconds: 0}")
    with pytest.raises(BadUsage, match=r"gunicorn-killed: slowest_seconds: .*greater than or equal to 0") as caught:
        contract.load(file)
    assert caught.value.where == str(file)
