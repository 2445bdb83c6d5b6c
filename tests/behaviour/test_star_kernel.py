"""Choosing the kernel of stars: it foretells as they do, and the best value of each is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from llmrec.behaviour import Past, star_kernel
from llmrec.behaviour.past import pairs
from llmrec.behaviour.star_kernel import GRID, Judges, chosen
from llmrec.behaviour.stars import Kernel, Stars, between, learn

from .world import events, facts

pytest.importorskip("scipy")
KERNELS = [Kernel(), Kernel(t=0.0, v=0.0, g=0.0), Kernel(c=0.3, t=0.2, tau=5.0, s=1.0)]


@pytest.fixture(scope="module")
def early() -> Stars:
    found = learn(events().cut(0.2)[0])
    assert found is not None
    return found


def cases() -> list[tuple[Past, Past]]:
    """With one who has no stars so far."""
    whole = pairs(*events().cut(0.2))
    return [*whole, (Past(np.zeros(0, np.int64), np.zeros(0)), whole[0][1])]


def test_what_is_foretold_is_what_the_stars_tell(
    early: Stars, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = facts()
    for room in (star_kernel.ROOM, 0):
        monkeypatch.setattr(star_kernel, "ROOM", room)
        judges = Judges.of(early, cases(), of.text, of.kinds)
        assert len(judges.kept) == (len(cases()) if room else 0)
        for kernel, found in zip(KERNELS, judges.errors(KERNELS), strict=True):
            stars = replace(early, kernel=kernel)
            off = [stars.tell(p, q.items, of.text, of.kinds).mean - q.stars for p, q in cases()]
            assert found == pytest.approx(np.sqrt(np.mean(np.concatenate(off) ** 2)), rel=1e-6)


def test_no_single_change_of_the_last_variance_is_better(early: Stars) -> None:
    of, (before, after) = facts(), events().cut(0.2)
    kernel = chosen(early, before, after, of.text, of.kinds)
    tried = [replace(kernel, c=c) for c in GRID["c"]]
    judges = Judges.of(early, pairs(before, after), of.text, of.kinds)
    (error,) = judges.errors([kernel])
    assert error <= min(judges.errors(tried)) + 1e-5
    assert error < judges.errors([early.kernel])[0]


def test_the_mean_alone_is_the_mean_of_all(early: Stars) -> None:
    of, items = facts(), np.arange(40)
    for past, _ in (cases()[0], cases()[-1]):
        told = early.tell(past, items, of.text, of.kinds).mean
        assert early.expected(past, items, of.text, of.kinds) == pytest.approx(told, rel=1e-6)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_what_lies_between_events_hangs_on_their_distance(count: int) -> None:
    values = 0.5 ** np.arange(count)
    at = np.arange(count)
    assert np.array_equal(between(values), values[np.abs(at[:, None] - at[None])])
