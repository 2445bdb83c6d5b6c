"""What a call is made of: the question, the request it becomes, the answer, and who is asked."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from llmrec.errors import BadModelOutput, LLMRecError
from llmrec.prompts import Message, Prompt
from llmrec.types import Call

TOP_LOGPROBS = 20


@dataclass(frozen=True)
class Ask:
    """One question to the model.

    At most one of `schema`, `regex` and `choices` constrains the answer; `logprobs` asks for the
    probabilities of the first token.
    """

    prompt: Prompt
    values: dict[str, object]
    schema: dict[str, Any] | None = None
    regex: str | None = None
    choices: tuple[str, ...] | None = None
    logprobs: bool = False

    def messages(self) -> list[Message]:
        messages: list[Message] = self.prompt.render(**self.values)
        return messages

    def constraint(self) -> dict[str, Any]:
        """Extra fields of the request that hold the answer to its form."""
        schema = self.schema or self.prompt.output.schema_
        if self.regex is not None:
            return {"structured_outputs": {"regex": self.regex}}
        if self.choices is not None:
            return {"structured_outputs": {"choice": list(self.choices)}}
        if schema is not None:
            return {"structured_outputs": {"json": schema}}
        return {}


@dataclass
class Answer:
    """What the model said. `error` is set instead when it did not."""

    text: str
    call: Call
    logprobs: dict[str, float] = field(default_factory=dict)
    """First token: text -> natural log of its probability."""
    error: LLMRecError | None = None

    @property
    def ok(self) -> bool:
        return self.error is None

    def json(self) -> Any:
        """The answer as JSON.

        Raises:
            BadModelOutput: it is none; the call is marked malformed.
        """
        try:
            return json.loads(self.text)
        except ValueError as e:
            self.call.outcome = "malformed"
            raise BadModelOutput(
                f"The model's answer to {self.call.prompt} is not JSON: {self.text[:80]!r}"
            ) from e


class LLM(Protocol):
    """What stages ask. `ask_all` runs independent questions at once and never raises for one
    of them: an answer that failed carries its error."""

    model: str

    def ask_all(self, asks: Sequence[Ask], *, trace: bool = False) -> list[Answer]: ...


def request_body(ask: Ask, model: str) -> dict[str, Any]:
    """The request as it is sent; decoding parameters are always stated."""
    params = ask.prompt.params
    body: dict[str, Any] = {
        "model": model,
        "messages": ask.messages(),
        "temperature": params.temperature,
        "max_tokens": params.max_tokens,
        "seed": params.seed,
    }
    if ask.logprobs:
        body |= {"logprobs": True, "top_logprobs": TOP_LOGPROBS}
    if extra := ask.constraint():
        body["extra_body"] = extra
    return body


def new_call(ask: Ask, model: str, body: dict[str, Any] | None) -> Call:
    """The record of a question that is about to be asked; `body` is kept in it where given."""
    version = f"{ask.prompt.version}+{ask.prompt.sha}"
    return Call(prompt=ask.prompt.name, version=version, model=model, outcome="ok", request=body)


def yes_no_logit(answer: Answer) -> float | None:
    """log P(yes) - log P(no) of the first token, over the ways to write them.

    None when it is neither; the call is marked malformed.
    """
    floor = 1e-6
    mass = {"yes": floor, "no": floor}
    for token, logprob in answer.logprobs.items():
        word = token.strip().strip(".,").lower()
        if word in mass:
            mass[word] += math.exp(logprob)
    if max(mass.values()) == floor:
        answer.call.outcome = "malformed"
        return None
    return math.log(mass["yes"]) - math.log(mass["no"])
