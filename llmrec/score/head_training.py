"""Learns the head: what each signal is worth, on what people took after what was learned from.

Every person with later events is a case: the past, a pool (what each way of finding brings, and
items drawn at random), and which of them were taken later. Losses:

    relevance   -log softmax of z_0 over all items, mean over what was taken (listwise); those
                drawn at random stand for all that nothing found: their exp(z_0) counts as many
                times as there are such items for each
    stars       (r - m)^2 / 2 d^2 + log d, m and d of the head (heteroscedastic)

weighed by learned uncertainty, sum_t exp(-u_t) loss_t + u_t (Kendall, Gal and Cipolla 2018,
https://arxiv.org/abs/1705.07115). A fifth of the people decides when to stop, and calibrates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from llmrec.behaviour import Behaviour, Past
from llmrec.behaviour.past import Floats, Ints, drawn
from llmrec.score.head import EXPERTS, HIDDEN, TASKS, Head, log_share, standard
from llmrec.score.history import Z80, Asked, Reader
from llmrec.score.sequences import one_thread

PEOPLE = 3000
"""Cases at the most, drawn."""
FOUND = 25
"""Items of each way of finding."""
SERVED = 60
"""The same of a request, as `retrieve` has it; on these relevance is calibrated."""
DRAWN = 100
TAKEN = 10
"""Of what a person took later, the first."""
BATCH = 256
"""Cases a step; of ratings all."""
STEPS = 600
EACH = 5
"""Steps after which it is looked whether the others' loss still falls."""
PATIENCE = 100
RATE = 0.01
FLATTEST = 0.1
DECAY = 0.01
LEAST_DEVIATION = 1e-6
PULL = 20.0
"""How strongly few cases hold the weights at what was given."""
ENOUGH = 1000
AT_ONCE = 8
"""Requests in words that are read side by side."""
NOTHING = -1e9
"""Logarithm of a weight of none."""
OnStep = Callable[[int, int], None]


class Case(NamedTuple):
    """One person."""

    signals: Floats
    """[pool, inputs of the head]."""
    taken: NDArray[np.bool_]
    """[pool]."""
    stands_for: Floats
    """[pool]: how many items of the catalogue each stands for."""
    rated: Floats
    """[rated, inputs] of later ratings."""
    told: Floats
    """[rated, 2]: mean and deviation of `behaviour.stars`."""
    stars: Floats
    """[rated]."""
    served: Floats
    """[served, inputs] of the candidates that a request would have."""
    wanted: NDArray[np.bool_]
    """[served]: taken later, and not only among the first, of which relevance learns."""


@dataclass(frozen=True)
class Which:
    """Tasks that are learned; the others' outputs stay 0."""

    relevance: bool = True
    stars: bool = True
    experts: bool = True
    """Without them what is left is linear."""
    enough: int = ENOUGH
    """Cases from which on experts learn; fewer teach no more than what each signal is worth."""


def cases(behaviour: Behaviour, of: Sequence[tuple[Past, Past]], seed: int = 0) -> list[Case]:
    """Of each person who has a past and took something new later; `PEOPLE` of them, drawn."""
    new = [pair for pair in of if len(pair[0].items) and len(_first_new(pair[1], pair[0]))]
    draw = np.random.default_rng(seed)
    return [_case(behaviour, past, later, draw) for past, later in drawn(new, PEOPLE, seed)]


