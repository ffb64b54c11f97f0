"""What authors of sessions read is what the program knows."""

import re
from pathlib import Path

from pydantic import BaseModel

from waslab import inventory
from waslab.layout import Layout
from waslab.sessions import reading
from waslab.sessions.checks import VOCABULARY, Own
from waslab.sessions.form import Form, Mode, Task

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "sessions.md").read_text()


def rows(first_header: str) -> list[list[str]]:
    """The cells of the table whose first column has that name."""
    lines = TEXT.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_header} |"))
    table = [line.strip("|").split("|") for line in lines[start + 2 :]]
    end = next(index for index, cells in enumerate(table) if len(cells) == 1)
    return [[cell.strip() for cell in cells] for cells in table[:end]]


def quoted(cell: str) -> set[str]:
    return {name.partition(":")[0] for name in re.findall(r"`([^`]+)`", cell)}


def arguments(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_the_vocabulary_is_told_with_layers_and_causes() -> None:
    told = {row[0].strip("`"): (row[1], quoted(row[3])) for row in rows("check")}
    known = {name: (check.layer.name.lower(), {*check.causes}) for name, check in VOCABULARY.items()}
    known["own"] = (Own.layer.name.lower(), {"fail"})
    assert told == known


def test_the_vocabulary_is_told_with_its_arguments() -> None:
    told = {row[0].strip("`"): quoted(row[2]) - {"whoami", "lasting"} for row in rows("check")}
    assert told == {name: arguments(check) for name, check in VOCABULARY.items()}


def test_every_key_of_a_session_and_of_a_task_is_told() -> None:
    keys = [quoted(row[0]) for row in rows("key")]
    told = set().union(*keys)
    assert arguments(Form) <= told
    task_rows = TEXT.partition("### A task")[2].partition("###")[0]
    assert arguments(Task) <= quoted(task_rows) | {"id"}
    assert {mode.value for mode in Mode} <= quoted(task_rows)


def test_the_readme_lists_every_session() -> None:
    topology = inventory.load(Layout(ROOT))
    forms = [reading.read(folder, topology, seed="any").form for folder in reading.folders(ROOT / "sessions")]
    rows = [f"| [{form.id[:2]}](sessions/{form.id}/guide.md) | {form.title.en} | {form.minutes} |" for form in forms]
    readme = (ROOT / "README.md").read_text().splitlines()
    assert [line for line in readme if "](sessions/" in line] == rows
