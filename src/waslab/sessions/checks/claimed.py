"""A figure that the learner predicts, measures, and holds against what the lab measures."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from waslab.claims import generators
from waslab.sessions.checks.fact import Fact, Finding, Layer
from waslab.sessions.checks.noted import Noted
from waslab.sessions.eyes import Asked, Eyes
from waslab.sessions.words import Words

TIMES = 9
"""Requests for a median."""

SECONDS = 1
"""How long load lasts."""


class Measure(BaseModel):
    """What is measured, of one address: exactly one of these."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    servers: str | None = None
    """How many servers work on a request, as `./lab path` tells."""

    milliseconds: str | None = None
    """The median time of an answer, from the desk."""

    processes: str | None = None
    """How many processes answer 4 requests, one after the other, as `whoami` tells."""

    per_second: str | None = None
    """Answers in a second to 8 connections from the desk."""

    @model_validator(mode="after")
    def one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError(f"exactly one of {', '.join(type(self).model_fields)} is expected")
        return self

    def figure(self, eyes: Eyes) -> float:
        if self.servers:
            return eyes.servers(self.servers)
        if self.milliseconds:
            return 1000 * median(answer.seconds for answer in eyes.ask(Asked(self.milliseconds, times=TIMES)))
        if self.processes:
            told = [answer.told() for answer in eyes.ask(Asked(self.processes, times=4))]
            return len({(one.get("machine"), one.get("pid")) for one in told})
        desk = eyes.topology.members("clients")[0].name
        public = eyes.topology.network.lab_public_name
        load = generators.wrk(f"https://{public}{self.per_second}", 8, SECONDS, public)
        answers = generators.read_wrk(eyes.host(desk).run(load).stdout)
        return answers.good / answers.seconds


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
