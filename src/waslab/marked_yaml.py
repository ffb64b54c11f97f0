"""YAML read together with the line on which each value stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from waslab.errors import BadInventory

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class MarkedFile:
    """The plain data of a file, and the line (from 1) of each place in it."""

    path: Path
    data: Any
    lines: Mapping[Place, int]
    repeated: tuple[Place, ...] = ()

    def line(self, place: Place) -> int:
        """The line of the place, or of the nearest one above it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


@dataclass
class _Walk:
    loader: yaml.SafeLoader
    lines: dict[Place, int] = field(default_factory=dict)
    repeated: list[Place] = field(default_factory=list)

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, index)) for index, item in enumerate(node.value)]
        return self.loader.construct_object(node, deep=True)

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            here = (*place, key)
            if key in found:
                self.repeated.append(here)
            self.lines[here] = key_node.start_mark.line + 1
            found[key] = self.value(value_node, here)
        return found


def read(path: Path) -> MarkedFile:
    """Read one YAML document; raises BadInventory when it is not there or not YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInventory(
            f"The file cannot be read: {error.strerror}.", where=str(path), mend=f"git checkout -- {path}"
        ) from error
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        walk = _Walk(loader)
        data = walk.value(node, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInventory(
            f"This is not YAML: {error.problem}.", where=f"{path}:{line}", mend=f"Correct line {line} of {path}"
        ) from error
    finally:
        loader.dispose()
    return MarkedFile(path, data, walk.lines, tuple(walk.repeated))
