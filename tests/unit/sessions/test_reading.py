"""What is wrong in a session.yml is told with its file, its line, its key and what was expected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import taught

from waslab.errors import BadSession
from waslab.sessions import reading
from waslab.sessions.checks import Layer


def task(data: dict[str, Any]) -> Any:
    return data["tasks"][0]


MISTAKES: dict[str, tuple[taught.Edit, str]] = {
    "an unknown key": (lambda data: data.update(teacher="me"), "teacher: is an unknown key"),
    "a missing key": (lambda data: data.pop("claims"), "claims: is missing"),
    "an untranslated sentence": (
        lambda data: data.update(title={"en": "The same", "ko": "The same"}),
        "title: Value error, ko says the same as en",
    ),
    "a name that is not its folder's": (lambda data: data.update(id="19-other"), "id: is '19-other'"),
    "too few wrong solutions": (lambda data: data["wrong"].pop(), "wrong: Tuple should have at least 3"),
    "an unknown check": (
        lambda data: task(data).update(check=[{"smell": {}}]),
        "tasks: 0: check: 0: 'smell' is no named check",
    ),
    "a check with an unknown argument": (
        lambda data: task(data)["check"][0]["service"].update(name="nginx"),
        "tasks: 0: check: 0: service: name: is an unknown key",
    ),
    "a machine that there is not": (
        lambda data: task(data)["check"][0]["service"].update(machine="web9"),
        "tasks: 0: check: names 'web9', which is no machine",
    ),
    "a group that there is not": (lambda data: data.update(needs=["printers"]), "needs: 0: 'printers' is no group"),
    "a cause that no check has": (
        lambda data: task(data)["fail"].update(bored={"en": "It is.", "ko": "지루합니다."}),
        "tasks: 0: fail: bored: is no cause of its checks",
    ),
    "a wrong solution for no task": (
        lambda data: data["wrong"][0].update(fails={"other": "missing"}),
        "wrong: 0: 'other' is no task of the session",
    ),
    "a value that nobody draws": (
        lambda data: task(data).update(look={"en": "{{ colour }}", "ko": "색"}),
        "tasks: 0: look: en: cannot be filled in: 'colour' is undefined",
    ),
    "a value with two ways to draw it": (
        lambda data: data["values"]["word"].update(between=[1, 2]),
        "values: word: Value error, exactly one of one_of, between, shuffled is expected",
    ),
    "two tasks of one name": (lambda data: data["tasks"].append(task(data)), "tasks: 1: id: 'own-page' is the id of"),
    "a whole folder of the root": (
        lambda data: data["touches"][0].update(paths=["/etc"]),
        "touches: 0: paths: 0: String should match",
    ),
    "an own check without its file": (
        lambda data: task(data).update(check=[{"own": {"function": "look"}}]),
        "own: look: the session has no checks.py",
    ),
}


@pytest.mark.parametrize(("edit", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_key(tmp_path: Path, edit: taught.Edit, said: str) -> None:
    with pytest.raises(BadSession) as caught:
        taught.session(tmp_path, edit)
    assert said in caught.value.what
    assert taught.NAME in str(caught.value.where)
    assert caught.value.mend


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    folder = taught.made(tmp_path)
    file = folder / reading.FILE
    lines = file.read_text().splitlines()
    number = next(index for index, line in enumerate(lines) if "minutes" in line)
    lines[number] = "minutes: soon"
    file.write_text("\n".join(lines))
    with pytest.raises(BadSession) as caught:
        reading.read(folder, taught.topology(tmp_path), "a test")
    assert caught.value.where == f"{file}:{number + 1}"


def test_every_text_has_the_learner_s_values(tmp_path: Path) -> None:
    session = taught.session(tmp_path)
    assert session.known["word"] in session.form.tasks[0].say.en
    assert "{{" not in session.form.model_dump_json()


def test_a_chain_goes_from_the_machine_to_the_application(tmp_path: Path) -> None:
    """Whatever the order in which it is written."""
    session = taught.session(tmp_path, lambda data: task(data)["check"].reverse())
    assert [fact.layer for fact in session.chains["own-page"]] == [
        Layer.MACHINE,
        Layer.SERVICE,
        Layer.SERVICE,
        Layer.APPLICATION,
    ]


@pytest.mark.parametrize("typed", ["19", "19-made-up"])
def test_a_session_is_chosen_by_number_or_name(tmp_path: Path, typed: str) -> None:
    folder = taught.made(tmp_path)
    assert reading.choose(folder.parent, typed) == folder
