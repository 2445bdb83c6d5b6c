"""Which of twenty products will the person buy next: one is right, nineteen were drawn at random.

The protocol of LLMRank's tables 2 and 3, so that published figures can stand beside. Items with
equal scores are a tie, and a tie counts as its expectation over all orders of the tied items.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from llmrec.evals import metrics
from llmrec.evals.datasets import games
from llmrec.evals.harness.contracts import Metric, Task, Threshold
from llmrec.evals.harness.retrieval_metrics import relevance_calibration
from llmrec.evals.systems import tuned
from llmrec.evals.systems.llm_listwise import MALFORMED, kind_of

from llmrec.types import Recommendation

CUTS = (10, 1, 5, 20)
"""The published one first."""
PUBLISHED = {"popularity": 0.5296, "bpr": 0.6627, "sasrec": 0.7592, "GPT-3.5": 0.5350}
"""NDCG@10 of Hou et al. 2024, tables 2 and 3; GPT-4 on 200 people: .6288."""

Each = Callable[[Recommendation, str], float | None]


def tied(answer: Recommendation, target: str) -> tuple[list[int], list[float]]:
    """The answer as grades (1 for the target) and scores that fall from tie to tie.

    The order of the answer counts; neighbours with equal scores are a tie. An item that comes
    twice counts where it comes first.
    """
    grades, levels = [], []
    seen: set[str] = set()
    level, last = 0.0, None
    for item in answer.items:
        if item.id in seen:
            continue
        seen.add(item.id)
        level -= item.score != last
        last = item.score
        grades.append(int(item.id == target))
        levels.append(level)
    return grades, levels


def ndcg(k: int) -> Each:
    """NDCG@k with one relevant item; 0 when the answer lacks it."""

    def each(answer: Recommendation, target: str) -> float:
        return metrics.ndcg(*tied(answer, target), k=k) or 0.0

    return each


def recall(k: int) -> Each:
    """The chance that the target is among the first k, over the orders of its tie."""

    def each(answer: Recommendation, target: str) -> float:
        grades, levels = map(np.asarray, tied(answer, target))
        if not grades.any():
            return 0.0
        level = levels[grades == 1][0]
        before, equal = (levels > level).sum(), (levels == level).sum()
        return float(np.clip((k - before) / equal, 0, 1))

    return each


def mrr(answer: Recommendation, target: str) -> float:
    return metrics.reciprocal_rank(*tied(answer, target), relevant=1) or 0.0


def answered(kind: str) -> Each:
    """Whether the model's list was of this kind; nothing where no model was asked for a list."""

    def each(answer: Recommendation, _: str) -> float | None:
        found = kind_of(answer)
        return None if found is None else float(found == kind)

    return each


TASK = Task(
    name="next-item",
    title="Next purchase among twenty, Amazon Video Games",
    dataset=games.GAMES.folder,
    split="Leave one out, as published: each person's last purchase is held out, the one before "
    "it is for tuning.",
    candidates="The 20 published ones: the purchase and 19 random items, in an order of our own.",
    load=games.load,
    metrics=(
        *(
            Metric(f"NDCG@{k}", ndcg(k), source="1 / log2(1 + rank), 0 beyond k; ties expected")
            for k in CUTS
        ),
        *(Metric(f"Recall@{k}", recall(k), source="P(rank <= k); ties expected") for k in (5, 10)),
        Metric("MRR", mrr, source="1 / rank; ties expected"),
        relevance_calibration(),
        *(
            Metric(
                f"lists with {kind}",
                answered(kind),
                better="lower",
                failed=None,
                source="first defect of the model's list, kinds of rank_llm",
            )
            for kind in MALFORMED
        ),
    ),
    systems=(
        "chance",
        "popularity",
        "bm25",
        "dense",
        "fusion",
        "item-knn",
        "slim",
        "als",
        "bpr",
        "sasrec",
        "two-tower",
        "llm-listwise",
        "llm-listwise-masked",
        "llmrec-fast",
        "llmrec-full",
    ),
    costly=("llm-listwise", "llm-listwise-masked", "llmrec-full"),
    few=150,
    thresholds=(
        Threshold("NDCG@10", "popularity", ">=", 0.5296),
        Threshold("NDCG@10", "bpr", ">=", 0.64),
        Threshold("NDCG@10", "sasrec", ">=", 0.70),
    ),
    prepare=games.prepare,
    notes=(
        "Published NDCG@10 on the same candidates: popularity 52.96, BPR 66.27, SASRec 75.92, "
        "GPT-3.5 53.50; GPT-4, on 200 people, 62.88. LLMRank learns from the part before tuning "
        "alone (popularity of that part alone has 52.82 here, and ties in LLMRank fall by chance); "
        "systems here learn from both parts, as a shop would.",
        "Nineteen random items are far easier to tell from the next purchase than what a shop "
        "would show beside it; figures here say nothing of the whole catalogue.",
        "Item ids of the files follow people's histories; requests carry hashes of them.",
        "Only titles are known of the items, and the only request is the history: masked, the "
        "model is left with nothing, and what it then has above chance is not of its knowledge.",
        *tuned.notes("next-item"),
    ),
)
