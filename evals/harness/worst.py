"""Which samples to look at first: those that the system we mean to improve got most wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from llmrec.evals.harness.contracts import Answered, Metric
from llmrec.evals.harness.scoring import Scored

TIES = 3
"""So many of the task's first metrics order the samples, the later ones among equals."""


def principal(systems: Sequence[str]) -> str:
    """The system that a report looks into: llmrec with the model, else without, else the last."""
    for name in ("llmrec-full", "llmrec"):
        if name in systems:
            return name
    for start in ("llmrec-full", "llmrec-fast", "llmrec"):
        for name in systems:
            if name.startswith(start):
                return name
    return systems[-1]


def by_badness(scored: Scored, system: str) -> list[str]:
    """Every sample that the system was asked, the worst first: failed ones, then by the task's
    first metrics; equal ones in the order of the task."""
    answers = scored.answers[system]
    asked = [id_ for id_ in scored.clusters if id_ in answers.at or id_ in answers.failed]
    metrics = [m for m in scored.task.metrics if m.better != "neither"][:TIES]
    whole = scored.answered(system) if any(m.each is None for m in metrics) else {}
    columns = [_badness(scored, system, metric, whole) for metric in metrics]

    def key(id_: str) -> tuple[bool, *tuple[float, ...]]:
        return (id_ not in answers.failed, *(-column.get(id_, 0.0) for column in columns))

    return sorted(asked, key=key)


def _badness(
    scored: Scored, system: str, metric: Metric, answered: Mapping[str, Answered]
) -> dict[str, float]:
    """By sample, how bad it is by one metric; one number over all samples is asked of each
    cluster for itself, and is then that of all its samples."""
    sign = 1.0 if metric.better == "lower" else -1.0
    if metric.each is not None:
        values: Mapping[str, float] = scored.answers[system].values[metric.name]
    else:
        values = _by_cluster(scored, metric, answered)
    if not values:
        return {}
    # A sample without a value is neither good nor bad: it stands in the middle.
    middle = sorted(values.values())[len(values) // 2]
    return {id_: sign * (value - middle) for id_, value in values.items()}


def _by_cluster(
    scored: Scored, metric: Metric, answered: Mapping[str, Answered]
) -> dict[str, float]:
    groups: dict[str, list[str]] = {}
    for id_ in answered:
        groups.setdefault(scored.clusters[id_], []).append(id_)
    out: dict[str, float] = {}
    for ids in groups.values():
        value = metric.whole([answered[id_] for id_ in ids])
        if value is not None:
            out |= dict.fromkeys(ids, value)
    return out
