"""Facts about answers over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from waslab.sessions.checks.fact import Fact, Finding, Layer, MachineName
from waslab.sessions.eyes import Answer, Asked, Eyes
from waslab.sessions.words import Words

NO_ANSWER = Words(en="There was no answer.", ko="응답이 없습니다.")
STATUS = Words(en="The answer has another status.", ko="응답의 상태 코드가 다릅니다.")


class Web(Fact):
    """`url`: a path of the lab's site, or a whole address; `from`: who asks, without it the learner's desk."""

    layer: ClassVar[Layer] = Layer.APPLICATION

    url: str
    source: Annotated[MachineName | None, Field(alias="from")] = None

    @property
    def machines(self) -> tuple[str, ...]:
        return (self.source,) if self.source else ()

    def asked(self, eyes: Eyes, *, times: int = 1, **more: Any) -> list[Answer]:
        return eyes.ask(Asked(self.url, self.source, times, **more))

    @property
    def tried(self) -> str:
        return f"{self.source or 'the desk'}: curl {self.url}"


class Http(Web):
    """One request or several, and what each answer has to be; `json`: fields of the JSON object in it."""

    causes: ClassVar[Mapping[str, Words]] = {
        "no_answer": NO_ANSWER,
        "status": STATUS,
        "body": Words(en="The answer says something else.", ko="응답의 내용이 다릅니다."),
    }

    status: int = 200
    contains: str = ""
    told: Annotated[Mapping[str, str | int], Field(alias="json", default_factory=dict)]
    method: str = "GET"
    headers: Mapping[str, str] = Field(default_factory=dict)
    data: str | None = None
    times: Annotated[int, Field(ge=1, le=40)] = 1

    def judge(self, eyes: Eyes) -> Finding:
        asked = self.asked(eyes, times=self.times, method=self.method, headers=self.headers, data=self.data)
        found = [self._one(answer) for answer in asked]
        return next((finding for finding in found if not finding.so), found[0])

    def _one(self, answer: Answer) -> Finding:
        if not answer.status:
            return Finding(self.tried, answer.error, "no_answer")
        if answer.status != self.status:
            return Finding(self.tried, f"status {answer.status}, expected {self.status}", "status")
        told = answer.told()
        if other := {name: told.get(name) for name, value in self.told.items() if str(told.get(name)) != str(value)}:
            return Finding(self.tried, ", ".join(f"{name}: {value}" for name, value in other.items()), "body")
        if self.contains not in answer.body:
            return Finding(self.tried, f"{answer.body[:80]!r} without '{self.contains}'", "body")
        return Finding(self.tried, f"status {answer.status}")


class Header(Web):
    """A header of the answer: `contains` a text, or is `absent`. `asking`: headers of the request."""

    layer: ClassVar[Layer] = Layer.PROTOCOL
    causes: ClassVar[Mapping[str, Words]] = {
        "no_answer": NO_ANSWER,
        "missing": Words(en="The answer does not have the header.", ko="응답에 그 헤더가 없습니다."),
        "value": Words(en="The header says something else.", ko="헤더의 값이 다릅니다."),
        "present": Words(en="The answer has the header, and must not.", ko="응답에 없어야 할 헤더가 있습니다."),
    }

    name: str
    contains: str = ""
    absent: bool = False
    asking: Mapping[str, str] = Field(default_factory=dict)

    def judge(self, eyes: Eyes) -> Finding:
        answer = self.asked(eyes, headers=self.asking)[0]
        if not answer.status:
            return Finding(self.tried, answer.error, "no_answer")
        value = answer.headers.get(self.name.lower())
        saw = f"{self.name}: {value}" if value is not None else f"no {self.name}"
        if self.absent:
            return Finding(self.tried, saw, None if value is None else "present")
        if value is None:
            return Finding(self.tried, saw, "missing")
        return Finding(self.tried, saw, None if self.contains in value else "value")


class Cached(Web):
    """The web server answers from its cache by the second time at the latest, or never does (`wanted: false`)."""

    layer: ClassVar[Layer] = Layer.PROTOCOL
    causes: ClassVar[Mapping[str, Words]] = {
        "no_answer": NO_ANSWER,
        "fetched": Words(en="Each answer was fetched anew.", ko="매번 응답을 새로 가져왔습니다."),
        "kept": Words(en="The answer came from the cache.", ko="응답이 캐시에서 나왔습니다."),
    }

    wanted: bool = True

    def judge(self, eyes: Eyes) -> Finding:
        answers = self.asked(eyes, times=2)
        if not all(answer.status for answer in answers):
            return Finding(self.tried, answers[0].error, "no_answer")
        said = answers[-1].headers.get("x-cache", "")
        kept = said in {"HIT", "STALE", "UPDATING", "REVALIDATED"}
        return Finding(
            f"{self.tried}, twice",
            f"X-Cache: {said or 'none'}",
            None if kept is self.wanted else ("kept" if kept else "fetched"),
        )


class _Whoami(Web):
    """Many requests to a `whoami`."""

    times: Annotated[int, Field(ge=2, le=40)] = 8

    def seen(self, eyes: Eyes, field: str) -> tuple[list[Any], Answer | None]:
        """What each answer said in a field, and the first answer that was none."""
        answers = self.asked(eyes, times=self.times)
        bad = next((answer for answer in answers if answer.status != 200), None)  # noqa: PLR2004 - OK
        return [answer.told().get(field) for answer in answers], bad


class ServedBy(_Whoami):
    """Exactly these machines answer, and no request fails."""

    causes: ClassVar[Mapping[str, Words]] = {
        "no_answer": Words(en="Some requests got no good answer.", ko="제대로 된 응답을 받지 못한 요청이 있습니다."),
        "missing": Words(en="One of the machines never answers.", ko="한 번도 응답하지 않는 머신이 있습니다."),
        "stranger": Words(en="Another machine answers too.", ko="다른 머신도 응답하고 있습니다."),
    }

    by: Annotated[tuple[MachineName, ...], Field(min_length=1)]

    def judge(self, eyes: Eyes) -> Finding:
        tried = f"{self.tried}, {self.times} times"
        machines, bad = self.seen(eyes, "machine")
        if bad:
            return Finding(tried, bad.error or f"status {bad.status}", "no_answer")
        seen = {str(machine) for machine in machines}
        saw = f"answered by {', '.join(sorted(seen))}"
        if seen - set(self.by):
            return Finding(tried, saw, "stranger")
        return Finding(tried, saw, "missing" if set(self.by) - seen else None)


class ProcessModel(_Whoami):
    """Whether a process serves one request, or lasts."""

    causes: ClassVar[Mapping[str, Words]] = {
        "no_answer": NO_ANSWER,
        "lasting": Words(en="The same process answers again.", ko="같은 프로세스가 다시 응답합니다."),
        "each_time": Words(en="Each request gets a process of its own.", ko="요청마다 새 프로세스가 생깁니다."),
    }

    processes: Literal["for_each_request", "lasting"]

    def judge(self, eyes: Eyes) -> Finding:
        tried = f"{self.tried}, {self.times} times"
        counts, bad = self.seen(eyes, "requests")
        if bad:
            return Finding(tried, bad.error or f"status {bad.status}", "no_answer")
        if None in counts:
            return Finding(tried, "no whoami answers there", "no_answer")
        lasting = any(count != 1 for count in counts)
        right = lasting == (self.processes == "lasting")
        return Finding(
            tried,
            f"the processes had served {', '.join(map(str, counts))} requests",
            None if right else ("lasting" if lasting else "each_time"),
        )
