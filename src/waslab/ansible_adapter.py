"""Ansible through ansible-runner: events become progress, failures become one error."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, Protocol, TextIO

from waslab import symptoms
from waslab.errors import CannotJudge, ConfigurationFailed
from waslab.layout import Layout
from waslab.processes import Listener

POLL_SECONDS = 1
"""How long ansible-runner waits for output before it looks whether Ctrl-C was typed."""

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, being ended from outside, and the loss of the terminal."""

SHOWN_FAILURES = 5

NICENESS = 10

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Failure:
    """A task that failed on a machine."""

    machine: str
    task: str
    message: str

    def __str__(self) -> str:
        return f"{self.machine}: {self.task}: {self.message}"


@dataclass(frozen=True)
class Played:
    """A playbook that ran to its end."""

    machines: int
    changed: int
    seconds_by_role: Mapping[str, float]
    last_task: tuple[float, float] = (0.0, 0.0)
    """When the last task that was not skipped began and ended, by this computer's clock in seconds since 1970."""


class Playbooks(Protocol):
    """Runs the playbooks of ansible/. Tests pass their own."""

    def play(
        self,
        playbook: str,
        listener: Listener | None = None,
        variables: Mapping[str, Any] | None = None,
        tags: Sequence[str] = (),
        *,
        gently: bool = False,
    ) -> Played:
        """`variables` win over those of the inventory; `gently` leaves the processors to whoever else wants them.

        Raises ConfigurationFailed naming machine and task.
        """


class Story:
    """What the events of one run tell."""

    def __init__(self, log: TextIO, listener: Listener | None) -> None:
        self._log = log
        self._listener = listener
        self._role = ""
        self._since: float | None = None
        self.seconds: dict[str, float] = defaultdict(float)
        self.last_task = (0.0, 0.0)
        self._task_began = 0.0
        self.failures: list[Failure] = []
        self.stats: Mapping[str, Mapping[str, int]] = {}
        self.said: list[str] = []

    def hear(self, event: Event) -> bool:
        """One event. The answer False spares ansible-runner the file that it would write for it."""
        if text := event.get("stdout"):
            self._log.write(text + "\n")
            self._log.flush()
            self.said.append(text)
        data = event.get("event_data", {})
        match event.get("event"):
            case "playbook_on_play_start":
                self._say(data.get("play", ""))
            case "playbook_on_task_start" | "playbook_on_handler_task_start":
                self._task(data, event)
            case "runner_on_ok":
                self.last_task = (self._task_began, _seconds(event))
            case "runner_on_failed" if not data.get("ignore_errors"):
                self._failed(data)
            case "runner_on_unreachable":
                self._failed(data)
            case "playbook_on_stats":
                self._clock(event, "")
                self.stats = data
        return False

    def _say(self, text: str) -> None:
        if self._listener and text:
            self._listener(text)

    def _task(self, data: Mapping[str, Any], event: Event) -> None:
        self._task_began = _seconds(event)
        role = data.get("role") or data.get("play", "")
        self._clock(event, role)
        self._say(f"{role}: {data['task']}" if data.get("role") else data.get("task", ""))

    def _clock(self, event: Event, role: str) -> None:
        now = _seconds(event)
        if self._since is not None and self._role:
            self.seconds[self._role] += now - self._since
        self._role, self._since = role, now

    def _failed(self, data: Mapping[str, Any]) -> None:
        self.failures.append(Failure(data.get("host", "?"), data.get("task", "?"), _message(data.get("res", {}))))


def _seconds(event: Event) -> float:
    return datetime.fromisoformat(str(event["created"])).timestamp()


def _message(result: Any) -> str:
    """The most telling part of a module's answer, in a line or two."""
    if not isinstance(result, Mapping):
        return str(result)
    for item in result.get("results", ()):
        if isinstance(item, Mapping) and item.get("failed"):
            return _message(item)
    told = [str(result[key]).strip() for key in ("msg", "stderr", "module_stderr", "stdout") if result.get(key)]
    return " | ".join(told[:2])[:600] or "no reason given"


