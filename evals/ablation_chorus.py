"""Judged pools of chorus for the ablation: what the language model's judgement is worth.

Out of fold, as `train_scorer` says it of the scorer that ships; the answers were collected before
(`llmrec.evals.collect`), so that nothing asks the model here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from llmrec.evals.ablation_measure import Figures, OnVariant, rounded
from llmrec.evals.chorus import CATALOGUE, judged
from llmrec.evals.collect import read
from llmrec.evals.learning import MODEL as JUDGED
from llmrec.evals.learning import Plan
from llmrec.evals.metrics import estimate, paired
from llmrec.evals.pools import load_pools
from llmrec.evals.train_scorer import comparison, out_of_fold
from rich.console import Console

from llmrec.catalog.catalogue import Catalogue

FULL, FAST = "all", "no LLM features"
LEARNED = ("dense", "lexical", "title")
"""Features that chorus teaches, beside the judgement; the others are given or do not vary there."""


def figures(collected: Path, on_variant: OnVariant, console: Console) -> Figures:
    """The scorer for words with the judgement of the most of a pool, without it, and without one
    feature at a time.

    Raises:
        UsageError: nothing was collected there.
    """
    pools = load_pools(judged(), read(collected), Catalogue.open(CATALOGUE))
    plan, found, without = Plan(), dict[str, list[float]](), {FULL: (), FAST: JUDGED}
    without |= {f"without {name}": (name,) for name in LEARNED}
    for name, left_out in without.items():
        if name == FAST:
            continue
        on_variant(name)
        mine = less(plan, left_out)
        values = comparison(pools, out_of_fold(pools, mine, console)).values
        found[name] = values[f"llmrec full, {max(plan.depths)} judged"]
        if name == FULL:
            found[FAST] = values["llmrec fast"]
    return {
        name: {
            "against": FULL,
            "without": list(left_out),
            "NDCG@10": rounded(estimate(found[name])),
            "NDCG@10 less": rounded(paired(found[name], found[FULL])),
        }
        for name, left_out in without.items()
    }


def less(plan: Plan, left_out: tuple[str, ...]) -> Plan:
    """With recipes that do without these features."""
    recipes = [replace(r, leave_out=(*r.leave_out, *left_out)) for r in plan.recipes]
    return replace(plan, recipes=tuple(dict.fromkeys(recipes)))
