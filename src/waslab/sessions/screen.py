"""A session in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.syntax import Syntax
from rich.text import Text

from waslab import graph
from waslab.sessions.form import Task
from waslab.sessions.judging import Judged, Step
from waslab.sessions.notebook import Notebook
from waslab.sessions.page import Block, Command, Picture, Prose, TaskPlace
from waslab.sessions.reading import Session
from waslab.sessions.words import Language, Words

NOT_JUDGED = Words(en="not judged", ko="판단하지 않음")
LOOK = Words(en="Look from", ko="확인할 곳")
UNDER_LOAD = Words(en="The same under load", ko="부하를 걸고 보기")
EXPECTED = Words(en="prints", ko="출력")

PASSED, NOT_YET, UNKNOWN = "[green]✔[/]", "[red]✘[/]", "[dim]·[/]"


def guide(
    session: Session, blocks: Sequence[Block], language: Language, notebook: Notebook, drawing: graph.Drawing
) -> RenderableType:
    parts: list[RenderableType] = []
    for block in blocks:
        match block:
            case Prose():
                parts.append(Markdown(block.markdown))
            case Command():
                parts.extend(_command(block, language))
            case Picture():
                parts.append(graph.terminal(drawing))
            case TaskPlace():
                passed = notebook.task(block.task).passed is not None
                parts.append(_task(session.task(block.task), language, passed=passed))
        parts.append(Text())
    return Group(*parts)


def _command(block: Command, language: Language) -> Iterator[RenderableType]:
    yield Padding(Syntax(block.line, "sh", background_color="default", word_wrap=True), (0, 0, 0, 2))
    if block.output is not None:
        yield Padding(Text(EXPECTED[language], style="dim"), (0, 0, 0, 2))
        yield Padding(Text(block.output.rstrip("\n"), style="dim"), (0, 0, 0, 4))


def _task(task: Task, language: Language, *, passed: bool) -> Panel:
    text = Text.from_markup(escape(task.say[language]))
    text.append(f"\n{LOOK[language]}: {task.look[language]}", style="dim")
    if task.drill:
        text.append(f"\n{UNDER_LOAD[language]}: {task.under_load}", style="dim")
    mark = PASSED if passed else UNKNOWN
    return Panel(text, title=f"{mark} [bold]{task.id}[/]", title_align="left", border_style="green" if passed else "")


def judged(found: Sequence[Judged], language: Language) -> RenderableType:
    return Group(*(line for one in found for line in _judged(one, language)))


def _judged(one: Judged, language: Language) -> Iterator[Text]:
    yield Text.from_markup(f"{PASSED if one.passed else NOT_YET} [bold]{one.task.id}[/]")
    if one.passed:
        return
    yield Text(f"  {one.message(language)}")
    for step in one.steps:
        yield _step(step, language)


def _step(step: Step, language: Language) -> Text:
    layer = step.fact.layer.name.lower()
    if not step.finding:
        return Text(f"    · {layer:<12} {NOT_JUDGED[language]}", style="dim")
    mark = "✔" if step.finding.so else "✘"
    return Text(f"    {mark} {layer:<12} {step.finding.tried}  →  {step.finding.saw}", style="dim")


def rows(session: Session, notebook: Notebook) -> list[tuple[str, str, str, str]]:
    """For `status`: task, whether it is passed, how often it was tried, hints."""
    return [
        (task.id, _state(notebook, task), str(notebook.task(task.id).tried), str(notebook.task(task.id).hints))
        for task in session.form.tasks
    ]


def _state(notebook: Notebook, task: Task) -> str:
    note = notebook.task(task.id)
    return "solved for you" if note.solved and note.passed else "passed" if note.passed else "open"


def as_json(session: Session, notebook: Notebook) -> Mapping[str, object]:
    return {
        "session": session.id,
        "tasks": [
            {"task": task.id, "passed": notebook.task(task.id).passed is not None} for task in session.form.tasks
        ],
    }
