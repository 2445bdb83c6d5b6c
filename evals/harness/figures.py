"""From a scored log to the figures: the same log gives the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from llmrec.evals.harness.contracts import Metric, Threshold
from llmrec.evals.harness.scoring import Scored
from llmrec.evals.metrics import estimate

RESAMPLES = 1000
"""Of a mean over samples."""
RESAMPLES_OVER = 200
"""Of one number over all samples, which is computed anew for each."""
DIGITS = 6

Figures = dict[str, Any]
Side = tuple[Scored, str]
"""A system of a run."""


def figures(scored: Scored) -> Figures:
    """All figures of a run."""
    task, header = scored.task, scored.log.header
    systems = {
        name: {
            "n": len(answers.at) + len(answers.failed),
            "planned": header.systems[name],
            "failed": len(answers.failed),
            "errors": dict(sorted(Counter(answers.failed.values()).items())),
            "flaws": dict(sorted(answers.flaws.items())),
            "metrics": {m.name: _figure((scored, name), m) for m in task.metrics},
        }
        for name, answers in scored.answers.items()
    }
    differences = [
        one
        for a, b in pairs(task.thresholds, list(systems))
        for one in compared((scored, a), (scored, b))
    ]
    return {
        "task": task.name,
        "version": header.version,
        "systems": systems,
        "differences": differences,
        "thresholds": [_held(t, systems, differences) for t in task.thresholds],
    }


def to_bytes(found: Figures) -> bytes:
    """As it stands in figures.json."""
    return (json.dumps(found, indent=1, ensure_ascii=False) + "\n").encode()


def pairs(thresholds: Iterable[Threshold], systems: Sequence[str]) -> list[tuple[str, str]]:
    """Which systems are compared: those of a threshold, and llmrec with every other one."""
    named = [(t.system, t.less) for t in thresholds if t.less is not None]
    ours = [name for name in systems if name.startswith("llmrec")]
    named += [(a, b) for a in ours for b in systems if b not in ours]
    named += [(a, b) for n, a in enumerate(ours) for b in ours[n + 1 :]]
    there = [(a, b) for a, b in named if a in systems and b in systems]
    return list(dict.fromkeys(there))


def compared(a: Side, b: Side) -> list[Figures]:
    """The paired difference of every metric, a less b, over the samples that both have."""
    found = []
    for metric in a[0].task.metrics:
        if metric.each is not None:
            of_a, of_b = (scored.answers[name].values[metric.name] for scored, name in (a, b))
            ids = [id_ for id_ in a[0].clusters if id_ in of_a and id_ in of_b]
            one = _mean([of_a[id_] - of_b[id_] for id_ in ids], ids, a[0].clusters)
        else:
            one = _over(metric, [a, b])
        if one["value"] is not None:
            found.append({"metric": metric.name, "system": a[1], "less": b[1]} | one)
    return found


# --- figures and their intervals ----------------------------------------------------------------


def _figure(side: Side, metric: Metric) -> Figures:
    scored, system = side
    answers = scored.answers[system]
    if metric.each is not None:
        values = answers.values[metric.name]
        ids = [id_ for id_ in scored.clusters if id_ in values]
        counted = sum(id_ in values for id_ in answers.failed)
        return _mean([values[id_] for id_ in ids], ids, scored.clusters) | {"failed": counted}
    return _over(metric, [side]) | {"failed": 0}


def _mean(values: Sequence[float], ids: Sequence[str], clusters: Mapping[str, str]) -> Figures:
    if not values:
        return _written(None, None, None, 0)
    found = estimate(values, [clusters[id_] for id_ in ids], RESAMPLES)
    return _written(found.mean, found.low, found.high, len(values))


def _over(metric: Metric, sides: Sequence[Side]) -> Figures:
    """One number over all samples, or the difference of two; clusters are drawn as a whole.

    The interval is the resamples' percentiles, moved by their mean's distance from the number
    (bias correction, Efron and Tibshirani 1993, ch. 10): who is drawn twice covers no more items
    than once, so that resamples of a coverage lie below it, all of them.
    """
    clusters = sides[0][0].clusters
    seen = [scored.answers[name].seen.get(metric.name, {}) for scored, name in sides]
    ids = [id_ for id_ in clusters if all(id_ in side for side in seen)]
    each = [_resampled(side, metric, ids, clusters) for side in sides]
    whole, *again = (
        None if any(one is None for one in told) else float(told[0] - sum(told[1:]))
        for told in zip(*each, strict=True)
    )
    if whole is None:
        return _written(None, None, None, 0)
    told = [one for one in again if one is not None]
    low, high = (
        np.quantile(told, [0.025, 0.975]) + (whole - np.mean(told)) if told else (whole,) * 2
    )
    return _written(whole, float(low), float(high), len(ids))


def _resampled(
    side: Side, metric: Metric, ids: Sequence[str], clusters: Mapping[str, str]
) -> list[float | None]:
    """The number over these samples, then over each resample of their clusters. The same clusters
    are drawn for every system, and a system is reckoned once, however often it is compared."""
    assert metric.over is not None
    answers = side[0].answers[side[1]]
    key = (metric.name, hash(tuple(ids)))
    if key not in answers.resampled:
        seen, groups = answers.seen.get(metric.name, {}), dict[str, list[str]]()
        for id_ in ids:
            groups.setdefault(clusters[id_], []).append(id_)
        names = list(groups)
        draws = np.random.default_rng(0).integers(
            0, max(1, len(names)), (RESAMPLES_OVER, len(names))
        )
        of = [ids, *([id_ for at in row for id_ in groups[names[at]]] for row in draws)]
        answers.resampled[key] = [
            metric.over([seen[i] for i in one]) if ids else None for one in of
        ]
    return answers.resampled[key]


def _written(value: float | None, low: float | None, high: float | None, n: int) -> Figures:
    """Rounded to what says something, so that the last bit of a machine does not show."""
    keys = ("value", "low", "high")
    rounded = [None if one is None else round(one, DIGITS) + 0.0 for one in (value, low, high)]
    return dict(zip(keys, rounded, strict=True)) | {"n": n}


# --- thresholds ---------------------------------------------------------------------------------


def _held(t: Threshold, systems: Figures, differences: Sequence[Figures]) -> Figures:
    """Whether a threshold is met; None: its systems were not in this run."""
    told = {
        "metric": t.metric,
        "system": t.system,
        "sign": t.sign,
        "bound": t.bound,
        "less": t.less,
    }
    named = [t.system] if t.less is None else [t.system, t.less]
    if not all(name in systems for name in named):
        return told | {"value": None, "low": None, "high": None, "met": None}
    found = systems[t.system]["metrics"].get(t.metric) if t.less is None else None
    for one in differences if t.less is not None else ():
        if (one["metric"], one["system"], one["less"]) == (t.metric, t.system, t.less):
            found = one
    if found is None or found["value"] is None:
        return told | {"value": None, "low": None, "high": None, "met": False}
    shown = {key: found[key] for key in ("value", "low", "high")}
    return told | shown | {"met": _met(t, found)}


def _met(t: Threshold, found: Figures) -> bool:
    """A figure may miss its bound by no more than its interval; a difference keeps to it whole."""
    low, high = found["low"], found["high"]
    if t.sign == ">=":
        return bool((high if t.less is None else low) >= t.bound)
    return bool((low if t.less is None else high) <= t.bound)
