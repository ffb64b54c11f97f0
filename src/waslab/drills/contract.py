"""What each drill may cost its users: tests/failover/contract.yml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, NonNegativeFloat, NonNegativeInt, PositiveInt, ValidationError

from waslab.drills.outcome import Figures
from waslab.errors import BadUsage


class Promise(BaseModel):
    """The most that each figure may be; that no order is lost or doubled holds for every drill.

    Where nobody may notice anything, there is nothing to detect and nothing that becomes whole again: no limit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate: PositiveInt = 200
    """Requests a second, up to which it holds: what fails grows with the rate."""

    failed_gets: NonNegativeInt = 0
    failed_keyed_posts: NonNegativeInt = 0
    failed_keyless_posts: NonNegativeInt = 0
    slowest_seconds: NonNegativeFloat
    detected_seconds: NonNegativeFloat | None = None
    whole_seconds: NonNegativeFloat | None = None

    def broken(self, found: Figures) -> Iterator[str]:
        """One sentence for each figure that is beyond what was promised."""
        for name, most in self.model_dump(exclude={"rate"}, exclude_none=True).items():
            value = getattr(found, name)
            if value is None:
                yield f"{name} has no end, promised is {most:g}"
            elif value > most:
                yield f"{name} is {value:g}, promised is {most:g} at most"


def load(file: Path) -> dict[str, Promise]:
    """By drill. Raises BadUsage naming file, drill and key."""
    promises: dict[str, Promise] = {}
    for name, told in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        try:
            promises[name] = Promise.model_validate(told)
        except ValidationError as error:
            first = error.errors()[0]
            raise BadUsage(
                f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.", where=str(file), mend=f"less {file}"
            ) from error
    return promises
