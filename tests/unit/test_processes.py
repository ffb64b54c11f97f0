"""Programs are run with their output kept, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from waslab import processes
from waslab.processes import Processes

LOUD_CHILD = """
import signal, sys, time
signal.signal(signal.SIGINT, lambda *_: (print("tidied up", flush=True), sys.exit(0)))
print("ready", flush=True)
time.sleep(30)
"""

STUBBORN_CHILD = """
import signal, time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(30)
"""


def test_output_goes_to_listener_log_and_record(tmp_path: Path) -> None:
    """Both streams become one, line by line."""
    heard: list[str] = []
    log = tmp_path / "logs" / "child.log"
    script = "import sys; print('one'); sys.stdout.flush(); print('two', file=sys.stderr); sys.exit(3)"
    done = Processes().run([sys.executable, "-c", script], log=log, on_line=heard.append)
    assert heard == ["one", "two"]
    assert log.read_text() == "one\ntwo\n"
    assert (done.code, done.output) == (3, "one\ntwo\n")


def test_a_program_that_is_not_there_has_code_127(tmp_path: Path) -> None:
    """As in a shell."""
    assert Processes().run(["no-such-program"], log=tmp_path / "log").code == 127
    assert Processes().capture(["no-such-program"]).errors == "no-such-program is not installed"


def test_a_slow_answer_has_code_124() -> None:
    """As timeout(1) says it."""
    assert Processes().capture([sys.executable, "-c", "import time; time.sleep(9)"], timeout=0.2).code == 124


def test_capture_keeps_the_streams_apart() -> None:
    """A reason on the error stream does not spoil the answer."""
    done = Processes().capture([sys.executable, "-c", "import sys; print('lxc'); print('why', file=sys.stderr)"])
    assert (done.output, done.errors) == ("lxc\n", "why\n")


def test_ctrl_c_lets_the_child_tidy_up(tmp_path: Path) -> None:
    """The child hears of it from the lab alone, and is gone when the lab goes on."""
    log = tmp_path / "log"
    seen: list[str] = []

    def listen(line: str) -> None:
        seen.append(line)
        if line == "ready":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Processes().run([sys.executable, "-c", LOUD_CHILD], log=log, on_line=listen)
    assert seen == ["ready"]


def test_what_another_thread_runs_can_be_interrupted() -> None:
    """Its output ends, and with it the run."""
    runner = Processes()
    started = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(runner.run, [sys.executable, "-c", LOUD_CHILD], on_line=lambda _: started.set())
        assert started.wait(10)
        runner.interrupt()
        assert done.result(10).output == "ready\ntidied up\n"


def test_a_stubborn_child_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the polite signals and some patience."""
    monkeypatch.setattr(processes, "PATIENCE_SECONDS", (0.1, 0.1, 2.0))
    child = processes._start([sys.executable, "-c", STUBBORN_CHILD], None, None)  # noqa: SLF001
    assert child.stdout is not None
    child.stdout.readline()
    processes.stop(child)
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL


def test_a_child_s_own_children_end_with_it() -> None:
    """Vagrant starts programs of its own."""
    script = "import subprocess, sys; p = subprocess.Popen(['sleep', '30']); print(p.pid, flush=True); p.wait()"
    child = processes._start([sys.executable, "-c", script], None, None)  # noqa: SLF001
    assert child.stdout is not None
    grandchild = int(child.stdout.readline())
    processes.stop(child)
    child.stdout.close()
    for _ in range(50):
        if subprocess.run(
            ["ps", "-o", "stat=", "-p", str(grandchild)], capture_output=True, check=False
        ).stdout.strip() in (b"", b"Z"):
            break
        time.sleep(0.05)
    else:
        pytest.fail("the grandchild lives")


def test_root_needs_no_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others go through it."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert processes.as_root(["ip"]) == ["ip"]
    assert processes.without_asking() == ()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert processes.as_root(["ip"]) == ["sudo", "ip"]


def test_a_run_works_outside_the_main_thread() -> None:
    """Steps may run side by side."""
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(Processes().run(["true"]).code))
    thread.start()
    thread.join()
    assert codes == [0]
