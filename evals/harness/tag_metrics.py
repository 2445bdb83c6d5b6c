"""Metrics of interests that were read as tags, against the genres of what the person liked.

A label holds the `genres` that at least half of the liked films have, and `all_genres` of the set.
Whatever a system says of other fields than genres is neither right nor wrong.
"""

from __future__ import annotations

from llmrec.evals.harness.contracts import Label, Metric

from llmrec.types import Recommendation

FIELD = "genre"


def said(found: Recommendation, label: Label) -> set[str]:
    """Genres among the tags of an answer."""
    known = set(label["all_genres"])
    return {t.tag for t in found.tags if t.field == FIELD and t.tag in known}


def f1_of(said: set[str], right: set[str]) -> float:
    """2 |said and right| / (|said| + |right|)."""
    return 2 * len(said & right) / (len(said) + len(right)) if said or right else 1.0


def f1() -> Metric:
    return Metric(
        "F1",
        lambda found, label: f1_of(said(found, label), set(label["genres"])),
        source="2 |said and right| / (|said| + |right|) of a dialogue's genres, mean",
    )


def precision() -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        mine = said(found, label)
        return len(mine & set(label["genres"])) / len(mine) if mine else None

    return Metric(
        "precision",
        each,
        failed=None,
        source="share of the genres said that are right; dialogues where one was said",
    )


def recall() -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        right = set(label["genres"])
        return len(said(found, label) & right) / len(right)

    return Metric("recall", each, source="share of the right genres that were said")
