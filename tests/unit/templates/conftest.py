"""Renders a role's template with the role's own defaults, on no machine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

ROLES = Path(__file__).parents[3] / "roles"
ON_ANY_MACHINE = {"ansible_managed": "Ansible managed", "inventory_hostname": "machine"}

Render = Callable[..., list[str]]


def rendered(role: str, template: str, **overrides: Any) -> list[str]:
    """The lines of the rendered template without their indentation."""
    loader = DataLoader()
    variables: dict[str, Any] = dict(ON_ANY_MACHINE)
    for file in (ROLES / role / "defaults/main.yml", ROLES / role / "vars/main.yml"):
        if file.exists():
            variables |= loader.load_from_file(str(file), trusted_as_template=True)
    source = ROLES / role / "templates" / template
    templar = Templar(loader, variables=variables | overrides)
    text = templar.template(trust_as_template(source.read_text(encoding="utf-8")))
    return [line.strip() for line in text.splitlines()]


@pytest.fixture(scope="session")
def render() -> Render:
    return rendered
