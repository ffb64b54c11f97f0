"""A version of the shop is a copy of its sources, made once."""

import importlib.util
from pathlib import Path

import pytest
from ansible.errors import AnsibleLookupError

_SOURCE = Path(__file__).parents[3] / "ansible/plugins/lookup/kept_version.py"
_SPEC = importlib.util.spec_from_file_location("kept_version", _SOURCE)
assert _SPEC is not None
assert _SPEC.loader is not None
plugin = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(plugin)

PARTS = ["shop", "servlet"]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "apps"
    for part in PARTS:
        (folder / part / "tests").mkdir(parents=True)
        (folder / part / "main").write_text(part)
    return folder


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


def kept(name: str, sources: Path, versions: Path) -> Path:
    folder: Path = plugin.keep(name, sources, PARTS, versions)
    return folder


def test_a_named_version_stays_as_it_was_made(sources: Path, versions: Path) -> None:
    first = kept("v1", sources, versions)
    (sources / "shop/main").write_text("another")
    assert kept("v1", sources, versions) == first == versions / "v1"
    assert (first / "shop/main").read_text() == "shop"


def test_the_sources_as_they_stand_are_named_by_what_is_in_them(sources: Path, versions: Path) -> None:
    before = kept("sources", sources, versions)
    (sources / "servlet/main").write_text("another")
    after = kept("sources", sources, versions)
    assert (before != after, (after / "servlet/main").read_text()) == (True, "another")


def test_what_no_machine_needs_makes_no_version(sources: Path, versions: Path) -> None:
    before = kept("sources", sources, versions)
    (sources / "shop/tests/test_it.py").touch()
    (sources / "shop/README.md").touch()
    assert kept("sources", sources, versions) == before
    assert [path.name for path in (before / "shop").iterdir()] == ["main"]


def test_nothing_is_left_of_the_making(sources: Path, versions: Path) -> None:
    kept("v1", sources, versions)
    assert [path.name for path in versions.iterdir()] == ["v1"]


@pytest.mark.parametrize("name", ["", "../v1", "v 1", ".hidden", "v" * 65])
def test_a_name_is_one_of_a_folder(name: str, sources: Path, versions: Path) -> None:
    with pytest.raises(AnsibleLookupError, match="shop_version is"):
        kept(name, sources, versions)


def test_missing_sources_are_named(tmp_path: Path, versions: Path) -> None:
    with pytest.raises(AnsibleLookupError, match=r"There is no folder .*/shop: set shop_sources"):
        kept("v1", tmp_path, versions)
