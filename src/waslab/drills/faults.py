"""Brings a fault about and heals it, and remembers what has to be healed."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from waslab import provider
from waslab.ansible_adapter import Played
from waslab.drills.catalogue import Drill, Power
from waslab.errors import ConfigurationFailed
from waslab.processes import Listener
from waslab.workshop import Workshop

PLAYBOOK = "drills/fault.yml"

SOURCES = "sources"
"""The shop's version while nobody has rolled out another one."""


@dataclass(frozen=True)
class Note:
    """What a drill has begun; kept in a file until all is as before."""

    drill: str
    machine: str
    run: str
    version: str = SOURCES
    """Of the shop, before the drill."""


@dataclass(frozen=True)
class Faults:
    shop: Workshop

    @property
    def note_file(self) -> Path:
        return self.shop.layout.kept / "drill.json"

    def version(self) -> str:
        """Which one of the shop is rolled out."""
        file = self.shop.layout.kept / "shop_version"
        return file.read_text(encoding="utf-8").strip() if file.exists() else SOURCES

    def inject(self, drill: Drill, note: Note, listener: Listener) -> float:
        """The moment of the fault, by the clock of this computer; the note is there before."""
        self.note_file.write_text(json.dumps(asdict(note)), encoding="utf-8")
        if drill.power:
            return self._switch_off(drill.power, note.machine, listener)
        if drill.playbook:
            return self._play_whole(drill, note, listener)
        return self._play(drill, note.machine, "inject", listener).last_task[0]

    def heal(self, drill: Drill, note: Note, listener: Listener) -> float:
        """The moment from which the cause is gone. May be repeated."""
        if drill.power is Power.FROZEN:
            provider.freeze(self.shop.layout, self.shop.runner, self.shop.choice.name, note.machine, thaw=True)
        elif drill.power is Power.OFF:
            self.shop.machines.up(self.shop.choice.name, [note.machine], listener)
        elif drill.fault:
            return self._play(drill, note.machine, "heal", listener).last_task[1]
        elif drill.undo:
            self.shop.playbooks.play(drill.playbook, listener, _told(drill.undo, note), gently=True)
        return time.time()

    def heal_what_was_cut_off(self, drill: Drill, note: Note, listener: Listener) -> None:
        """How far a playbook came is not known: the roles tell what the machines have to be."""
        self.heal(drill, note, listener)
        if drill.playbook:
            self.shop.playbooks.play("site.yml", listener)

    def forget(self) -> None:
        self.note_file.unlink(missing_ok=True)

    def left(self) -> Note | None:
        """What a drill that was cut off left behind."""
        if not self.note_file.exists():
            return None
        return Note(**json.loads(self.note_file.read_text(encoding="utf-8")))

    def _switch_off(self, power: Power, machine: str, listener: Listener) -> float:
        if power is Power.FROZEN:
            provider.freeze(self.shop.layout, self.shop.runner, self.shop.choice.name, machine)
            return time.time()
        # Vagrant tells what it is about to do, and tidies up after it is done.
        said = [time.time()]

        def listen(line: str) -> None:
            said.append(time.time())
            listener(line)

        self.shop.machines.power_off(machine, listen)
        return said[-1]

    def _play(self, drill: Drill, machine: str, step: str, listener: Listener) -> Played:
        """The last task is the one that does it."""
        variables = {**drill.variables, "fault": drill.fault, "against": machine, "step": step}
        return self.shop.playbooks.play(PLAYBOOK, listener, variables, gently=True)

    def _play_whole(self, drill: Drill, note: Note, listener: Listener) -> float:
        began = time.time()
        try:
            self.shop.playbooks.play(drill.playbook, listener, _told(drill.variables, note), gently=True)
        except ConfigurationFailed:
            if not drill.stops:
                raise
        else:
            if drill.stops:
                raise ConfigurationFailed(
                    f"{drill.playbook} went on where it has to stop.", where=drill.playbook, mend="./lab up"
                )
        return began


def _told(variables: Mapping[str, Any], note: Note) -> dict[str, str]:
    return {
        name: str(value).replace("RUN", note.run).replace("BEFORE", note.version) for name, value in variables.items()
    }
