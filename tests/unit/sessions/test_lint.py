"""What an author is told without a machine."""

from __future__ import annotations

from pathlib import Path

import pytest
import taught

from waslab import inventory
from waslab.drills import catalogue
from waslab.errors import BadUsage
from waslab.layout import Layout
from waslab.sessions import lint, reading, skeleton

LAYOUT = Layout.of_this_clone()
DRILLS = ("gunicorn-killed",)


def problems(folder: Path) -> list[str]:
    return lint.problems(folder, taught.topology(folder.parents[1]), DRILLS)


def test_a_new_session_has_no_problem(tmp_path: Path) -> None:
    assert problems(taught.made(tmp_path)) == []


def replaced(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("guide.ko.md", "ls /var", "ls -l /var", "the pages have other tasks, commands or outputs"),
        ("guide.md", "[task: own-page]", "", "guide.md: it places the tasks []"),
        ("guide.md", "[drawing]", "", "guide.md: it has no [drawing]"),
        ("guide.md", "finish`.", "finish`. [more](more.md)", "the link to more.md leads nowhere"),
        ("guide.md", "Key points", "Key points of {{ colour }}", "cannot be filled in"),
        ("solution.yml", "tags: [own-page]", "tags: [other]", "nothing solves that task"),
        ("solution.yml", "- name: Put", "name: Put", "it has to be a list of plays"),
        ("session.yml", "wrong/unreadable.yml", "wrong/other.yml", "names it, and it is not there"),
        ("session.yml", "wrong/unreadable.yml", "wrong/other.yml", "does not say which task has to catch it"),
        ("session.yml", "  word:", "  count: {between: [9, 1]}\n  word:", "the smaller number comes first"),
        ("session.yml", "    hints:\n", "    drill: earthquake\n    hints:\n", "there is no drill 'earthquake'"),
    ],
)
def test_a_problem_is_told_with_its_file(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = taught.made(tmp_path)
    replaced(folder, file, old, new)
    assert any(said in problem for problem in problems(folder))


def test_a_page_in_the_wrong_language_is_noticed(tmp_path: Path) -> None:
    folder = taught.made(tmp_path)
    (folder / "guide.ko.md").write_text((folder / "guide.md").read_text())
    assert f"{taught.NAME}/guide.ko.md: there is no Korean in it" in problems(folder)


@pytest.mark.parametrize("name", ["caching", "1-caching", "19-Caching", "19-made-up/x"])
def test_a_session_needs_a_number_and_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadUsage):
        skeleton.make(tmp_path, name)


def test_a_session_that_there_is_stays_what_it_is(tmp_path: Path) -> None:
    taught.made(tmp_path)
    with pytest.raises(BadUsage, match="There is a session"):
        taught.made(tmp_path)


@pytest.mark.parametrize("folder", reading.folders(LAYOUT.root / "sessions"), ids=lambda folder: folder.name)
def test_the_project_s_own_sessions_have_no_problem(folder: Path) -> None:
    drills = catalogue.load(LAYOUT.playbooks / "drills" / "catalogue.yml")
    assert lint.problems(folder, inventory.load(LAYOUT), drills) == []


def test_a_file_that_cannot_be_filled_in_is_named(tmp_path: Path) -> None:
    folder = taught.made(tmp_path)
    (folder / "files").mkdir()
    (folder / "files" / "count.sh.j2").write_text("echo ${#word}\n")
    assert any("count.sh.j2: It cannot be filled in" in problem for problem in problems(folder))
