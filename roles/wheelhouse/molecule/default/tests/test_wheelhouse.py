"""What machines can do with the archive, and what is refused."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playbooks import converge, refusal
from testinfra.host import Host

REQUIREMENTS = (Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"]) / "requirements.txt").read_text()


@pytest.fixture(scope="module")
def environment(host: Host) -> str:
    """A Python environment on the machine, with nothing but what was in the archive."""
    folder = str(host.check_output("mktemp --directory"))
    host.check_output("python3 -m venv %s", folder)
    install = "%s/bin/pip install --no-index --find-links /opt --require-hashes --requirement /opt/requirements.txt"
    host.check_output(install, folder)
    return folder


@pytest.mark.parametrize("module", ["itsdangerous", "markupsafe._speedups"])
def test_the_machine_uses_what_it_installed(host: Host, environment: str, module: str) -> None:
    """A package of Python alone, and one that was compiled for the machine."""
    host.check_output("%s/bin/python -c %s", environment, f"import {module}")


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., str]:
    """Makes a copy of the requirements with something replaced in it."""

    def change(old: str, new: str) -> str:
        assert old in REQUIREMENTS
        copy = tmp_path / "requirements.txt"
        copy.write_text(REQUIREMENTS.replace(old, new))
        return str(copy)

    return change


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("c6242fc4", "00000000", "DO NOT MATCH THE HASHES"),
        (" \\\n    --hash=sha256:c6242fc49e35958c8b15141343aa660db5fc54d4f13a1db01a3f5891b98700ef", "", "hash"),
        ("itsdangerous==2.2.0", "itsdangerous==2.2.99", "No matching distribution found for itsdangerous==2.2.99"),
    ],
    ids=["a wrong hash", "no hash", "an unknown version"],
)
def test_nothing_is_taken_on_trust(changed: Callable[..., str], old: str, new: str, reason: str) -> None:
    told = " ".join(refusal(wheelhouse_requirements=changed(old, new)).split())
    assert reason in told
    assert "itsdangerous" in told
    assert "Nothing was kept" in told


def test_other_requirements_are_another_archive(changed: Callable[..., str]) -> None:
    another = changed("itsdangerous==", "# Another set.\nitsdangerous==")
    assert "changed: [app -> localhost]" in converge(wheelhouse_requirements=another)
    assert "changed: [app -> localhost]" not in converge()
