"""The systems that a role's README requires are those that its meta/main.yml states."""

from pathlib import Path

import pytest
import role_readmes
import yaml

DEBIAN = {"bookworm": "12", "trixie": "13"}

every_role = pytest.mark.parametrize("role", role_readmes.roles(), ids=lambda role: role.name)


@every_role
def test_the_readme_requires_the_systems_that_are_stated(role: Path) -> None:
    (platform,) = yaml.safe_load((role / "meta" / "main.yml").read_text())["galaxy_info"]["platforms"]
    _, _, requirements = (role / "README.md").read_text().partition("## Requirements")
    requirements, _, _ = requirements.partition("\n## ")
    releases = sorted(DEBIAN[version] for version in platform["versions"])
    assert f"Debian {' or '.join(releases)}" in requirements
