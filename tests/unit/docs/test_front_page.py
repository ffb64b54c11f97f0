"""The front page is of this inventory."""

import re

import front_page
from typer.main import get_command

from waslab import inventory
from waslab.cli import app
from waslab.layout import Layout

LAYOUT = Layout.of_this_clone()
KEPT = front_page.PAGE.read_text(encoding="utf-8")


def test_the_kept_page_is_today_s() -> None:
    """Mended by: tools/front_page.py."""
    assert front_page.written(inventory.load(LAYOUT), LAYOUT.playbooks) == KEPT


def test_nothing_on_the_page_needs_an_inline_style_or_script() -> None:
    """The site's content security policy would refuse it."""
    assert re.findall(r"<style|<script(?![^>]* src=)| style=| on\w+=|javascript:", KEPT) == []


def test_every_command_of_the_lab_that_the_page_names_exists() -> None:
    commands: set[str] = set(getattr(get_command(app), "commands", {}))
    named = set(re.findall(r"\./lab ([a-z]+)", KEPT))
    assert named
    assert named <= commands