class AnsibleRunner:
    """The Playbooks of the real world."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def play(
        self,
        playbook: str,
        listener: Listener | None = None,
        variables: Mapping[str, Any] | None = None,
        tags: Sequence[str] = (),
        *,
        gently: bool = False,
    ) -> Played:
        # Imported late: it takes a third of a second, which only this command should spend.
        import ansible_runner  # noqa: PLC0415

        layout = self._layout
        log = layout.logs / f"{Path(playbook).stem}.log"
        private = layout.kept / "runner"
        shutil.rmtree(private, ignore_errors=True)
        private.mkdir(parents=True)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w", encoding="utf-8") as out, _ctrl_c() as typed:
            story = Story(out, listener)

            def hear(event: Event) -> bool:
                if gently and event.get("event") == "playbook_on_start":
                    _make_way()
                return story.hear(event)

            try:
                done = ansible_runner.run(
                    private_data_dir=str(private),
                    project_dir=str(layout.playbooks),
                    playbook=playbook,
                    extravars=dict(variables or {}),
                    tags=",".join(tags) or None,
                    envvars={
                        "PATH": f"{layout.tools}{os.pathsep}{os.environ['PATH']}",
                        "ANSIBLE_CONFIG": str(layout.playbooks / "ansible.cfg"),
                        "ANSIBLE_FORCE_COLOR": "false",
                        "ANSIBLE_NOCOLOR": "true",
                    },
                    settings={"pexpect_timeout": POLL_SECONDS},
                    quiet=True,
                    fact_cache_type="as ansible.cfg says",
                    suppress_env_files=True,
                    event_handler=hear,
                    cancel_callback=typed.insisted.is_set,
                )
            except SystemExit as error:
                raise CannotJudge("ansible-runner gave up.", where=str(log), mend="./lab doctor") from error
            if typed.asked.is_set():
                raise KeyboardInterrupt
        if done.rc != 0:
            raise playbook_failure(playbook, story, log)
        return Played(
            len(story.stats.get("ok", {})), sum(story.stats.get("changed", {}).values()), story.seconds, story.last_task
        )


def playbook_failure(playbook: str, story: Story, log: Path) -> ConfigurationFailed:
    """One error that names every machine that failed, and the cause where it is a known one."""
    output = "\n".join(story.said[-40:])
    known = symptoms.recognise("\n".join(failure.message for failure in story.failures) or output)
    if not story.failures:
        lines = [line for line in output.splitlines() if line.strip()]
        return ConfigurationFailed(
            f"{playbook} did not run: {' '.join(lines[-3:])}", where=str(log), mend=f"less {log}"
        )
    shown = [str(failure) for failure in story.failures[:SHOWN_FAILURES]]
    hidden = len(story.failures) - len(shown)
    if hidden:
        shown.append(f"and {hidden} more")
    reason = f"{known.what} " if known else ""
    machines = ",".join(dict.fromkeys(failure.machine for failure in story.failures))
    return ConfigurationFailed(
        "\n  ".join([f"{playbook} failed. {reason}".rstrip(), *shown]),
        where=str(log),
        mend=known.mend
        if known
        else (f"cd ansible && ansible-playbook {playbook} --limit {machines}   # shows it again", "./lab up"),
    )


@dataclass(frozen=True)
class Interruption:
    """Ctrl-C, typed once (`asked`) or again (`insisted`)."""

    asked: threading.Event
    insisted: threading.Event


@contextmanager
def _ctrl_c() -> Iterator[Interruption]:
    """Ctrl-C asks ansible-playbook to end; typed again, ansible-runner kills it.

    ansible-runner by itself would kill Ansible at once, and Ansible's workers would go on without it.
    """
    typed = Interruption(threading.Event(), threading.Event())
    if threading.current_thread() is not threading.main_thread():
        yield typed
        return

    def handle(_number: int, _frame: FrameType | None) -> None:
        if typed.asked.is_set():
            typed.insisted.set()
        typed.asked.set()
        for child in _own_ansible():
            os.kill(child, signal.SIGINT)

    before = {number: signal.signal(number, handle) for number in STOPPING}
    try:
        yield typed
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _make_way() -> None:
    """Of Ansible alone: machines that the lab boots on this computer would inherit its own niceness for good."""
    for child in _own_ansible():
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, child, NICENESS)


def _own_ansible() -> list[int]:
    done = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "ansible-playbook"], capture_output=True, text=True, check=False
    )
    return [int(line) for line in done.stdout.split()]
