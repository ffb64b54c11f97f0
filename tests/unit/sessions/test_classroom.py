"""What a teacher reads in the files that learners handed in."""

from __future__ import annotations

from pathlib import Path

import pytest

from waslab.errors import BadUsage
from waslab.sessions import classroom, notebook
from waslab.sessions.notebook import Notebook, TaskNote


def handed_in(folder: Path, learner: str, **tasks: TaskNote) -> None:
    book = Notebook(session="01-way", learner=learner, began="2026-01-01T12:00:00.000000Z", tasks=tasks)
    notebook.keep(book, folder / learner / "01-way.json")


def test_a_row_has_tasks_hints_minutes_and_what_stopped_most(tmp_path: Path) -> None:
    passed = "2026-01-01T12:12:00.000000Z"
    handed_in(
        tmp_path,
        "kim",
        one=TaskNote(passed=passed, hints=2, causes={"missing": 3}),
        two=TaskNote(passed=passed, solved=True),
        three=TaskNote(tried=1, causes={"status": 1}),
        four=TaskNote(),
    )
    (row,) = classroom.rows([tmp_path])
    assert row.cells == ("kim", "01-way", "✔ one ● two ✘ three · four", "2", "12", "one: missing (3)")


def test_learners_are_sorted_by_session_and_name(tmp_path: Path) -> None:
    for name in ("lee", "choi"):
        handed_in(tmp_path, name)
    assert [row.learner for row in classroom.rows([tmp_path])] == ["choi", "lee"]


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    handed_in(tmp_path, "kim")
    (tmp_path / "other.json").write_text("[]")
    assert len(classroom.rows([tmp_path])) == 1


@pytest.mark.parametrize("text", ["", "{"])
def test_a_file_that_is_not_json_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.json").write_text(text)
    with pytest.raises(BadUsage) as caught:
        classroom.rows([tmp_path])
    assert caught.value.where == str(tmp_path / "broken.json")


def test_an_empty_folder_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="no progress file"):
        classroom.rows([tmp_path])
