"""A session's own check: a function of its checks.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field, PrivateAttr

from waslab.errors import BadSession
from waslab.sessions.checks.fact import Fact, Finding, Layer, MachineName
from waslab.sessions.eyes import Eyes
from waslab.sessions.words import Words

FILE = "checks.py"

Check = Callable[..., Finding]
"""Called with the eyes and the arguments, by name."""


class Own(Fact):
    """Its causes are those that the task names under `fail`."""

    layer: ClassVar[Layer] = Layer.APPLICATION
    causes: ClassVar[Mapping[str, Words]] = {}

    function: str
    on: Annotated[tuple[MachineName, ...], Field(alias="machines")] = ()
    arguments: Mapping[str, Any] = Field(default_factory=dict)
    _check: Check | None = PrivateAttr(default=None)

    @property
    def machines(self) -> tuple[str, ...]:
        return self.on

    def bind(self, folder: Path) -> None:
        self._check = _function(folder / FILE, self.function)

    def judge(self, eyes: Eyes) -> Finding:
        assert self._check  # noqa: S101 - whoever reads a session binds its own checks
        return self._check(eyes, **self.arguments)


def _function(file: Path, name: str) -> Check:
    spec = spec_from_file_location(f"waslab_session_{file.parent.name}", file)
    if not file.exists() or spec is None or spec.loader is None:
        raise BadSession(f"own: {name}: the session has no {FILE}.", where=str(file), mend=f"Write {name} in {file}")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise BadSession(f"{FILE} cannot be read: {error}.", where=str(file), mend=f"python3 {file}") from error
    found = getattr(module, name, None)
    if not callable(found):
        raise BadSession(f"own: {name}: there is no such function.", where=str(file), mend=f"Write it in {file}")
    return found  # type: ignore[no-any-return]
