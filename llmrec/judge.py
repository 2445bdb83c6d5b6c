"""Candidates -> judgements: the model's yes or no on the best few, one token each.

A small model judges one item a call, many calls at once. The item is read first and the question
with the request stands last, next to the answer: the other way round the request would be a shared
prefix, but a small model's answers are then hardly better than chance (see prompts/fit.v1.yaml).
The answer is a logit, log P(yes) - log P(no); the scorer knows what it is worth. Of the items
that are explained the model is asked how well they suit, too: one digit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from llmrec.context import Context
from llmrec.llm import Answer, Ask, yes_no_logit
from llmrec.prompts import load, one_line
from llmrec.types import Candidate, Item, Judgement, Profile, Request

STARS = ("1", "2", "3", "4", "5")
REQUEST_CHARS = 200
TO = "the scorer without the model's judgement"


class JudgeConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    best: int = 6
    """How many candidates are judged."""
    item_chars: int = 140
    """How much of an item the model reads."""
    slope: float = 0.6
    """The logit is multiplied by this before it is a probability: small models are too sure."""


class Judge:
    """The best `config.best` candidates, in the order given -> dict item id -> Judgement."""

    def __init__(self, config: JudgeConfig | None = None) -> None:
        self.config = config or JudgeConfig()

    def __call__(
        self,
        candidates: Sequence[Candidate],
        profile: Profile,
        request: Request,
        context: Context,
    ) -> dict[str, Judgement]:
        wanted = profile.search_text
        if context.llm is None or not candidates or not wanted:
            return {}
        best = [c.item for c in candidates[: self.config.best]]
        items = context.catalogue.items(best)
        asks = [self._ask(wanted, i, context) for i in items]
        answers = context.ask_all("judge", asks, to=TO)
        out = {}
        for item, answer in zip(items, answers, strict=False):
            logit = yes_no_logit(answer) if answer.ok else None
            if logit is not None:
                probability = 1 / (1 + math.exp(-self.config.slope * logit))
                out[item.id] = Judgement(item=item.id, probability=probability, form="yes_no")
        if not out and any(a.ok for a in answers):
            context.fall_back("judge", TO, "no answer was a yes or a no with its probability")
        return out

    def rate(
        self, ids: Sequence[str], profile: Profile, context: Context
    ) -> dict[str, tuple[float, float]]:
        """Stars, 1 to 5, of these items by the model: expected value and deviation of one token.

        `profile` is that of the judgement: both questions begin alike and share what was read.
        """
        wanted = profile.search_text
        if context.llm is None or not ids or not wanted:
            return {}
        items = context.catalogue.items(ids)
        asks = [self._ask(wanted, i, context, "rating") for i in items]
        answers = context.ask_all("judge", asks, to=TO)
        return {
            item.id: stars
            for item, answer in zip(items, answers, strict=False)
            if answer.ok and (stars := expected_stars(answer)) is not None
        }

    def _ask(self, wanted: str, item: Item, context: Context, prompt: str = "fit") -> Ask:
        values: dict[str, object] = {
            "domain": context.catalogue.schema.domain or "items",
            "request": one_line(wanted, REQUEST_CHARS),
            "item": describe(item, self.config.item_chars),
        }
        choices = STARS if prompt == "rating" else None
        return Ask(load(prompt), values, choices=choices, logprobs=True)


def expected_stars(answer: Answer) -> tuple[float, float] | None:
    """Mean and deviation over the digits' probabilities; None when no digit came."""
    mass = {d: math.exp(p) for d, p in answer.logprobs.items() if d in STARS}
    total = sum(mass.values())
    if total <= 0:
        answer.call.outcome = "malformed"
        return None
    mean = sum(int(d) * m for d, m in mass.items()) / total
    variance = sum((int(d) - mean) ** 2 * m for d, m in mass.items()) / total
    return mean, math.sqrt(variance)


def describe(item: Item, chars: int) -> str:
    """Title and the start of the text, on one line."""
    text = item.text.removeprefix(item.title).lstrip(" .\n")
    line: str = one_line(f"{item.title}. {text}", chars)
    return line
