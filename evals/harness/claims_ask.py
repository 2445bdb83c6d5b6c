"""The checker's question to the served model; a prompt of its own, one token, yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.evals.harness.claims_checker import Source
from llmrec.prompts import load, one_line

from llmrec.llm import LLM, Ask, llm, yes_no_logit

SOURCE_CHARS = 900
CLAIM_CHARS = 200


def asked(pairs: Sequence[tuple[Source, str]], model: LLM | None = None) -> list[float | None]:
    """log P(yes) - log P(no) for each (item, sentence).

    None where no model runs, where it did not answer, and where it said neither.
    """
    model = model or llm()
    if model is None:
        return [None] * len(pairs)
    prompt = load("claim_check")
    asks = [
        Ask(
            prompt,
            {"source": one_line(s.whole, SOURCE_CHARS), "claim": one_line(said, CLAIM_CHARS)},
            logprobs=True,
        )
        for s, said in pairs
    ]
    return [yes_no_logit(a) if a.ok else None for a in model.ask_all(asks)]
