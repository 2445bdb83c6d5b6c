"""Smaller scorers from a learned one: int8, and whole parts left out by what they matter.

Nothing is learned again. Experts and hidden units of the head go by how much of what it says comes
from them over people's own signals, what is left out being replaced by its mean; units, heads and
channels of the towers by the size of their weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from llmrec.behaviour import Behaviour, store
from llmrec.behaviour.facts import unit
from llmrec.behaviour.packed import pack, unpack
from llmrec.behaviour.past import Floats, Ints
from llmrec.catalog.catalogue import Catalogue
from llmrec.score.head import Head, gelu, standard


class Scorer(NamedTuple):
    behaviour: Behaviour
    head: Head
    tensors: store.Tensors
    """As they are kept; without what says which items they are of."""

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(value.nbytes for value in self.tensors.values())


def need_head(behaviour: Behaviour) -> Head:
    """The head over signals, which ranks by a history alone."""
    head = Head.of(behaviour.head)
    assert head is not None, "what is learned has one"
    return head


Change = Callable[[Behaviour, Head, Floats], tuple[Behaviour, Head]]
"""Given signals of people, [rows, signals], by which importance is judged."""


def scorer(behaviour: Behaviour, head: Head, catalogue: Catalogue, *, packed: bool) -> Scorer:
    """As it serves once it has been saved and read again."""
    kept = store.to_tensors(behaviour, head.tensors(), catalogue.ids)
    if packed:
        kept = pack(kept)
        behaviour = store.from_tensors(unpack(kept), catalogue, behaviour.facts.embedding)
        head = need_head(behaviour)
    return Scorer(behaviour, head, {k: v for k, v in kept.items() if k not in ("ids", "numbers")})


def neighbours(behaviour: Behaviour, head: Head, _: Floats, *, keep: int) -> Any:
    """The nearest of each item."""
    near = behaviour.neighbours
    row = np.repeat(np.arange(len(near.starts) - 1), np.diff(near.starts))
    order = np.lexsort((-near.values, row))
    rank = np.arange(len(row)) - near.starts[row]
    kept = np.sort(order[rank < keep])
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=len(near.circles)))])
    found = replace(near, starts=starts, items=near.items[kept], values=near.values[kept])
    return replace(behaviour, neighbours=found), head


def circles(behaviour: Behaviour, head: Head, _: Floats, *, keep: int) -> Any:
    """The largest singular vectors, which stand last."""
    near = behaviour.neighbours
    found = replace(near, circles=unit(near.circles[:, -keep:]))
    return replace(behaviour, neighbours=found), head


def factors(behaviour: Behaviour, head: Head, _: Floats, *, keep: int) -> Any:
    """The best that so many can say of how items go together."""
    stars = behaviour.stars
    if stars is None:
        return behaviour, head
    _, _, turned = np.linalg.svd(stars.factors, full_matrices=False)
    found = replace(stars, factors=stars.factors @ turned[:keep].T)
    return replace(behaviour, stars=found), head


def ffn(behaviour: Behaviour, head: Head, _: Floats, *, keep: int) -> Any:
    """Units between the two layers after attention."""
    w = behaviour.sequence.weights
    size = np.linalg.norm(w["up.weight"], axis=1) * np.linalg.norm(w["down.weight"], axis=0)
    kept = largest(size, keep)
    new = {"up.weight": w["up.weight"][kept], "up.bias": w["up.bias"][kept]}
    return _towers(behaviour, weights=w | new | {"down.weight": w["down.weight"][:, kept]}), head


def one_head(behaviour: Behaviour, head: Head, _: Floats) -> Any:
    """Of the heads of attention, the one that adds most."""
    towers = behaviour.sequence
    w, heads = towers.weights, towers.heads
    parts = np.split(np.arange(w["out.weight"].shape[1]), heads)
    (kept,) = largest(
        np.array([np.linalg.norm(w["out.weight"][:, part]) for part in parts]), 1
    ).tolist()
    rows = np.concatenate([parts[kept] + n * len(w["qkv.bias"]) // 3 for n in range(3)])
    new = {"qkv.weight": w["qkv.weight"][rows], "qkv.bias": w["qkv.bias"][rows]}
    new["out.weight"] = w["out.weight"][:, parts[kept]]
    return _towers(behaviour, weights=w | new, heads=1), head


def width(behaviour: Behaviour, head: Head, _: Floats, *, keep: int) -> Any:
    """Channels of items and of what is looked for, those in which taken items differ most."""
    towers = behaviour.sequence
    kept = largest(behaviour.counts @ towers.unit**2, keep)
    w = dict(towers.weights)
    for name in ("before", "between", "norm"):
        for part in (f"{name}.weight", f"{name}.bias"):
            w[part] = w[part][kept]
    for name in ("qkv.weight", "up.weight", "places"):
        w[name] = w[name][:, kept]
    for name in ("out.weight", "out.bias", "down.weight", "down.bias"):
        w[name] = w[name][kept]
    own, projection = towers.own[:, kept], towers.projection[kept]
    return _towers(behaviour, own=own, projection=projection, weights=w), head


def experts(behaviour: Behaviour, head: Head, signals: Floats, *, keep: int) -> Any:
    kept = largest(_said(head, signals).sum(2).std(0), keep)
    new = {"a": head.a[kept], "a0": head.a0[kept], "g": head.g[:, kept], "g0": head.g0[:, kept]}
    return _level(behaviour, head, replace(head, **new), signals)


def hidden(behaviour: Behaviour, head: Head, signals: Floats, *, keep: int) -> Any:
    kept = largest(_said(head, signals).sum(1).std(0), keep)
    new = {"a": head.a[:, kept], "a0": head.a0[:, kept], "v": head.v[:, kept]}
    return _level(behaviour, head, replace(head, **new), signals)


def largest(values: NDArray[Any], keep: int) -> Ints:
    """Where they stand, in order."""
    return np.sort(np.argsort(-values, kind="stable")[:keep])


def _said(head: Head, signals: Floats) -> Floats:
    """What each hidden unit of each expert adds to relevance, [rows, experts, hidden]."""
    x = standard(signals, head.mean, head.deviation)
    gates = np.exp(x @ head.g[0].T + head.g0[0])
    gates /= gates.sum(1, keepdims=True)
    return (
        np.asarray(gelu(np.einsum("ehs,ns->neh", head.a, x) + head.a0) * gates[..., None])
        * (head.v[0])
    )


def _level(behaviour: Behaviour, before: Head, after: Head, signals: Floats) -> Any:
    """With the means of the outputs as they were."""
    return behaviour, replace(after, c=after.c + (before(signals) - after(signals)).mean(0))


def _towers(behaviour: Behaviour, **new: Any) -> Behaviour:
    return replace(behaviour, sequence=replace(behaviour.sequence, **new))


NEAR, NEARER = partial(neighbours, keep=50), partial(neighbours, keep=20)
HALF = (
    partial(circles, keep=32),
    partial(factors, keep=10),
    partial(ffn, keep=64),
    partial(experts, keep=2),
    partial(hidden, keep=8),
)
VARIANTS: dict[str, tuple[bool, Sequence[Change]]] = {
    "as it is": (False, ()),
    "int8": (True, ()),
    "50 neighbours": (False, (NEAR,)),
    "20 neighbours": (False, (NEARER,)),
    "32 circles": (False, (HALF[0],)),
    "10 factors": (False, (HALF[1],)),
    "ffn of 64": (False, (HALF[2],)),
    "1 head of attention": (False, (one_head,)),
    "width 48": (False, (partial(width, keep=48),)),
    "width 32": (False, (partial(width, keep=32),)),
    "2 experts": (False, (HALF[3],)),
    "1 expert": (False, (partial(experts, keep=1),)),
    "8 hidden": (False, (HALF[4],)),
    "int8, 50 neighbours": (True, (NEAR,)),
    "int8, 20 neighbours": (True, (NEARER,)),
    "int8 and all halves": (True, (NEAR, *HALF)),
}
"""By name: whether packed, and what is left out."""


def variants(
    behaviour: Behaviour, head: Head, signals: Floats, catalogue: Catalogue
) -> dict[str, Scorer]:
    found = {}
    for name, (packed, changes) in VARIANTS.items():
        changed = reduce(lambda both, change: change(*both, signals), changes, (behaviour, head))
        found[name] = scorer(*changed, catalogue, packed=packed)
    return found
