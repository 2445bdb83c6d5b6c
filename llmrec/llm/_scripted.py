"""A model that answers from a script, where none runs: tests of the project and of its users."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from llmrec.errors import LLMRecError
from llmrec.llm._ask import Answer, Ask, new_call, request_body


class ScriptedLLM:
    """Answers from a function of the question; for tests, of the project and of its users.

    `script(ask)` returns a text, a mapping token -> logprob, or raises an LLMRecError.
    """

    def __init__(
        self, script: Callable[[Ask], str | dict[str, float]], model: str = "scripted"
    ) -> None:
        self.model = model
        self.asked: list[Ask] = []
        self._script = script

    def ask_all(self, asks: Sequence[Ask], *, trace: bool = False) -> list[Answer]:
        return [self._ask(a, trace) for a in asks]

    def _ask(self, ask: Ask, trace: bool) -> Answer:
        self.asked.append(ask)
        call = new_call(ask, self.model, request_body(ask, self.model) if trace else None)
        try:
            said = self._script(ask)
        except LLMRecError as e:
            call.outcome = "unavailable"
            return Answer("", call, error=e)
        if isinstance(said, dict):
            return Answer(max(said, key=lambda t: said[t], default=""), call, said)
        return Answer(said, call)
