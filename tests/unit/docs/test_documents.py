"""The documents say what is so: links lead somewhere, commands exist, the drawing is of this inventory."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from waslab import graph, inventory
from waslab.cli import app
from waslab.layout import Layout

ROOT = Path(__file__).parents[3]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/sessions.md")
COMMANDS: set[str] = set(getattr(get_command(app), "commands", {}))

every_document = pytest.mark.parametrize("document", DOCUMENTS)


@every_document
def test_every_link_to_a_file_leads_to_one(document: str) -> None:
    text = (ROOT / document).read_text()
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not (ROOT / target).exists()] == []


@every_document
def test_every_link_to_a_heading_leads_to_one(document: str) -> None:
    text = (ROOT / document).read_text()
    headings = {
        re.sub(r"[^\w -]", "", found).lower().replace(" ", "-")
        for found in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


@every_document
def test_every_command_of_the_lab_that_is_named_exists(document: str) -> None:
    named = set(re.findall(r"\./lab ([a-z]+)", (ROOT / document).read_text()))
    assert named <= COMMANDS


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text()
    assert [command for command in sorted(COMMANDS) if f"./lab {command}" not in text] == []


def test_the_readme_begins_with_the_two_commands() -> None:
    first_block = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert first_block is not None
    assert first_block[1].splitlines() == ["./lab up", "./lab test"]


def test_the_drawing_is_of_this_inventory() -> None:
    """Made anew by: ./lab graph --format svg > docs/topology.svg."""
    drawing = graph.draw(inventory.load(Layout(ROOT)), Layout(ROOT).playbooks)
    assert (ROOT / "docs" / "topology.svg").read_text() == graph.svg(drawing)
