"""The figures of a scorer and of its smaller variants: bytes, times side by side, what is lost."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from llmrec.evals.bench_scorer_prune import Scorer
from llmrec.evals.bench_scorer_sets import Person, Set
from llmrec.evals.metrics import Estimate, estimate, ndcg, paired

from llmrec.behaviour import Behaviour
from llmrec.behaviour.past import Floats, Ints
from llmrec.context import Context
from llmrec.score.head import Head
from llmrec.score.history import of_history
from llmrec.types import Candidate, Profile, Request

Figures = dict[str, Any]
CANDIDATES = 200
TIMED = 40
"""People whose requests are timed."""
ROUNDS = 5
FEW = 10
"""People whose whole catalogue is timed."""
AS_IT_IS = "as it is"
NO_WORDS = Profile()


class Case(NamedTuple):
    """One request to be timed."""

    person: Person
    request: Request
    candidates: list[Candidate]
    items: Ints


Work = Callable[[Case], object]


def cases(of: Set, seed: int = 0) -> list[Case]:
    """People drawn, each with candidates drawn from the whole catalogue."""
    draw = np.random.default_rng(seed)
    at = draw.choice(len(of.people), min(TIMED, len(of.people)), replace=False)
    found = []
    for person in (of.people[n] for n in at):
        size = of.catalogue.size
        items = draw.choice(size, min(CANDIDATES, size), replace=False)
        candidates = [Candidate(item=of.catalogue.ids[n], sources={}) for n in items]
        found.append(Case(person, Request(text="", history=person.history), candidates, items))
    return found


def scored(behaviour: Behaviour, head: Head, person: Person, items: Ints) -> Floats:
    """Logits of the items."""
    return head.logits(head(behaviour.signals(person.past, items))[:, 0])


def quality(variants: Mapping[str, Scorer], people: Sequence[Person]) -> dict[str, Figures]:
    """NDCG@10 over the same people and candidates, less that of the scorer as it is, and how far
    the logits are from its own."""
    values: dict[str, list[float]] = {name: [] for name in variants}
    off = dict.fromkeys(variants, 0.0)
    for person in people:
        if not person.taken.any():
            continue
        found = {n: scored(v.behaviour, v.head, person, person.items) for n, v in variants.items()}
        for name, logits in found.items():
            values[name].append(ndcg(person.taken.astype(int), logits) or 0.0)  # type: ignore[arg-type]
            off[name] = max(off[name], float(np.abs(logits - found[AS_IT_IS]).max()))
    return {
        name: {
            "NDCG@10": _rounded(estimate(of)),
            "difference": _rounded(paired(of, values[AS_IT_IS])),
            "logits off": round(off[name], 5),
        }
        for name, of in values.items()
    }


def _rounded(of: Estimate) -> Figures:
    numbers = {"mean": of.mean, "low": of.low, "high": of.high}
    return {name: round(value, 5) for name, value in numbers.items()} | {"n": of.n}


def times(variants: Mapping[str, Scorer], of: Set, seed: int = 0) -> dict[str, Figures]:
    """Milliseconds of one person's request, everybody's requests in turn with all variants: as it
    is answered with stars and shares for 200 candidates, and the order of the whole catalogue."""
    every, asked = np.arange(of.catalogue.size), cases(of, seed)
    requests, catalogues = dict[str, Work](), dict[str, Work]()
    for name, (behaviour, head, _) in variants.items():
        served = replace(behaviour, head=head.tensors())
        requests[name] = partial(_answer, Context(of.catalogue, behaviour=served))
        catalogues[name] = partial(_rank, behaviour, head, every)
    found = alternately(requests, asked), alternately(catalogues, asked[:FEW])
    return {
        name: {"request ms": _spread(found[0][name]), "catalogue ms": _spread(found[1][name])}
        for name in variants
    }


def _answer(context: Context, case: Case) -> object:
    return of_history(case.candidates, {}, NO_WORDS, case.request, context)


def _rank(behaviour: Behaviour, head: Head, every: Ints, case: Case) -> object:
    return scored(behaviour, head, case.person, every)


def parts(one: Scorer, of: Set, seed: int = 0) -> Figures:
    """Where the time of a request goes."""
    (behaviour, head, _), asked = one, cases(of, seed)

    def told(case: Case) -> Any:
        return behaviour.tell(case.person.past, case.items)

    kept = {
        id(case): (found := told(case), behaviour.signals(case.person.past, case.items, found))
        for case in asked
    }
    work: dict[str, Work] = {
        "stars with their doubt": told,
        "signals": lambda c: behaviour.signals(c.person.past, c.items, kept[id(c)][0]),
        "head": lambda c: head(kept[id(c)][1]),
        "shares": lambda c: head.shares(kept[id(c)][1], np.zeros(len(c.items))),
    }
    found = alternately(work, asked)
    return {name: _spread(ms)["p50"] for name, ms in found.items()}


def alternately(work: Mapping[str, Work], asked: Sequence[Case]) -> dict[str, list[float]]:
    """Milliseconds of each, in turns, after a turn that is not counted."""
    found = {name: list[float]() for name in work}
    for n in range(ROUNDS + 1):
        for case in asked if n else asked[:3]:
            for name, one in work.items():
                started = time.perf_counter()
                one(case)
                if n:
                    found[name].append((time.perf_counter() - started) * 1e3)
    return found


def _spread(ms: Sequence[float]) -> Figures:
    low, high = np.quantile(ms, [0.1, 0.9])
    return {
        "p50": round(statistics.median(ms), 3),
        "p10": round(float(low), 3),
        "p90": round(float(high), 3),
        "n": len(ms),
    }
