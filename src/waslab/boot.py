"""Gets every machine to run and to let the lab in, and brings back those that died."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from waslab.errors import CommandFailed, MachineDead
from waslab.progress import Step
from waslab.topology import Machine, Topology
from waslab.vagrant_adapter import Machines

Reach = Callable[[Iterable[Machine]], dict[str, bool]]
"""Which of the machines let the lab in by SSH."""

GRACE_SECONDS = 10.0
"""How long a machine that Vagrant calls ready may take to let the lab in."""


@dataclass(frozen=True)
class Boot:
    """One attempt to bring all machines up."""

    topology: Topology
    machines: Machines
    reach: Reach
    provider: str
    step: Step
    sleep: Callable[[float], None] = time.sleep

    def run(self, up_already: frozenset[str] = frozenset()) -> None:
        """Start all; reload what does not answer; make anew what still does not.

        up_already: the machines that Vagrant knows to run. When that is all of them and all answer, nothing is done.
        Raises CommandFailed when Vagrant fails for another reason than a dead machine, MachineDead when one stays dead.
        """
        if up_already.issuperset(self.topology.names) and not self._dead():
            self.step.sum_up("all were up already")
            return
        failure = self._tried(lambda: self._start(()))
        dead = self._dead_after_grace()
        if failure and (failure.known or self._none_exists()):
            raise failure
        if not dead:
            return
        self._say("does not answer, starting it again", dead)
        self._tried(lambda: self._restart(dead))
        still_dead = self._dead_after_grace()
        if not still_dead:
            self.step.sum_up(f"brought back: {', '.join(dead)}")
            return
        self._say("is still dead, making it anew", still_dead)
        self.machines.destroy(still_dead, self.step.say)
        self._start(still_dead)
        lost = self._dead_after_grace()
        if lost:
            raise MachineDead(
                f"Made anew, and still no answer to SSH: {', '.join(lost)}.",
                mend=("./lab doctor", f"vagrant destroy -f {' '.join(lost)} && ./lab up"),
            )
        self.step.sum_up(f"made anew: {', '.join(still_dead)}")

    def _start(self, names: Sequence[str]) -> None:
        self.machines.up(self.provider, names, self.step.say)

    def _restart(self, names: Sequence[str]) -> None:
        states = {state.name: state for state in self.machines.states()}
        for name in names:
            if states[name].running:
                self.machines.reload(name, self.step.say)
        idle = [name for name in names if not states[name].running]
        if idle:
            self._start(idle)

    def _none_exists(self) -> bool:
        return not any(state.exists for state in self.machines.states())

    def _tried(self, act: Callable[[], None]) -> CommandFailed | None:
        try:
            act()
        except CommandFailed as error:
            return error
        return None

    def _dead(self) -> list[str]:
        return [name for name, lets_in in self.reach(self.topology.machines).items() if not lets_in]

    def _dead_after_grace(self) -> list[str]:
        dead, waited = self._dead(), 0.0
        while dead and waited < GRACE_SECONDS:
            self.sleep(1)
            waited += 1
            dead = self._dead()
        return dead

    def _say(self, what: str, names: Sequence[str]) -> None:
        self.step.say(f"{', '.join(names)} {what}")