def _case(behaviour: Behaviour, past: Past, later: Past, draw: np.random.Generator) -> Case:
    size = len(behaviour.counts)
    taken = _first_new(later, past)
    found = np.setdiff1d(behaviour.best(past, FOUND), past.items)
    random = np.setdiff1d(draw.integers(0, size, DRAWN), past.items)
    pool = np.unique(np.concatenate([taken, found, random]))
    drawn_only = ~np.isin(pool, np.concatenate([taken, found]))
    rest = size - len(np.unique(np.concatenate([taken, found, past.items])))
    rated = later.rated
    told = behaviour.tell(past, rated.items)
    served = np.setdiff1d(behaviour.best(past, SERVED), past.items)
    signals = behaviour.signals(past, np.concatenate([pool, rated.items, served]))
    return Case(
        signals[: len(pool)],
        np.isin(pool, taken),
        np.where(drawn_only, max(1.0, rest / max(1, drawn_only.sum())), 1.0),
        signals[len(pool) : len(pool) + len(rated.items)],
        np.zeros((0, 2)) if told is None else np.stack(told, axis=1),
        rated.stars if told is not None else np.zeros(0),
        signals[len(pool) + len(rated.items) :],
        np.isin(served, later.items),
    )


def asked_cases(behaviour: Behaviour, of: Sequence[Asked], read: Reader) -> list[Case]:
    """Of each request in words that has candidates; where what was taken is not among them, the
    case teaches no order, but how often such candidates are taken."""
    out, nothing = [], np.zeros(0, np.int64)
    with ThreadPoolExecutor(AT_ONCE) as at_once:  # each waits for a vector of its words
        found = list(at_once.map(lambda one: read(one.request, behaviour), of))
    for one, (pool, x) in zip(of, found, strict=True):
        if len(pool):
            taken, alone = np.isin(pool, one.taken), np.ones(len(pool))
            no_stars = x[nothing], np.zeros((0, 2)), np.zeros(0)
            out.append(Case(x, taken, alone, *no_stars, x, taken))
    return out


def _first_new(later: Past, past: Past) -> Ints:
    new = later.items[~np.isin(later.items, past.items)]
    _, at = np.unique(new, return_index=True)
    return new[np.sort(at)][:TAKEN]


def learn(
    of: Sequence[Case],
    which: Which | None = None,
    seed: int = 0,
    on_step: OnStep = lambda *_: None,
    start: Floats | None = None,
) -> Head:
    """The head with the least loss on a fifth of the people, calibrated on them.

    Args:
        of: at least one case that something was taken of.
        start: [inputs], what one unit of each is worth for relevance where nothing else is known;
            the fewer cases there are, the nearer to it the weights stay.
    """
    which = which or Which()
    taught = teaching(of)
    if len(taught) < which.enough:
        which = replace(which, experts=False)
    draw = np.random.default_rng(seed)
    early, late = _parted(taught, draw)
    others = [c for c in of if not c.taken.any()]
    _, missed = _parted(others, np.random.default_rng([seed, 1]))
    mean, deviation = _standard(early)
    given = np.zeros(len(mean)) if start is None else start * deviation
    pull = 0.0 if start is None else PULL / len(early)
    sets = [_tensors(part, mean, deviation) for part in (early, late)]
    with one_thread():
        kept = _least(which, given, pull, sets, draw, on_step)
    kept = _of_what_varied(kept, np.concatenate([c.signals for c in early]), given)
    head = Head(mean, deviation, **kept, slope=np.array([1.0, 0.0]))
    return calibrated(head, [*late, *missed])


def teaching(of: Sequence[Case]) -> list[Case]:
    """Those that teach an order: something was taken of what was found."""
    return [c for c in of if c.taken.any()]


def _parted(of: Sequence[Case], draw: np.random.Generator) -> tuple[list[Case], list[Case]]:
    """Four fifths to learn from and one to stop by; of very few, all for both."""
    if len(of) <= 4:
        return list(of), list(of)
    held = draw.permutation(len(of)) < len(of) // 5
    return (
        [c for c, out in zip(of, held, strict=True) if not out],
        [c for c, out in zip(of, held, strict=True) if out],
    )


