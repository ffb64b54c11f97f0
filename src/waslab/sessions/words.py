"""What a learner reads, in every language of the sessions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Language(StrEnum):
    EN = "en"
    KO = "ko"

    @property
    def guide(self) -> str:
        """The name of a session's page in this language."""
        return "guide.md" if self is Language.EN else f"guide.{self.value}.md"


Sentence = Annotated[str, Field(min_length=1)]


class Words(BaseModel):
    """The same in each language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Sentence
    ko: Sentence

    @model_validator(mode="after")
    def translated(self) -> Self:
        if self.en == self.ko:
            raise ValueError("ko says the same as en")
        return self

    def __getitem__(self, language: Language) -> str:
        return self.ko if language is Language.KO else self.en
