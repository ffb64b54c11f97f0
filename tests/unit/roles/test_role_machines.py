"""Vagrant reads a role machine's description only after it has looked up the machine's name among all ids."""

import re
from pathlib import Path

import pytest
import yaml

SCENARIOS = sorted((Path(__file__).parents[3] / "roles").glob("*/molecule/*/molecule.yml"))


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: f"{file.parts[-4]}-{file.parent.name}")
def test_no_name_can_be_the_beginning_of_an_id(file: Path) -> None:
    names = [platform["name"] for platform in yaml.safe_load(file.read_text())["platforms"]]
    assert not [name for name in names if re.fullmatch("[0-9a-f]+", name)]
