"""A figure that the learner predicts, measures, and holds against what the lab measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from waslab.errors import CannotJudge
from waslab.sessions.checks.fact import Fact, Finding, Layer
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import Asked, Eyes
from waslab.sessions.words import Words

TIMES = 4


class Measure(BaseModel):
    """What is measured, of one address: exactly one of these."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    servers: str | None = None
    """How many servers work on a request, as `./lab path` tells."""

    processes: str | None = None
    """How many processes answer 4 requests, one after the other, as this `whoami` tells."""

    @model_validator(mode="after")
    def one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError(f"exactly one of {', '.join(type(self).model_fields)} is expected")
        return self

    def figure(self, eyes: Eyes) -> float:
        if self.servers:
            return eyes.servers(self.servers)
        asked = eyes.ask(Asked(self.processes or "", times=TIMES))
        if bad := next((answer for answer in asked if "pid" not in answer.told()), None):
            raise CannotJudge(
                f"{self.processes} answers {bad.status or bad.error}, and no whoami.", mend="./lab verify"
            )
        told = [answer.told() for answer in asked]
        return len({(one.get("machine"), one["pid"]) for one in told})


class Predicted(Fact):
    """`KEY: {predicted: …, measured: …}` in the learner's answers; a wrong prediction is no mistake, none is."""

    layer: ClassVar[Layer] = Layer.APPLICATION
    lasting: ClassVar[bool] = True
    causes: ClassVar[Mapping[str, Words]] = {
        "nothing": Words(en="Write down first what you expect.", ko="먼저 예상하는 값을 적으세요."),
        "unmeasured": Words(en="Now measure, and write down what you get.", ko="이제 측정하고 나온 값을 적으세요."),
        "differs": Words(en="The lab measures another figure.", ko="실습 환경에서 측정한 값과 다릅니다."),
    }

    key: str
    measure: Measure
    factor: Annotated[float, Field(ge=1)] = 1
    """What was measured may be so many times more or less."""

    @property
    def machines(self) -> tuple[str, ...]:
        return ()

    def judge(self, eyes: Eyes) -> Finding:
        noted = Noted.of(eyes, self.key)
        return noted.missing or noted.against({self.key: self.measure.figure(eyes)}, self.factor)
