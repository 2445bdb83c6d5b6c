"""Lists to choose settings by: cut from the tuning part of the training data, never from a test.

A user's tuning events are what was to be found, the events before them are the past. Where nobody
has more than one of them and nothing has stars (leave one out), it stands among 19 items drawn
uniformly from the catalogue; else everything that the user has not had is ranked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from llmrec.evals.harness.contracts import Interaction, Training
from llmrec.evals.systems.trained import by_user

from llmrec.types import Event, Request

SEED = 0
JUDGES = 2000
"""So many users at most, drawn."""
DRAWN = 19
DEPTH = 10


class Case(NamedTuple):
    """A list to be made, and what should stand in it."""

    user: str
    past: list[Interaction]
    wanted: frozenset[str]
    among: list[str] | None
    """In the order of their ids, which tells nothing; None: all that the user has not had."""

    def request(self) -> Request:
        history = [Event(item=e.item, rating=e.rating, time=e.time) for e in self.past]
        seen = [] if self.among is not None else [e.item for e in self.past]
        return Request(
            user=self.user, history=history, among=self.among, exclude=seen, k=DEPTH, explain=0
        )


def cases(training: Training) -> list[Case]:
    """Of users who have a past and tuning events, at most `JUDGES`."""
    past, future = by_user(training.events), by_user(training.tuning)
    users = sorted(user for user in future if user in past)
    draw = random.Random(SEED)
    users = sorted(draw.sample(users, min(JUDGES, len(users))))
    every = sorted({e.id for e in training.items} | {e.item for e in training.events})
    one_each = all(len(of) == 1 and of[0].rating is None for of in future.values())
    found = []
    for user in users:
        wanted = frozenset(e.item for e in future[user])
        among = _drawn(draw, every, wanted) if one_each and len(every) > 2 * DRAWN else None
        found.append(Case(user, past[user], wanted, among))
    return found


def _drawn(draw: random.Random, every: Sequence[str], wanted: frozenset[str]) -> list[str]:
    others = [i for i in draw.sample(every, DRAWN + 1) if i not in wanted][:DRAWN]
    return sorted([*wanted, *others])


def ndcg(rank: Callable[[Case], Sequence[str]], of: Sequence[Case]) -> float:
    """Mean NDCG@10 with binary gains (Järvelin and Kekäläinen 2002)."""
    discount = 1 / np.log2(np.arange(2, DEPTH + 2))
    values = []
    for case in of:
        gains = np.array([item in case.wanted for item in rank(case)[:DEPTH]], float)
        ideal = discount[: min(len(case.wanted), DEPTH)].sum()
        values.append(float((gains * discount[: len(gains)]).sum() / ideal))
    return float(np.mean(values)) if values else 0.0


def in_words(of: Sequence[Case]) -> str:
    """What `ndcg` over these cases is."""
    among = any(case.among is not None for case in of)
    ranked = f"among {DRAWN} drawn items" if among else "all items, seen ones removed"
    return f"NDCG@{DEPTH} of {len(of)} users on the tuning part ({ranked})"
