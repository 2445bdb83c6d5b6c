"""A language model asked in plain prompts to put all candidates in order.

LLMRank's recency-focused prompt (Hou et al. 2024, https://arxiv.org/abs/2305.08845) over titles:
the history in order, the candidates numbered in the order of the request, the newest purchase named
again. `llm-listwise-masked` is told neutral names instead of titles. Nothing holds the answer to
its form, nothing is asked twice: what came back is read as it stands. Candidates that it leaves out
stand last, tied.

Malformed answers are counted by their first defect, as rank_llm does (castorini/rank_llm,
analysis/response_analysis.py): wrong format, then repetition, then missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from llmrec.evals.harness.contracts import Entry, Training
from llmrec.evals.systems.masking import Mask
from llmrec.evals.systems.simple import UNKNOWN, digest, recommendation
from llmrec.prompts import load, one_line

from llmrec.errors import ModelUnavailable, UsageError
from llmrec.llm import LLM, Answer, Ask, llm
from llmrec.types import Fallback, Recommendation, Request

STAGE = "listwise"
HISTORY = 50
"""LLMRank's longest history."""
TITLE = 160

Kind = Literal["ok", "wrong format", "repetition", "missing"]
MALFORMED: tuple[Kind, ...] = ("wrong format", "repetition", "missing")

_LINE = re.compile(r"\W*(\d+)\b")


class Listwise:
    """Asks once for the whole order."""

    def __init__(self, model: LLM | None = None, name: str = "llm-listwise") -> None:
        self._model = model
        self.name = name
        self._masked = name.endswith("-masked")

    def fit(self, training: Training) -> None:
        """Nothing is learned; the titles are kept, or what stands for them."""
        self._titles = {entry.id: entry.title for entry in training.items}
        self._told = masked(training.items) if self._masked else self._titles

    def answer(self, request: Request) -> Recommendation:
        """
        Raises:
            UsageError: nothing to rank, or no history to rank by.
            ModelUnavailable, BadModelOutput: the model gave no answer.
        """
        ids = list(dict.fromkeys(request.among or ()))
        if not ids or not request.history:
            raise UsageError("A list is asked for with candidates and a history.")
        said = self._ask(request, ids)
        kind, order = read(said.text, len(ids))
        place = {ids[number]: len(ids) - n for n, number in enumerate(order)}
        ranked = sorted(((i, place.get(i, 0) / len(ids)) for i in ids), key=lambda row: -row[1])
        answer = recommendation(request, ranked, self._titles, {i: UNKNOWN for i in ids})
        if kind != "ok":
            said.call.outcome = "malformed"
            left = len(ids) - len(order)
            reason = f"{kind}; {left} of {len(ids)} candidates have no place in the answer"
            answer.fallbacks.append(Fallback(stage=STAGE, to="ties at the end", reason=reason))
        answer.calls.append(said.call)
        answer.timings[STAGE] = said.call.ms
        answer.versions |= {"model": said.call.model, "prompt": said.call.version}
        answer.request_id = digest(request)[:12]
        return answer

    def _ask(self, request: Request, ids: Sequence[str]) -> Answer:
        self._model = self._model or llm()
        if self._model is None:
            raise ModelUnavailable(
                "No chat model runs here.", remedy="Start one: `llmrec model up`."
            )
        history = [self._title(event.item) for event in request.history[-HISTORY:]]
        values: dict[str, object] = {
            "history": numbered(history),
            "candidates": numbered([self._title(i) for i in ids]),
            "count": len(ids),
            "recent": history[-1],
        }
        (said,) = self._model.ask_all([Ask(load("listwise"), values)], trace=True)
        if said.error is not None:
            raise said.error
        return said

    def _title(self, item: str) -> str:
        return one_line(self._told.get(item, "an unknown product"), TITLE)


def masked(items: Sequence[Entry]) -> dict[str, str]:
    """By id, a neutral name and what is known beside the title: what a model remembers of a
    known title is then out of its reach."""
    codes = Mask({entry.id: entry.title for entry in items}).codes
    return {
        entry.id: codes[entry.title] + (f" ({entry.text})" if entry.text else "") for entry in items
    }


def numbered(lines: Sequence[str]) -> str:
    """A line each, counted from 0 as LLMRank does."""
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines))


def read(text: str, count: int) -> tuple[Kind, list[int]]:
    """The first defect of an answer, and the candidates it names, first mention first.

    A line counts when it begins with a number of a candidate, whatever follows; so do several
    numbers on a line when there is nothing else on it but commas, spaces and signs of order.
    """
    found: list[int] = []
    strange = False
    for line in filter(None, map(str.strip, text.splitlines())):
        numbers = _numbers(line)
        strange = strange or not numbers or any(n >= count for n in numbers)
        found += [n for n in numbers if n < count]
    order = list(dict.fromkeys(found))
    if strange or not order:
        return "wrong format", order
    if len(order) < len(found):
        return "repetition", order
    return ("ok" if len(order) == count else "missing"), order


def _numbers(line: str) -> list[int]:
    if re.fullmatch(r"[\d\s,;>\[\].]+", line):
        return [int(n) for n in re.findall(r"\d+", line)]
    begins = _LINE.match(line)
    return [int(begins[1])] if begins else []


def kind_of(answer: Recommendation) -> Kind | None:
    """What the answer of this system was read as; None for an answer of another system."""
    if not any(call.prompt == STAGE for call in answer.calls):
        return None
    for fallback in answer.fallbacks:
        if fallback.stage == STAGE:
            kind = fallback.reason.partition(";")[0]
            return next((k for k in MALFORMED if k == kind), "ok")
    return "ok"
