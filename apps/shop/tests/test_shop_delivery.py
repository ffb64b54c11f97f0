"""The modules that pack the shop and its packages for the machines."""

import importlib.util
import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).parents[3]


def load(role: str, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, REPOSITORY / "roles" / role / "library" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


release_archive = load("python_app", "release_archive")
wheelhouse = load("wheelhouse", "wheelhouse")


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def pack(folder: Path, *exclude: str) -> bytes:
    packed: bytes = release_archive.pack(folder, release_archive.source_files(folder, list(exclude)))
    return packed


def members(packed: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        return tar.getnames()


def test_only_content_makes_a_release(tmp_path: Path) -> None:
    """The same files are the same release, whenever and in whatever order they were written."""
    write(tmp_path / "one", "a.py", "b/c.py")
    write(tmp_path / "two", "b/c.py", "a.py")
    os.utime(tmp_path / "two" / "a.py", (0, 0))
    assert pack(tmp_path / "one") == pack(tmp_path / "two")


def test_a_changed_file_makes_another_release(tmp_path: Path) -> None:
    """So the machines notice it."""
    write(tmp_path, "a.py")
    before = pack(tmp_path)
    (tmp_path / "a.py").write_text("other")
    assert before != pack(tmp_path)


def test_what_is_excluded_is_left_out_everywhere(tmp_path: Path) -> None:
    """Patterns name files and folders at any depth."""
    write(tmp_path, "a.py", "tests/t.py", "shop/__pycache__/a.pyc", "shop/tests/u.py", "README.md")
    assert members(pack(tmp_path, "tests", "__pycache__", "*.md")) == ["a.py", ".complete"]


def test_completeness_is_marked_last(tmp_path: Path) -> None:
    """A machine that was cut off while unpacking has no mark, and unpacks again."""
    write(tmp_path / "wheels", "b.whl", "a.whl")
    wheelhouse.pack(tmp_path / "wheels", tmp_path / "archive.tar")
    assert members((tmp_path / "archive.tar").read_bytes()) == ["a.whl", "b.whl", ".complete"]


@pytest.fixture
def wheels(tmp_path: Path) -> list[str]:
    """The module's arguments, with a requirement that no package index has."""
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"nothing==1 --hash=sha256:{'0' * 64}\n")
    return [
        f"requirements={requirements}",
        f"archive={tmp_path}/wheelhouse/key.tar",
        "architecture=x86_64",
        "python_version=3.13",
        f"python={sys.executable}",
    ]


def run_wheelhouse(arguments: list[str]) -> str:
    return subprocess.run(
        [sys.executable, "-m", "ansible", "adhoc", "localhost", "-m", "wheelhouse", "-a", " ".join(arguments)],
        env=os.environ
        | {
            "ANSIBLE_LIBRARY": str(REPOSITORY / "roles/wheelhouse/library"),
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull,
        },
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_a_broken_download_leaves_nothing(wheels: list[str], tmp_path: Path) -> None:
    """The error says what failed and what to do next, and no half archive stays behind."""
    output = run_wheelhouse(wheels)
    assert "could not download the wheels of" in output
    assert "Nothing was kept." in output
    assert "then run the playbook again." in output
    assert list((tmp_path / "wheelhouse").iterdir()) == []


def test_a_complete_archive_is_left_alone(wheels: list[str], tmp_path: Path) -> None:
    """Its name tells its content, so there is nothing to download."""
    write(tmp_path, "wheelhouse/key.tar")
    assert '"changed": false' in run_wheelhouse(wheels)
