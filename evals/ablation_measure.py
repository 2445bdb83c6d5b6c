"""Heads that were learned without something, over the same people and the same candidates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from llmrec.evals.ablation_base import CONFIG
from llmrec.evals.ablation_variants import Variant, masked, masked_cases
from llmrec.evals.bench_scorer_sets import Person
from llmrec.evals.metrics import Estimate, estimate, ndcg, paired

from llmrec.behaviour import SIGNALS, Behaviour
from llmrec.behaviour.past import Floats
from llmrec.catalog.building import silent
from llmrec.score.head import Head
from llmrec.score.head_training import Case
from llmrec.score.training import learn_head

Figures = dict[str, Any]
STARS = list(SIGNALS).index("stars")
RESAMPLES = 10_000
OnVariant = Callable[[str], None]


class Errors(NamedTuple):
    """Of one person's later stars."""

    squares: float
    """Summed."""
    stars: int


class Measured(NamedTuple):
    """One head, person by person."""

    ndcg: list[float]
    errors: list[Errors]


def heads(
    cases: Sequence[Case], variants: Sequence[Variant], on_variant: OnVariant
) -> dict[str, Head]:
    """Each learned anew, of the same cases."""
    found = {}
    for one in variants:
        on_variant(one.name)
        mine = masked_cases(cases, list(SIGNALS), one.without)
        found[one.name] = learn_head(mine, replace(CONFIG, which=one.which), silent)
    return found


def measure(
    behaviour: Behaviour,
    learned: Mapping[str, Head],
    variants: Sequence[Variant],
    people: Sequence[Person],
) -> dict[str, Measured]:
    """NDCG@10 of everybody's list, and how far the stars are off."""
    found = {one.name: Measured([], []) for one in variants}
    for person in people:
        if not person.taken.any():
            continue
        signals = behaviour.signals(person.past, person.items)
        grades = person.taken.astype(int).tolist()
        for one in variants:
            z = _order(learned[one.name], masked(signals, list(SIGNALS), one.without), signals, one)
            found[one.name].ndcg.append(ndcg(grades, z) or 0.0)
        if person.later is not None and behaviour.stars is not None:
            for name, errors in _stars(behaviour, learned, variants, person).items():
                found[name].errors.append(errors)
    return found


def _order(head: Head, x: Floats, signals: Floats, of: Variant) -> Floats:
    """What is ranked by: relevance, and where it was not learned the stars that are expected."""
    z = head(x)
    return z[:, 0] if of.which.relevance else signals[:, STARS] + z[:, 1]


def _stars(
    behaviour: Behaviour,
    learned: Mapping[str, Head],
    variants: Sequence[Variant],
    person: Person,
) -> dict[str, Errors]:
    assert person.later is not None
    assert behaviour.stars is not None
    rated = person.later.rated
    told = behaviour.tell(person.past, rated.items)
    assert told is not None
    signals, out = behaviour.signals(person.past, rated.items, told), {}
    for one in variants:
        mean = told.mean + learned[one.name](masked(signals, list(SIGNALS), one.without))[:, 1]
        off = np.clip(mean, behaviour.stars.low, behaviour.stars.high) - rated.stars
        out[one.name] = Errors(float(off @ off), len(off))
    return out


# --- figures --------------------------------------------------------------------------------


def figures(found: Mapping[str, Measured], variants: Sequence[Variant]) -> Figures:
    """Each variant's own figures, and less those of the one that it is compared with."""
    out: Figures = {}
    for one in variants:
        mine, other = found[one.name], found[one.against]
        told = {"NDCG@10": rounded(estimate(mine.ndcg))}
        told["NDCG@10 less"] = rounded(paired(mine.ndcg, other.ndcg))
        if mine.errors:
            told |= {"RMSE": rmse(mine.errors), "RMSE less": rmse(mine.errors, other.errors)}
        out[one.name] = {"against": one.against, "without": list(one.without)} | told
    return out


def rmse(of: Sequence[Errors], less: Sequence[Errors] | None = None, seed: int = 0) -> Figures:
    """Over all stars, or the difference of two; the bootstrap draws people."""
    count = np.array([one.stars for one in of])
    sides = [np.array([one.squares for one in side]) for side in (of, less) if side is not None]
    drawn = np.random.default_rng(seed).integers(0, len(count), (RESAMPLES, len(count)))

    def less_of(at: Any) -> Any:
        roots = [np.sqrt(side[at].sum(-1) / count[at].sum(-1)) for side in sides]
        return roots[0] - sum(roots[1:])

    low, high = np.quantile(less_of(drawn), [0.025, 0.975])
    mean = float(less_of(np.arange(len(count))))
    return rounded(Estimate(mean, float(low), float(high), len(count)))


def rounded(of: Estimate) -> Figures:
    numbers = {"mean": of.mean, "low": of.low, "high": of.high}
    return {name: round(value, 5) for name, value in numbers.items()} | {"n": of.n}
