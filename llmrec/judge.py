"""Candidates -> judgements: the model's yes or no on the best few, one token each.

A small model judges one item a call; the calls share the prefix that holds the request, so each
costs the item's own words. The answer is a logit, log P(yes) - log P(no), less the logit that a
content-free item gets for the same request ("N/A", after Zhao et al. 2021, Calibrate Before Use).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from llmrec.context import Context
from llmrec.llm import Ask, yes_no_logit
from llmrec.prompts import load
from llmrec.text import clean
from llmrec.types import Candidate, Item, Judgement, Profile, Request


class JudgeConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    best: int = 8
    """How many candidates are judged."""
    item_chars: int = 140
    """How much of an item the model reads."""
    slope: float = 0.6
    """The logit is multiplied by this before it is a probability; small models are overconfident."""


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
        wanted = clean(request.text).strip() or profile.search_text
        if context.llm is None or not candidates or not wanted:
            return {}
        best = [c.item for c in candidates[: self.config.best]]
        items = context.catalogue.items(best)
        asks = [self._ask(wanted, i, context) for i in items]
        answers = context.ask_all("judge", asks, to="the scorer without the model's judgement")
        out = {}
        for item, answer in zip(items, answers, strict=False):
            if answer.ok and answer.logprobs:
                logit = self.config.slope * yes_no_logit(answer)
                out[item.id] = Judgement(
                    item=item.id, probability=1 / (1 + math.exp(-logit)), form="yes_no"
                )
        return out

    def _ask(self, wanted: str, item: Item, context: Context) -> Ask:
        domain = context.catalogue.schema.domain or "items"
        values = {
            "domain": domain,
            "request": one_line(wanted, 400),
            "item": describe(item, self.config.item_chars),
        }
        return Ask(load("fit"), values, logprobs=True)


def describe(item: Item, chars: int) -> str:
    """Title and the start of the text, on one line."""
    text = item.text.removeprefix(item.title).lstrip(" .\n")
    return one_line(f"{item.title}. {text}", chars)


def one_line(text: str, chars: int) -> str:
    from llmrec.prompts import guard

    inner = guard(text).split("\n")[1:-1]
    flat = " ".join(" ".join(inner).split())
    return flat if len(flat) <= chars else flat[:chars].rsplit(" ", 1)[0]
