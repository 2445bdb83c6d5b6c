"""What an answer costs: calls, tokens, time by stage, and what caches save."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from llmrec.evals.datasets.indexed import ensure_shipped
from llmrec.evals.datasets.written import drawn
from llmrec.evals.harness.contracts import Answered, Label, Loaded, Metric, Options, Sample, Task

from llmrec.catalog import shipped
from llmrec.types import Recommendation, Request

STEPS = ("first list", "understand and judge", "retrieve again", "explain and judge")
"""Steps of an answer; they follow each other."""


def load(options: Options) -> Loaded:
    """The requests that people write, in both languages, to the two catalogues that ship."""
    samples = [
        Sample(row["id"], row["id"], Request(text=row["text"], catalogue=name))
        for name, row in drawn(options.limit, options.seed)
    ]
    return Loaded(
        samples=samples,
        labels={s.id: None for s in samples},
        catalogue=shipped.NAMES[0],
    )


def counted(name: str, of: Callable[[Recommendation], float], source: str = "") -> Metric:
    """A mean over the answers; of a failed one there is none."""

    def each(found: Recommendation, _: Label) -> float | None:
        return of(found)

    return Metric(name, each, better="lower", failed=None, source=source)


def took(step: str) -> Metric:
    def each(found: Recommendation, _: Label) -> float | None:
        return found.timings.get(step)

    return Metric(f"{step} ms", each, better="lower", failed=None, source="wall time of the step")


def total(found: Recommendation) -> float:
    return sum(found.timings.get(step, 0.0) for step in STEPS)


def slowest(share: float) -> Metric:
    def over(answered: Sequence[Answered]) -> float | None:
        times = [total(found) for found, _ in answered if found.timings]
        return float(np.quantile(times, share)) if times else None

    return Metric(
        f"p{share * 100:.0f} ms", over=over, better="lower", source="quantile of the whole time"
    )


def per_call(name: str, of: Callable[[Recommendation], float], source: str) -> Metric:
    """A share of all calls; answers without a call have none."""

    def each(found: Recommendation, _: Label) -> float | None:
        return of(found) / len(found.calls) if found.calls else None

    return Metric(name, each, better="neither", failed=None, source=source)


def prefix_share() -> Metric:
    def each(found: Recommendation, _: Label) -> float | None:
        read = sum(c.tokens_in for c in found.calls)
        return sum(c.tokens_cached for c in found.calls) / read if read else None

    return Metric(
        "prompt tokens cached",
        each,
        failed=None,
        source="share of the prompt tokens that the server says it had read before",
    )


METRICS = (
    counted("calls", lambda a: len(a.calls)),
    counted("tokens in", lambda a: sum(c.tokens_in for c in a.calls)),
    counted("tokens out", lambda a: sum(c.tokens_out for c in a.calls)),
    prefix_share(),
    per_call(
        "answers kept",
        lambda a: sum(c.outcome == "cached" for c in a.calls),
        "share of the calls answered from disk; 0 in a run that asks anew",
    ),
    per_call(
        "calls not ok",
        lambda a: sum(c.outcome not in ("ok", "cached") for c in a.calls),
        "share of the calls that were malformed, truncated, refused or not answered",
    ),
    counted("fallbacks", lambda a: len(a.fallbacks), "stages that did something else"),
    *(took(step) for step in STEPS),
    counted("ms", total, "sum of the steps"),
    slowest(0.5),
    slowest(0.95),
)

TASK = Task(
    name="efficiency",
    title="Calls, tokens and time of an answer",
    dataset="",
    split="none: nothing is learned and nothing is right or wrong",
    candidates="the two catalogues that ship",
    load=load,
    prepare=ensure_shipped,
    metrics=METRICS,
    systems=(
        "llmrec-fast-anew",
        "llmrec-full-anew",
        "llmrec-no-understand-anew",
        "llmrec-no-judge-anew",
        "llmrec-no-explain-anew",
    ),
    costly=(
        "llmrec-full-anew",
        "llmrec-no-understand-anew",
        "llmrec-no-judge-anew",
        "llmrec-no-explain-anew",
    ),
    few=40,
    notes=(
        "Systems that ask the model answer 40 requests: as many of each catalogue and language.",
        "Answers and vectors that an earlier run kept on disk are not used here.",
        "Several requests are answered at once, so that times are those of a busy machine; a "
        "single answer is timed by `llmrec.evals.bench`.",
        "Systems run one after another: what one left in the server's prefix cache serves the "
        "next. The first row of those that ask the model is the one without that help.",
    ),
)
