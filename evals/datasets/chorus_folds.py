"""Weights of the scorer by fold of the chorus queries, for systems that must not have seen them.

The scorer that ships was trained on these queries. Here it is trained ten times more, each time
without a tenth of them, by the same code (`llmrec.evals.train_scorer`). The fast weights need no
model. The full ones need the model's judgements, which are collected when it runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from llmrec.evals.chorus import CATALOGUE, judged
from llmrec.evals.collect import Collected, collect, contexts, missing, read
from llmrec.evals.datasets.indexed import cache
from llmrec.evals.fitting import folds as dealt
from llmrec.evals.learning import Plan
from llmrec.evals.pools import load_pools
from llmrec.evals.systems.llmrec_systems import folds
from llmrec.evals.train_scorer import FOLDS, keep_folds, out_of_fold
from rich.console import Console

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import open_context
from llmrec.judge import JudgeConfig
from llmrec.pipeline import Stages

FAST = Plan(depths=(0,))
"""Nothing is judged."""
FULL = Plan()
KEPT = "chorus.jsonl"


def fold_of() -> dict[str, int]:
    """The fold of each query: dealt as `train_scorer` deals them."""
    names = [one.query for one in judged()]
    parts = dealt(names, FOLDS, FULL.seed)
    return {names[n]: k for k, part in enumerate(parts) for n in part}


def make_fast() -> None:
    """Train the fast weights, unless they are there."""
    if _there("fast"):
        return
    stages, fresh = Stages(), contexts(fast=True)
    rows = {one.query: collect(one, 0, next(fresh), stages) for one in judged()}
    _train("fast", rows, FAST)


def make_full() -> None:
    """Ask the model what it thinks of the pools, as far as it has not been asked, and train.

    Without a model nothing is made, and the systems that need these weights say so.
    """
    if _there("full") or open_context(CATALOGUE).llm is None:
        return
    file, stages, fresh = cache() / KEPT, Stages(), contexts()
    best = max(*FULL.depths, JudgeConfig().best)
    with file.open("a", encoding="utf-8") as f:
        for one in missing(judged(), read(file), best):
            f.write(collect(one, best, next(fresh), stages).model_dump_json() + "\n")
            f.flush()
    _train("full", read(file), FULL)


def _there(kind: str) -> bool:
    """Whether weights by fold lie there that were dealt as today."""
    try:
        held: dict[str, int] = json.loads((folds(kind) / "folds.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return held == fold_of()


def _train(kind: str, rows: Mapping[str, Collected], plan: Plan) -> None:
    pools = load_pools(judged(), rows, Catalogue.open(CATALOGUE))
    keep_folds(out_of_fold(pools, plan, Console(stderr=True, quiet=True)), folds(kind))