def _least(
    which: Which,
    given: Floats,
    pull: float,
    sets: Sequence[tuple[Any, ...]],
    draw: np.random.Generator,
    on_step: OnStep,
) -> dict[str, Floats]:
    """The network's weights where the loss of the second set was least."""
    import torch

    torch.manual_seed(int(draw.integers(2**31)))
    network = _network(which, given, pull)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    kept: dict[str, Floats] = network.frozen()
    best, since = float("inf"), 0
    for step in range(0, STEPS, EACH):
        for _ in range(EACH):
            some = torch.from_numpy(draw.permutation(len(sets[0][0]))[:BATCH])
            loss = network.loss(*(part[some] for part in sets[0][:3]), *sets[0][3:])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            reached = float(network.loss(*sets[1]))
        if reached < best - 1e-4:
            best, kept, since = reached, network.frozen(), 0
        else:
            since += EACH
        on_step(step + EACH, STEPS)
        if since >= PATIENCE:
            break
    return kept


def _of_what_varied(kept: dict[str, Floats], signals: Floats, given: Floats) -> dict[str, Floats]:
    """Without the weights, drawn at the start, of signals that never varied: nothing was learned
    of them, and what was given stays."""
    same = signals.std(0) <= LEAST_DEVIATION
    k = np.where(same, 0.0, kept["k"])
    k[0, same] = given[same]
    return kept | {"k": k} | {name: np.where(same, 0.0, kept[name]) for name in ("a", "g")}


def _standard(of: Sequence[Case]) -> tuple[Floats, Floats]:
    rows = np.concatenate([c.signals for c in of])
    deviation = rows.std(0)
    return rows.mean(0), np.where(deviation > LEAST_DEVIATION, deviation, 1.0)


def _tensors(of: Sequence[Case], mean: Floats, deviation: Floats) -> tuple[Any, ...]:
    """Pools padded to the longest, and all ratings in one."""
    import torch

    longest = max(len(c.signals) for c in of)
    x = np.zeros((len(of), longest, len(mean)), np.float32)
    taken = np.zeros((len(of), longest), bool)
    weight = np.full((len(of), longest), NOTHING, np.float32)
    for n, c in enumerate(of):
        x[n, : len(c.signals)] = standard(c.signals, mean, deviation)
        weight[n, : len(c.signals)], taken[n, : len(c.signals)] = np.log(c.stands_for), c.taken
    rated = standard(np.concatenate([c.rated for c in of]), mean, deviation).astype(np.float32)
    told = np.concatenate([c.told for c in of]).astype(np.float32)
    stars = np.concatenate([c.stars for c in of]).astype(np.float32)
    rows = (x, weight, taken, rated[: len(stars)], told, stars)
    return tuple(torch.from_numpy(row) for row in rows)


