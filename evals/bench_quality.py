"""How well the LangChain chain orders the judged pools, beside what llmrec answered to the same.

Both are scored by `evals.queries.condensed` over the same pools: what nobody judged is taken out
of a ranking, and judged products that it lacks tie behind those that it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from llmrec.evals.chorus import Judged
from llmrec.evals.metrics import estimate, ndcg, paired
from llmrec.evals.queries import condensed, ranking

from llmrec.types import Recommendation

ANSWERS = Path("runs") / "answers.jsonl"
"""What `python -m llmrec.evals.queries run --out runs/answers.jsonl` writes."""
Figures = dict[str, Any]


def ndcgs(queries: Sequence[Judged], rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """NDCG@10 by query, of those that have a ranking and grades that differ."""
    values = {
        one.query: ndcg(list(one.labels.values()), condensed(one, rankings[one.query]))
        for one in queries
        if one.graded and one.query in rankings
    }
    return {query: value for query, value in values.items() if value is not None}


def quality(
    queries: Sequence[Judged],
    rankings: Mapping[str, Sequence[str]],
    answers: Mapping[str, Recommendation],
) -> Figures:
    """The chain's NDCG@10, and both systems' on the queries that both have answered."""
    chain = ndcgs(queries, rankings)
    ours = ndcgs(queries, {query: ranking(found) for query, found in answers.items()})
    out: Figures = {"ndcg@10 condensed": _estimate(list(chain.values()))}
    if both := [query for query in chain if query in ours]:
        a, b = [ours[query] for query in both], [chain[query] for query in both]
        out["ndcg@10, same queries"] = {
            "llmrec": _estimate(a),
            "langchain": _estimate(b),
            "llmrec less langchain": dict(paired(a, b)._asdict()),
        }
    return out


def _estimate(values: Sequence[float]) -> Figures | None:
    return dict(estimate(values)._asdict()) if values else None
