"""The launcher makes the tool environment, or says why it could not."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from waslab.layout import Layout

REAL = Layout.of_this_clone().root

FAKE_PYTHON = """\
#!/bin/sh
# Stands for python3: it is new enough, and `-m venv` does what the test wants.
case "$*" in
  *version_info*) exit 0 ;;
  *"-m venv"*) {venv} ;;
esac
"""

MAKE_ENVIRONMENT = """\
for last; do :; done
mkdir -p "$last/bin" "$last/lib"
cat >"$last/bin/python" <<END
#!/bin/sh
case "\\$*" in *sysconfig*) echo "$last/lib" ;; *waslab*) echo "waslab \\$*" ;; esac
END
printf '#!/bin/sh\\necho "uv $*"\\n' >"$last/bin/uv"
chmod +x "$last/bin/python" "$last/bin/uv"
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone that has the launcher and a lock, and a PATH of its own."""
    home = tmp_path / "clone"
    (home / "requirements").mkdir(parents=True)
    shutil.copy(REAL / "lab", home / "lab")
    (home / "requirements/tools.txt").write_text("uv==1 \\\n    --hash=sha256:0\nwcmatch==1\n")
    return home


def launch(clone: Path, venv: str) -> subprocess.Popen[str]:
    programs = clone.parent / "bin"
    programs.mkdir(exist_ok=True)
    python = programs / "python3"
    python.write_text(FAKE_PYTHON.format(venv=venv))
    python.chmod(0o755)
    return subprocess.Popen(
        # A shell that runs these tests in the background lets all below it ignore Ctrl-C.
        ["env", "--default-signal=INT", clone / "lab", "status"],
        env={"PATH": f"{programs}{os.pathsep}/usr/bin:/bin", "HOME": str(clone.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def result(clone: Path, venv: str) -> tuple[int, str, str]:
    child = launch(clone, venv)
    out, err = child.communicate(timeout=20)
    return child.returncode, out, err


def ends(pid: str) -> bool:
    """Within a few seconds the process is gone, or waits as a zombie for whoever adopted it."""
    for _ in range(60):
        state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout
        if not state or state.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


def test_the_environment_is_made_once_and_the_command_is_run(clone: Path) -> None:
    """The second call finds it fresh and says nothing."""
    code, out, err = result(clone, MAKE_ENVIRONMENT)
    assert (code, out) == (0, "waslab -m waslab status\n")
    assert "make the tool environment" in err
    assert result(clone, "exit 1") == (0, "waslab -m waslab status\n", "")


@pytest.mark.parametrize("change", ["lock", "folder"])
def test_a_stale_environment_is_made_anew(clone: Path, change: str) -> None:
    """Another lock, or a clone that was moved: programs in the environment name their own path."""
    result(clone, MAKE_ENVIRONMENT)
    if change == "lock":
        (clone / "requirements/tools.txt").write_text("uv==2 \\\n    --hash=sha256:1\nwcmatch==2\n")
    else:
        clone = clone.rename(clone.with_name("moved"))
    assert "make the tool environment" in result(clone, MAKE_ENVIRONMENT)[2]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ERROR: [Errno 28] No space left on device", "the disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "a download came broken"),
        ("Could not fetch anything", "Could not fetch anything"),
    ],
)
def test_a_failure_is_told_by_its_cause_and_mended_by_the_next_run(clone: Path, said: str, told: str) -> None:
    """Exit code 2: the lab is at fault. Nothing half made is taken for whole."""
    code, _, err = result(clone, f"echo '{said}' >&2; exit 1")
    assert code == 2
    assert told in err
    assert "./lab up" in err
    assert result(clone, MAKE_ENVIRONMENT)[0] == 0


def test_ctrl_c_leaves_no_child_and_no_half_environment(clone: Path) -> None:
    """The next run begins the step again."""
    child = launch(clone, f"echo $$ >{clone}/pid; sleep 30")
    while not (clone / "pid").exists() or not (clone / "pid").read_text().strip():
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGINT)
    _, err = child.communicate(timeout=10)
    assert child.returncode == 130
    assert "The next run begins this step again" in err
    assert ends((clone / "pid").read_text().strip())
    assert result(clone, MAKE_ENVIRONMENT)[0] == 0
