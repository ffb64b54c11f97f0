"""What a drill says in the end: a sentence, the moments, second by second, a page."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from drilled import answer, figures

from waslab.drills import page, timeline
from waslab.drills.catalogue import Drill
from waslab.drills.contract import Promise
from waslab.drills.ledger import Entry, Ledger
from waslab.drills.outcome import Marks
from waslab.drills.report import Report

REPORT = Report(
    drill=Drill(name="gunicorn-killed", says="its Gunicorn is killed", group="gunicorns", fault="process_killed"),
    machine="gunicorn1",
    rate=200,
    marks=Marks(injected=1.0, healed=2.0),
    answers=[answer(start=0.1), answer(start=1.2, seconds=2.8), answer(start=1.3, outcome=503), answer(start=2.5)],
    ledger=Ledger(Counter({Entry.KEPT: 4}), stock_agrees=True),
    figures=figures(asked=4, met=2, failed_gets=1, slowest_seconds=0.8, detected_seconds=0.3, whole_seconds=0.5),
    promise=Promise(slowest_seconds=2, detected_seconds=1, whole_seconds=5),
)


def test_each_second_has_its_outcomes() -> None:
    assert [(second.good, second.slow, second.failed) for second in REPORT.seconds] == [(1, 0, 0), (0, 1, 1), (1, 0, 0)]


def test_the_moments_are_told() -> None:
    assert REPORT.marked == {"fault": 1.0, "detected": 1.3, "last one met": 1.0, "healed": 2.0, "whole": 2.5}


def test_a_lab_that_heals_itself_has_no_moment_of_healing() -> None:
    itself = replace(REPORT, marks=Marks(injected=1.0, healed=None))
    assert "healed" not in itself.marked
    assert itself.marked["whole"] == 1.5


def test_the_sentence_is_one_for_everybody() -> None:
    assert REPORT.sentence == (
        "On gunicorn1, its Gunicorn is killed: 1 of 4 requests failed, the longest answer took 0.8 s,"
        " no order was lost or doubled, and after 0.5 s it was whole."
    )


def test_it_is_told_what_failed_how_often_and_when() -> None:
    failing = [answer(start=1.5, outcome="ServerDisconnectedError"), answer(start=1.6, outcome=503)]
    report = replace(REPORT, answers=[*REPORT.answers, *failing])
    assert [(one.asked, one.outcome, one.count) for one in report.failures] == [
        ("GET /wsgi/orders", "503", 2),
        ("GET /wsgi/orders", "ServerDisconnectedError", 1),
    ]
    alike = report.failures[0]
    assert alike.first < alike.last


def test_a_broken_promise_is_told() -> None:
    assert REPORT.broken == ["failed_gets is 1, promised is 0 at most"]


def test_the_line_has_a_block_for_each_second() -> None:
    drawn = timeline.line(REPORT)
    assert drawn.plain == "▁█▁"
    assert [str(span.style) for span in drawn.spans] == [timeline.COLOURS[kind] for kind in ("good", "failed", "good")]


def test_the_marks_stand_below_their_seconds() -> None:
    assert timeline.marks(REPORT).plain.startswith(" lw")


def test_the_page_shows_every_drill_that_is_kept(tmp_path: Path) -> None:
    page.keep(REPORT, tmp_path)
    page.keep(replace(REPORT, drill=REPORT.drill.model_copy(update={"name": "gunicorn-cut-off"})), tmp_path)
    made = (tmp_path / "index.html").read_text()
    assert REPORT.sentence in made
    assert made.count("failed_gets is 1, promised is 0 at most") == 2
    assert '<img src="gunicorn-cut-off.svg"' in made
    assert "GET /wsgi/orders failed with 503: 1," in made
    assert json.loads((tmp_path / "gunicorn-killed.json").read_text())["figures"]["failed_gets"] == 1


def test_a_report_of_an_earlier_release_is_shown(tmp_path: Path) -> None:
    page.keep(REPORT, tmp_path)
    file = tmp_path / "gunicorn-killed.json"
    older = {key: value for key, value in json.loads(file.read_text()).items() if key != "failures"}
    file.write_text(json.dumps(older))
    assert REPORT.sentence in page.page(tmp_path)


@pytest.mark.parametrize(("promised", "shown"), [(2, "0.8 / 2"), (0.5, "0.8 / 0.5")])
def test_the_page_marks_what_is_beyond_its_promise(promised: float, shown: str, tmp_path: Path) -> None:
    promise = Promise(failed_gets=1, slowest_seconds=promised, detected_seconds=1, whole_seconds=5)
    page.keep(replace(REPORT, promise=promise), tmp_path)
    marked = f'<td class="broken">{shown}</td>' in (tmp_path / "index.html").read_text().replace(".0<", "<")
    assert marked is (promised < 0.8)
