"""Runs other programs: output to a log and to a listener, and no child left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, TypeVar

from waslab.errors import CannotJudge

Thing = TypeVar("Thing")
Result = TypeVar("Result")
Listener = Callable[[str], None]

KEPT_LINES = 400
"""The lines of output that a finished program's record keeps; the log has them all."""

PATIENCE_SECONDS = (20.0, 5.0, 2.0)
"""How long an interrupted program may tidy up after SIGINT, then SIGTERM, then SIGKILL."""


@dataclass(frozen=True)
class Finished:
    """How a program ended, and the last lines that it said."""

    command: tuple[str, ...]
    code: int
    output: str
    errors: str = ""

    @property
    def ok(self) -> bool:
        return self.code == 0


class Runner(Protocol):
    """Starts programs. Tests pass their own."""

    def run(
        self,
        command: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
        on_line: Listener | None = None,
    ) -> Finished:
        """Run to the end; both streams become one, line by line."""

    def capture(
        self,
        command: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = 30,
    ) -> Finished:
        """Run something short and keep its two streams apart. Not found: code 127; too slow: code 124."""

    def attached(self, command: Sequence[str], *, cwd: Path | None = None) -> int:
        """Run with the user's own terminal; returns the exit code."""

    def interrupt(self) -> None:
        """End what `run` runs in other threads; it returns there."""


class Processes:
    """The Runner of the real world."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[str]] = []

    def run(
        self,
        command: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
        on_line: Listener | None = None,
    ) -> Finished:
        kept: deque[str] = deque(maxlen=KEPT_LINES)
        with _log_file(log) as out:
            try:
                child = _start(command, cwd, env)
            except FileNotFoundError:
                return _not_found(command)
            self._running.append(child)
            try:
                for line in child.stdout or ():
                    kept.append(line)
                    out.write(line)
                    out.flush()
                    if on_line:
                        on_line(line.rstrip())
                code = child.wait()
            except BaseException:
                stop(child)
                raise
            finally:
                self._running.remove(child)
                if child.stdout:
                    child.stdout.close()
        return Finished(tuple(command), code, "".join(kept))

    def capture(
        self,
        command: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = 30,
    ) -> Finished:
        try:
            done = subprocess.run(
                command,
                cwd=cwd,
                env=None if env is None else {**os.environ, **env},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout,
                check=False,
            )
        except (FileNotFoundError, PermissionError):
            return _not_found(command)
        except subprocess.TimeoutExpired:
            return Finished(tuple(command), 124, "", f"{command[0]} gave no answer within {timeout:g} s")
        return Finished(tuple(command), done.returncode, done.stdout, done.stderr)

    def attached(self, command: Sequence[str], *, cwd: Path | None = None) -> int:
        try:
            return subprocess.call(command, cwd=cwd)
        except FileNotFoundError:
            return _not_found(command).code

    def interrupt(self) -> None:
        for child in tuple(self._running):
            stop(child)


def side_by_side(
    runner: Runner, work: Callable[[Thing], Result], things: Iterable[Thing], at_once: int
) -> list[Result]:
    """What the work makes of each thing, in their order. An interruption ends the programs that run."""
    with ThreadPoolExecutor(at_once) as pool:
        try:
            return list(pool.map(work, things))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            runner.interrupt()
            raise


def stop(child: subprocess.Popen[str]) -> None:
    """End the child and what it started: politely first. A second Ctrl-C ends the patience."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
    for number, patience in zip(signals, PATIENCE_SECONDS, strict=True):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, number)
        try:
            child.wait(patience)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            continue
        break


def as_root(command: Sequence[str]) -> list[str]:
    """The command as root: by itself for root, by sudo for others."""
    return list(command) if os.geteuid() == 0 else ["sudo", *command]


def without_asking() -> tuple[str, ...]:
    """What to put before a command that is better run as root, and must never ask for a password."""
    return () if os.geteuid() == 0 or not shutil.which("sudo") else ("sudo", "--non-interactive")


def _start(command: Sequence[str], cwd: Path | None, env: Mapping[str, str] | None) -> subprocess.Popen[str]:
    # A process group of its own: Ctrl-C reaches the lab alone, which then stops the child in good order.
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=None if env is None else {**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        process_group=0,
    )


def _log_file(log: Path | None) -> IO[str]:
    if log is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        return log.open("w", encoding="utf-8")
    except PermissionError as error:
        raise CannotJudge(
            "The log cannot be written.",
            where=str(log),
            mend=f"sudo chown -R $(id -u):$(id -g) {log.parent.parent}",
        ) from error


def _not_found(command: Sequence[str]) -> Finished:
    return Finished(tuple(command), 127, "", f"{command[0]} is not installed")
