"""Weights of the scorer by fold of the chorus queries, for systems that must not have seen them.

The scorer that ships was trained on these queries. Here it is trained ten times more, each time
without a tenth of them, by the same code (`llmrec.evals.train_scorer`). The fast weights need no
model. The full ones need the model's judgements, which are collected when it runs.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from llmrec.evals import fitting, learning
from llmrec.evals.chorus import CATALOGUE, judged
from llmrec.evals.collect import Collected, collect, contexts, missing, read
from llmrec.evals.datasets.indexed import cache
from llmrec.evals.fitting import folds as dealt
from llmrec.evals.learning import RECIPES, Plan
from llmrec.evals.pools import load_pools
from llmrec.evals.systems.llmrec_systems import folds
from llmrec.evals.train_scorer import FOLDS, keep_folds, out_of_fold
from llmrec.prompts import load
from rich.console import Console

from llmrec.catalog import store
from llmrec.catalog.catalogue import Catalogue
from llmrec.context import open_context
from llmrec.judge import JudgeConfig
from llmrec.pipeline import Stages
from llmrec.score import NAMES
from llmrec.settings import settings

MADE = "made.json"
"""Beside the weights: what they were made from."""
LOGISTIC = tuple(recipe for recipe in RECIPES if recipe.kind == "logistic")
"""The kind that ships. Fitting the others as well takes three times as long, and won one of twenty
choices when it was done."""
FAST = Plan(depths=(0,), recipes=LOGISTIC)
"""Nothing is judged."""
FULL = Plan(recipes=LOGISTIC)
KEPT = "chorus.jsonl"


def fold_of() -> dict[str, int]:
    """The fold of each query: dealt as `train_scorer` deals them."""
    names = [one.query for one in judged()]
    parts = dealt(names, FOLDS, FULL.seed)
    return {names[n]: k for k, part in enumerate(parts) for n in part}


def make_fast() -> None:
    """Train the fast weights, unless they are there."""
    made = _made_from(FAST)
    if _there("fast", made):
        return
    stages, fresh = Stages(), contexts(fast=True)
    rows = {one.query: collect(one, 0, next(fresh), stages) for one in judged()}
    _train("fast", rows, FAST, made)


def make_full() -> None:
    """Ask the model what it thinks of the pools, as far as it has not been asked, and train.

    Without a model nothing is made, and the systems that need these weights say so.
    """
    model = open_context(CATALOGUE).llm
    if model is None:
        return
    made = _made_from(FULL) | {"model": model.model, "prompt": load("fit").sha}
    if _there("full", made):
        return
    file, stages, fresh = cache() / KEPT, Stages(), contexts()
    best = max(*FULL.depths, JudgeConfig().best)
    with file.open("a", encoding="utf-8") as f:
        for one in missing(judged(), _by(model.model, file), best):
            f.write(collect(one, best, next(fresh), stages).model_dump_json() + "\n")
            f.flush()
    _train("full", _by(model.model, file), FULL, made)


def _by(model: str, file: Path) -> dict[str, Collected]:
    """What this model was asked; another one's judgements are none of it."""
    return {query: row for query, row in read(file).items() if row.model == model}


def _made_from(plan: Plan) -> dict[str, Any]:
    """What weights hang on: when it differs they are made again."""
    manifest = store.folder(CATALOGUE).manifest()
    return {
        "fold": fold_of(),
        "features": list(NAMES),
        "plan": repr(plan),
        "learner": _learner(),
        "index": manifest.key if manifest else "",
        "embedding": settings().embeddings.model,
    }


def _learner() -> str:
    """Fingerprint of the code that learns: with another rule other weights are chosen."""
    code = "".join(map(inspect.getsource, (learning, fitting)))
    return hashlib.sha256(code.encode()).hexdigest()[:16]


def _there(kind: str, made: Mapping[str, Any]) -> bool:
    """Whether weights by fold lie there that were made from the same as today's would be."""
    try:
        held: dict[str, Any] = json.loads((folds(kind) / MADE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return held == made


def _train(kind: str, rows: Mapping[str, Collected], plan: Plan, made: Mapping[str, Any]) -> None:
    pools = load_pools(judged(), rows, Catalogue.open(CATALOGUE))
    keep_folds(out_of_fold(pools, plan, Console(stderr=True, quiet=True)), folds(kind))
    (folds(kind) / MADE).write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
