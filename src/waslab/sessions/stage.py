"""Where a session takes place: its folders, its files, its machines, and the one that is under way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from waslab.errors import BadUsage
from waslab.processes import Listener
from waslab.remote import OverSSH
from waslab.sessions import notebook as notebooks
from waslab.sessions import reading
from waslab.sessions.copies import BEFORE, Copies
from waslab.sessions.eyes import Looking
from waslab.sessions.notebook import Notebook
from waslab.sessions.reading import Session
from waslab.workshop import Workshop


@dataclass(frozen=True)
class UnderWay:
    """Noted from before the first change of a session to after its last one."""

    session: str
    notebook: str
    """The learner's file."""


@dataclass(frozen=True)
class Stage:
    """What sessions need of a clone: where their folders lie (`home`), and where progress is kept."""

    shop: Workshop
    home: Path
    kept: Path

    @classmethod
    def of(cls, shop: Workshop) -> Stage:
        return cls(shop, shop.layout.root / "sessions", shop.layout.kept / "sessions")

    @property
    def note_file(self) -> Path:
        return self.shop.layout.kept / "session.json"

    def notebook_file(self, session: str) -> Path:
        return self.kept / f"{session}.json"

    @property
    def workspaces(self) -> Path:
        return self.shop.layout.root / "workspace"

    def workspace(self, session: str) -> Path:
        return self.workspaces / session

    def destroy_machines(self) -> None:
        """Those that learners have booted by a Vagrantfile of their own."""
        shop = self.shop
        for state in sorted(self.workspaces.glob("*/.vagrant")):
            shop.runner.run(
                ["vagrant", "destroy", "--force"], cwd=state.parent, log=shop.layout.logs / "own-machines.log"
            )

    def under_way(self) -> UnderWay | None:
        if not self.note_file.exists():
            return None
        return UnderWay(**json.loads(self.note_file.read_text(encoding="utf-8")))

    def begin(self, open_: Open) -> None:
        """From now on there is something to undo."""
        open_.keep()
        note = UnderWay(open_.session.id, str(open_.file))
        notebooks.write_whole(self.note_file, json.dumps(asdict(note)))

    def end(self) -> None:
        self.note_file.unlink(missing_ok=True)

    def read(self, session: str, seed: str) -> Session:
        return reading.read(self.home / session, self.shop.topology, seed)

    @contextmanager
    def copies(self, session: Session, folder: str = BEFORE) -> Iterator[Copies]:
        with OverSSH.connected(self.shop.layout, self.shop.runner) as lab:
            yield Copies(session, self.shop.topology, lab, folder)

    @contextmanager
    def eyes(self, open_: Open) -> Iterator[Looking]:
        with Looking.at(self.shop, self.workspace(open_.session.id), open_.notebook.began) as eyes:
            yield eyes

    def play(self, session: Session, playbook: str, listener: Listener | None = None, tags: Sequence[str] = ()) -> None:
        """A playbook of the session's folder, where it has such a one; it may name the session's values."""
        file = session.folder / playbook
        if file.exists():
            self.shop.playbooks.play(str(file), listener, self.variables(session), tags)

    def variables(self, session: Session) -> Mapping[str, Any]:
        own = {name: session.known[name] for name in session.form.values}
        return {**own, "workspace": str(self.workspace(session.id))}


@dataclass(frozen=True)
class Open:
    """A session that is under way, and what its learner has reached."""

    session: Session
    notebook: Notebook
    file: Path
    """Of the notebook."""

    def keep(self) -> None:
        notebooks.keep(self.notebook, self.file)

    @contextmanager
    def latest(self) -> Iterator[Notebook]:
        """The notebook to be changed and kept, with what other commands have written into it meanwhile.

        Raises BadUsage where the session was finished or began anew.
        """
        with notebooks.alone(self.file):
            kept = notebooks.read(self.file)
            if kept and (kept.finished or kept.began != self.notebook.began):
                raise BadUsage("The session was finished or reset meanwhile.", mend="./lab session list")
            if kept:
                self.notebook.tasks = kept.tasks
            yield self.notebook
            self.keep()


def opened(stage: Stage) -> Open:
    """Raises BadUsage where none is under way."""
    note = stage.under_way()
    if not note:
        raise BadUsage("No session is under way.", mend=("./lab session list", "./lab session start 01"))
    file = Path(note.notebook)
    # The progress may have been deleted: what was changed on the machines has to be put back all the same.
    notebook = notebooks.read(file) or Notebook(session=note.session)
    return Open(stage.read(note.session, notebook.seed), notebook, file)
