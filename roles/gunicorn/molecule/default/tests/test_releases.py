"""How one release follows another."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from playbooks import converge, refusal
from testinfra.host import Host

Ask = Callable[..., dict[str, object]]

GREETING = Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"]) / "greeting"


@pytest.fixture
def release(tmp_path: Path) -> Callable[..., str]:
    """Makes a copy of the application with something replaced in it."""

    def make(name: str, old: str, new: str) -> str:
        copy = Path(shutil.copytree(GREETING, tmp_path / name))
        program = copy / "greeting.py"
        program.write_text(program.read_text().replace(old, new))
        return str(copy)

    return make


def words_until(done: Event, ask: Ask) -> list[object]:
    """What the application says, asked again and again."""
    words = []
    while not done.is_set():
        words.append(ask()["word"])
    return words


def test_a_release_that_cannot_be_loaded_is_left_out(host: Host, ask: Ask, release: Callable[..., str]) -> None:
    """Neither now nor after a restart."""
    broken = release("broken", "import json", "import nowhere")
    assert "ModuleNotFoundError" in refusal(gunicorn_application_source=broken)
    assert ask()["word"] == "hello"
    host.check_output("systemctl restart gunicorn")
    assert ask()["word"] == "hello"


def test_releases_follow_each_other_without_a_failed_request(ask: Ask, release: Callable[..., str]) -> None:
    """There and back again: the older release is still on the machine."""
    done = Event()
    with ThreadPoolExecutor() as pool:
        words = pool.submit(words_until, done, ask)
        try:
            converge(gunicorn_application_source=release("second", "hello", "welcome"))
            converge()
        finally:
            done.set()
    changes = [word for word, before in zip(words.result(), [None, *words.result()], strict=False) if word != before]
    assert changes == ["hello", "welcome", "hello"]
