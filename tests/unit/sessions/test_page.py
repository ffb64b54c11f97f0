"""A page is taken apart, and what a command printed is held against it."""

from __future__ import annotations

import pytest

from waslab.sessions.page import Command, Picture, Prose, TaskPlace, blocks

PAGE = """\
# Title

[drawing]

```sh run
ls
```

```text output
one
```

```sh
only shown
```

[task: look-there]

```sh run
true
```
End.
"""


def test_a_page_is_prose_commands_tasks_and_the_drawing() -> None:
    assert list(blocks(PAGE)) == [
        Prose("# Title\n"),
        Picture(),
        Command("ls", "one\n"),
        Prose("```sh\nonly shown\n```\n"),
        TaskPlace("look-there"),
        Command("true"),
        Prose("End.\n"),
    ]


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("one\ntwo\n", "one\ntwo"),
        ("one …\n", "one and more\n"),
        ("one\n…\nfour\n", "one\ntwo\nthree\nfour\n"),
        ("one\n…\ntwo\n", "one\ntwo\n"),
        ("a.b\n", "a.b   \n\n"),
    ],
)
def test_an_expected_output_may_leave_something_out(expected: str, printed: str) -> None:
    assert Command("x", expected).printed(printed)


@pytest.mark.parametrize(
    ("expected", "printed"), [("one\n", "one\ntwo\n"), ("a.b\n", "axb\n"), ("one …\n", "one\ntwo\n"), ("one\n", "")]
)
def test_another_output_is_noticed(expected: str, printed: str) -> None:
    assert not Command("x", expected).printed(printed)
