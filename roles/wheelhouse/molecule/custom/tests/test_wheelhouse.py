import os
import tarfile
from pathlib import Path

import pytest

WHEELS = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "wheels"


@pytest.fixture
def members() -> list[str]:
    (archive,) = WHEELS.iterdir()
    with tarfile.open(archive) as tar:
        return tar.getnames()


def test_the_wheels_fit_the_machines_that_were_named(members: list[str]) -> None:
    (compiled,) = (name for name in members if name.startswith("markupsafe"))
    assert "-cp312-" in compiled
    assert compiled.endswith("aarch64.whl")


def test_the_requirements_travel_along(members: list[str]) -> None:
    assert "requirements.txt" in members
