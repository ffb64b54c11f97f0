"""The values that each learner gets, and what else texts of a session may name."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined

from waslab.sessions.form import Drawn
from waslab.topology import Topology

Value = str | int | list[str | int]


def drawn(values: Mapping[str, Drawn], seed: str) -> dict[str, Value]:
    """The same for the same seed, and each by itself: a value that is added later changes no other."""
    return {name: _one(value, random.Random(f"{seed} {name}")) for name, value in values.items()}  # noqa: S311 - no secret


def _one(value: Drawn, chance: random.Random) -> Value:
    if value.one_of:
        return chance.choice(value.one_of)
    if value.between:
        return chance.randint(*value.between)
    return chance.sample(value.shuffled or (), k=len(value.shuffled or ()))


def facts(topology: Topology) -> dict[str, Any]:
    """What the inventory knows, by the names that it uses."""
    network = topology.network
    return {
        "lab_public_name": network.lab_public_name,
        "service_ports": network.service_ports,
        "addresses": {machine.name: str(machine.address) for machine in topology.machines},
    }


def environment() -> Environment:
    # Texts for a terminal and for Markdown: what HTML needs is escaped where HTML is made.
    return Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701


def rendered(text: str, known: Mapping[str, Any]) -> str:
    """Raises jinja2.TemplateError."""
    return environment().from_string(text).render(known)
