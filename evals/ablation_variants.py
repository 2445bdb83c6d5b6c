"""What is left out: tasks of the head, and what it is given, all together or one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from llmrec.behaviour import SIGNALS
from llmrec.behaviour.past import Floats
from llmrec.score.features import NAMES
from llmrec.score.head_training import Case, Which

ALL = "all"
EXPERTS = "experts: all"
TEXT = ("likeness", "likeness_recent", "likeness_best", "kinds")
"""Signals that look at the items' own words."""
EVENTS = tuple(name for name in SIGNALS if name not in TEXT)
"""Signals that need what people did."""
READ = ("popularity",)
"""Features that are no words of anybody."""
WORDS = tuple(name for name in NAMES if name not in READ)
SHARED = 0
"""Cases from which on experts learn, where the tasks shall share some however few there are."""


class Variant(NamedTuple):
    """A head that learns anew."""

    name: str
    which: Which = Which()
    without: tuple[str, ...] = ()
    """What it is not given."""
    against: str = ALL
    """The variant that it is compared with."""


TASKS = (
    Variant("relevance alone", Which(stars=False)),
    Variant("stars alone", Which(relevance=False)),
    Variant(EXPERTS, Which(enough=SHARED)),
    Variant("experts: relevance alone", Which(stars=False, enough=SHARED), (), EXPERTS),
    Variant("experts: stars alone", Which(relevance=False, enough=SHARED), (), EXPERTS),
)


def of_signals(stars: bool) -> list[Variant]:
    """Variants of the head over signals.

    Args:
        stars: whether the events have any, so that there are several tasks.
    """
    tasks = TASKS if stars else ()
    return [Variant(ALL), *tasks, *_groups(EVENTS, TEXT), *one_by_one(SIGNALS)]


def of_words() -> list[Variant]:
    """Variants of the head for requests in words."""
    every = (*SIGNALS, *NAMES)
    return [Variant(ALL), *_groups((*EVENTS, *READ), (*TEXT, *WORDS)), *one_by_one(every)]


def _groups(behaviour: Sequence[str], text: Sequence[str]) -> list[Variant]:
    return [
        Variant("no behaviour", without=tuple(behaviour)),
        Variant("no text", without=tuple(text)),
    ]


def one_by_one(names: Iterable[str]) -> list[Variant]:
    return [Variant(f"without {name}", without=(name,)) for name in names]


def masked(x: Floats, names: Sequence[str], without: Sequence[str]) -> Floats:
    """[..., names] with 0 for what is left out; of what never varies the head learns nothing."""
    if not without:
        return x
    out = x.copy()
    out[..., [names.index(name) for name in without]] = 0.0
    return out


def masked_cases(cases: Iterable[Case], names: Sequence[str], without: Sequence[str]) -> list[Case]:
    def hidden(x: Floats) -> Floats:
        return masked(x, names, without)

    return [
        c._replace(signals=hidden(c.signals), rated=hidden(c.rated), served=hidden(c.served))
        for c in cases
    ]
