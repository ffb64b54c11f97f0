"""Reads a session's folder with a learner's values, and says precisely what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from pydantic import BaseModel, TypeAdapter, ValidationError

from waslab import marked_yaml
from waslab.errors import BadSession, BadUsage
from waslab.marked_yaml import MarkedFile, Place
from waslab.sessions import values
from waslab.sessions.checks import VOCABULARY, Fact, Own, Reached
from waslab.sessions.form import Drawn, Form, Task
from waslab.sessions.words import Language
from waslab.topology import Topology

FILE = "session.yml"


@dataclass(frozen=True)
class Session:
    """A session as one learner gets it: every text with their values."""

    folder: Path
    form: Form
    known: Mapping[str, Any]
    """What its texts and playbooks may name: the learner's values and the inventory's facts."""

    chains: Mapping[str, tuple[Fact, ...]]
    """By task, its facts from the bottom to the top; those of one layer as they are written."""

    @property
    def id(self) -> str:
        return self.form.id

    def task(self, name: str) -> Task:
        for task in self.form.tasks:
            if task.id == name:
                return task
        names = ", ".join(task.id for task in self.form.tasks)
        raise BadUsage(f"The session {self.id} has no task '{name}'.", mend=f"Choose one of: {names}")

    def page(self, language: Language) -> Path:
        return self.folder / language.guide


def folders(root: Path) -> list[Path]:
    return sorted(file.parent for file in root.glob(f"*/{FILE}"))


def choose(root: Path, typed: str) -> Path:
    """By its whole name, or by its number."""
    number = typed.zfill(2) if typed.isdigit() else typed
    found = [folder for folder in folders(root) if number in {folder.name, folder.name.partition("-")[0]}]
    if not found:
        raise BadUsage(f"There is no session '{typed}'.", mend="./lab session list")
    return found[0]


def read(folder: Path, topology: Topology, seed: str) -> Session:
    """Raises BadSession naming file, line, key and what was expected."""
    file = marked_yaml.read(folder / FILE)
    if file.repeated:
        raise _bad(file, file.repeated[0], "is written twice", "keep one of the two")
    data = file.data if isinstance(file.data, dict) else {}
    drawn = _validated(TypeAdapter(dict[str, Drawn]), data.get("values") or {}, file, ("values",))
    known = {**values.facts(topology), **values.drawn(drawn, seed)}
    told = _rendered(data, known, file, ())
    form = _validated(TypeAdapter(Form), told, file, ())
    if form.id != folder.name:
        raise _bad(file, ("id",), f"is '{form.id}'", f"write the name of its folder: {folder.name}")
    chains = {task.id: tuple(_chain(task, folder, file, index)) for index, task in enumerate(form.tasks)}
    session = Session(folder, form, known, chains)
    for place, what, mend in mistakes(session, topology):
        raise _bad(file, place, what, mend)
    return session


Mistake = tuple[Place, str, str]
"""Where, what it is, and what to write instead."""


def mistakes(session: Session, topology: Topology) -> Iterator[Mistake]:
    """What no single key tells."""
    form = session.form
    names = [task.id for task in form.tasks]
    for index, task in enumerate(form.tasks):
        if names.index(task.id) != index:
            yield ("tasks", index, "id"), f"'{task.id}' is the id of two tasks", "give each its own"
        yield from _task_mistakes(index, task, session.chains[task.id], topology)
    for key, groups in (("needs", form.needs), ("touches", [touch.group for touch in form.touches])):
        for index, group in enumerate(groups):
            if not topology.members(group):
                yield (key, index), f"'{group}' is no group with machines", _choices(topology.groups)
    for index, wrong in enumerate(form.wrong):
        for name in (*wrong.fails, *wrong.instead_of):
            if name not in names:
                yield ("wrong", index), f"'{name}' is no task of the session", _choices(names)


def _task_mistakes(index: int, task: Task, chain: tuple[Fact, ...], topology: Topology) -> Iterator[Mistake]:
    causes = {cause for fact in chain for cause in fact.causes}
    own = any(isinstance(fact, Own) for fact in chain)
    for cause in task.fail:
        if not own and cause not in causes:
            yield ("tasks", index, "fail", cause), "is no cause of its checks", _choices(causes)
    for name in sorted({name for fact in chain for name in fact.machines} - {*topology.names}):
        yield ("tasks", index, "check"), f"names '{name}', which is no machine", _choices(topology.names)


def _choices(names: Any) -> str:
    return f"choose one of: {', '.join(sorted(names))}"


def _chain(task: Task, folder: Path, file: MarkedFile, index: int) -> list[Fact]:
    facts = [
        _fact(entry, folder, file, ("tasks", index, "check", position)) for position, entry in enumerate(task.check)
    ]
    asked = dict.fromkeys(name for fact in facts for name in fact.machines)
    return [*(Reached.model_validate({"machine": name}) for name in asked), *sorted(facts, key=lambda fact: fact.layer)]


def _fact(entry: Mapping[str, Any], folder: Path, file: MarkedFile, place: Place) -> Fact:
    name = next(iter(entry), "")
    if len(entry) != 1 or name not in VOCABULARY:
        raise _bad(file, place, f"'{', '.join(entry)}' is no named check", _choices(VOCABULARY))
    fact: Fact = _validated(TypeAdapter(VOCABULARY[name]), entry[name], file, (*place, name))
    if isinstance(fact, Own):
        fact.bind(folder)
    return fact


def _rendered(value: Any, known: Mapping[str, Any], file: MarkedFile, place: Place) -> Any:
    if isinstance(value, dict):
        return {key: _rendered(inner, known, file, (*place, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rendered(inner, known, file, (*place, index)) for index, inner in enumerate(value)]
    if isinstance(value, str):
        try:
            return values.rendered(value, known)
        except TemplateError as error:
            raise _bad(file, place, f"cannot be filled in: {error.message}", _choices(known)) from error
    return value


def _validated(form: TypeAdapter[Any], data: Any, file: MarkedFile, above: Place) -> Any:
    try:
        return form.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = (*above, *(part for part in first["loc"] if part != "[key]"))
        kind = {"extra_forbidden": "is an unknown key", "missing": "is missing"}.get(first["type"], first["msg"])
        raise _bad(file, place, kind, _expected(form, first["type"])) from error


def _expected(form: TypeAdapter[Any], kind: str) -> str:
    model = getattr(form, "_type", None)
    if kind == "extra_forbidden" and isinstance(model, type) and issubclass(model, BaseModel) and model is not Form:
        return _choices(field.alias or name for name, field in model.model_fields.items())
    return "docs/sessions.md tells the form"


def _bad(file: MarkedFile, place: Place, what: str, mend: str) -> BadSession:
    key = ": ".join(map(str, place)) or "the file"
    return BadSession(f"{key}: {what}.", where=f"{file.path}:{file.line(place)}", mend=mend)