def _network(which: Which, given: Floats, pull: float) -> Any:
    """The network; made here because torch loads late."""
    import torch
    from torch import nn
    from torch.nn import functional as F  # noqa: N812

    class Network(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            tasks, signals = len(TASKS), len(given)
            wide = signals**-0.5
            self.a = nn.Parameter(torch.randn(EXPERTS, HIDDEN, signals) * wide)
            self.a0 = nn.Parameter(torch.zeros(EXPERTS, HIDDEN))
            self.g = nn.Parameter(torch.zeros(tasks, EXPERTS, signals))
            self.g0 = nn.Parameter(torch.zeros(tasks, EXPERTS))
            self.v = nn.Parameter(torch.randn(tasks, HIDDEN) * 0.02)
            self.k = nn.Parameter(torch.zeros(tasks, signals))
            self.k.data[0] = self.given = torch.tensor(given, dtype=torch.float32)
            self.c = nn.Parameter(torch.zeros(tasks))
            self.u = nn.Parameter(torch.zeros(2))

        def forward(self, x: Any) -> Any:
            linear = x @ self.k.T + self.c
            if not which.experts:
                return linear
            h = F.gelu(torch.einsum("ehs,...s->...eh", self.a, x) + self.a0, approximate="tanh")
            gates = torch.softmax(torch.einsum("tes,...s->...te", self.g, x) + self.g0, -1)
            mixed = torch.einsum("...te,...eh->...th", gates, h)
            return torch.einsum("...th,th->...t", mixed, self.v) + linear

        def loss(self, x: Any, weight: Any, taken: Any, rated: Any, told: Any, stars: Any) -> Any:
            off = ((self.k[0] - self.given) ** 2).sum() + (self.v[0] ** 2).sum()
            total = 0.0 * self.u.sum() + pull * off
            if which.relevance and taken.any():
                z = self(x)[..., 0] + weight
                counts = taken.sum(1)
                each = -(torch.log_softmax(z, 1) * taken).sum(1)[counts > 0] / counts[counts > 0]
                total = total + torch.exp(-self.u[0]) * each.mean() + self.u[0]
            if which.stars and len(stars):
                z = self(rated)
                deviation = told[:, 1] * torch.exp(z[:, 2])
                off = (stars - told[:, 0] - z[:, 1]) / deviation
                each = off**2 / 2 + torch.log(deviation)
                total = total + torch.exp(-self.u[1]) * each.mean() + self.u[1]
            return total

        def frozen(self) -> dict[str, Floats]:
            state = self.state_dict()
            found = {k: v.numpy().astype(np.float64) for k, v in state.items() if k != "u"}
            return found if which.experts else found | {"v": np.zeros_like(found["v"])}

    return Network()


def thawed(head: Head) -> Any:
    """The network that this head was, in torch again; it reads signals that are standardised."""
    import torch

    network = _network(Which(), np.zeros(len(head.mean)), 0.0)
    kept = {name: torch.from_numpy(value) for name, value in head.tensors().items()}
    state = network.state_dict()
    network.load_state_dict({name: kept.get(name, old) for name, old in state.items()})
    return network.eval()


def calibrated(head: Head, of: Sequence[Case]) -> Head:
    """With the slope that maps what z_0 says of a candidate among all of its request to how often
    such candidates were taken (Platt 1999), and the deviation's constant such that 80% intervals
    hold 80% of later stars (split conformal)."""
    c = head.c.copy()
    stars = np.concatenate([x.stars for x in of])
    if len(stars) >= 20:
        z = np.concatenate([head(x.rated) for x in of if len(x.stars)])
        told = np.concatenate([x.told for x in of])
        off = np.abs(stars - told[:, 0] - z[:, 1]) / (told[:, 1] * np.exp(z[:, 2]))
        c[2] += np.log(max(float(np.quantile(off, 0.8)) / Z80, 1e-3))
    seen = [(log_share(head(x.served)[:, 0]), x.wanted) for x in of if len(x.served)]
    slope = _platt(*map(np.concatenate, zip(*seen, strict=True))) if seen else head.slope
    return replace(head, c=c, slope=slope)


def _platt(z: Floats, taken: NDArray[np.bool_]) -> Floats:
    """Slope and intercept of a logistic regression, by Newton's steps. The order is the head's: a
    slope that would turn it round, as few cases may give, is held at `FLATTEST`."""
    found = _newton(np.stack([z, np.ones(len(z))], axis=1), np.zeros(len(z)), taken)
    if found[0] >= FLATTEST:
        return found
    (intercept,) = _newton(np.ones((len(z), 1)), FLATTEST * z, taken)
    return np.array([FLATTEST, intercept])


def _newton(x: Floats, offset: Floats, taken: NDArray[np.bool_]) -> Floats:
    """w of s(x w + offset), for targets that are a little less than sure (Platt 1999)."""
    yes, no = taken.sum(), (~taken).sum()
    y, w = np.where(taken, (yes + 1) / (yes + 2), 1 / (no + 2)), np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w + offset, -30, 30)))
        hess = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(x.shape[1])
        step = np.linalg.solve(hess, x.T @ (p - y))
        far = np.abs(step).max()
        w = w - step * min(1.0, 2 / max(far, 1e-12))  # shorter, but where it points to
        if far < 1e-9:
            break
    return np.asarray(w)
