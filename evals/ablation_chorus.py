"""Judged pools of chorus for the ablation: what the language model's judgement is worth.

Out of fold, as `train_scorer` says it of the scorer that ships; the answers were collected before
(`llmrec.evals.collect`), so that nothing asks the model here.
"""

from __future__ import annotations

from pathlib import Path

from llmrec.evals.ablation_measure import Figures, rounded
from llmrec.evals.chorus import CATALOGUE, judged
from llmrec.evals.collect import read
from llmrec.evals.learning import Plan
from llmrec.evals.metrics import estimate
from llmrec.evals.pools import load_pools
from llmrec.evals.train_scorer import comparison, out_of_fold
from rich.console import Console

from llmrec.catalog.catalogue import Catalogue

FULL, FAST = "all", "no LLM features"


def figures(collected: Path, console: Console) -> Figures:
    """The scorer for words with the judgement of the most of a pool, and without.

    Raises:
        UsageError: nothing was collected there.
    """
    plan = Plan()
    pools = load_pools(judged(), read(collected), Catalogue.open(CATALOGUE))
    found = comparison(pools, out_of_fold(pools, plan, console))
    names = {FULL: f"llmrec full, {max(plan.depths)} judged", FAST: "llmrec fast"}
    return {
        name: {
            "against": FULL,
            "without": ["judgement", "judged"] if name == FAST else [],
            "NDCG@10": rounded(estimate(found.values[system])),
            "NDCG@10 less": rounded(found.less(system, names[FULL])),
        }
        for name, system in names.items()
    }
