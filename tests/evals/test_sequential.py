"""SASRec and BPR on made-up histories in which the right answer is known."""

from __future__ import annotations

import random

import numpy as np
import pytest

pytest.importorskip("torch")

from llmrec.evals.datasets.indexed import cache
from llmrec.evals.harness.contracts import Entry, Interaction, Training
from llmrec.evals.systems import trained
from llmrec.evals.systems.sequential import BPR, BPRSettings, SASRec, SASRecSettings

from llmrec.types import Request

SMALL = SASRecSettings(
    width=16,
    dropout=0.1,
    input_dropout=0.1,
    decay=0.01,
    rate=0.01,
    batch=256,
    negatives=16,
    epochs=60,
)
RING = [f"r{n:02}" for n in range(12)]


def people(draw, count=80, length=6):
    """Everybody goes round the ring from where they began."""
    rows = []
    for n in range(count):
        first = draw.randrange(len(RING))
        rows += [
            Interaction(f"u{n:02}", RING[(first + step) % len(RING)], time=float(step))
            for step in range(length)
        ]
    return rows


@pytest.fixture(scope="module")
def ring():
    return Training([Entry(i, f"Title of {i}") for i in RING], people(random.Random(0)))


def first(system, *history, among=RING):
    asked = Request(history=list(history), among=list(among), k=5)
    return system.answer(asked).items[0]


# --- SASRec -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sasrec(ring, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trained, "cache", lambda: tmp_path_factory.mktemp("cache"))
        system = SASRec(config=SMALL)
        system.fit(ring)
    return system


def test_sasrec_learns_what_comes_next(sasrec):
    for n in range(len(RING)):
        history = [RING[n - 2], RING[n - 1]]
        assert first(sasrec, *history, among=set(RING) - set(history)).id == RING[n]


def test_sasrec_looks_at_the_order_of_the_history(sasrec):
    open_to = [RING[n] for n in (3, 4, 5, 8, 9)]
    assert first(sasrec, RING[1], RING[2], among=open_to).id == RING[3]
    assert first(sasrec, RING[6], RING[7], among=open_to).id == RING[8]


def test_every_candidate_comes_back_once_and_unknown_ones_last(sasrec):
    answer = sasrec.answer(Request(history=["r00"], among=["never seen", *RING, "nor this"], k=3))
    assert sorted(i.id for i in answer.items) == sorted([*RING, "never seen", "nor this"])
    assert [i.score for i in answer.items[-2:]] == [0, 0]
    assert sum(i.score for i in answer.items) == pytest.approx(1)
    assert answer.items[0].title.startswith("Title of")


def test_without_candidates_the_history_does_not_come_back(sasrec):
    answer = sasrec.answer(Request(history=["r00", "r01"], k=5))
    assert len(answer.items) == 5
    assert not {i.id for i in answer.items} & {"r00", "r01"}


def test_an_empty_or_unknown_history_is_answered_by_what_is_taken_most(sasrec):
    nobody = sasrec.answer(Request(text="hello", among=RING))
    stranger = sasrec.answer(Request(history=["never seen"], among=RING))
    assert [i.id for i in nobody.items] == [i.id for i in stranger.items]


def test_a_history_longer_than_the_network_counts_by_its_end(sasrec):
    """80 items; places reach 50."""
    history = [RING[n % 12] for n in range(80)]
    asked, short = (Request(history=h, among=RING) for h in (history, history[-50:]))
    assert [i.score for i in sasrec.answer(asked).items] == [
        i.score for i in sasrec.answer(short).items
    ]


# --- weights that are kept --------------------------------------------------------------------


def test_the_same_data_is_learned_from_once(ring, monkeypatch):
    quick = SASRecSettings(width=8, epochs=1)
    asked = Request(history=["r00", "r01"], among=RING)
    one = SASRec(config=quick)
    one.fit(ring)
    monkeypatch.setattr(SASRec, "train", lambda self: pytest.fail("learned again"))
    again = SASRec(config=quick)
    again.fit(ring)
    assert again.answer(asked) == one.answer(asked)
    (kept,) = (cache() / "weights").iterdir()
    assert kept.suffix == ".safetensors"


def test_other_data_other_settings_other_weights(ring):
    more = Training(ring.items, ring.events, [Interaction("u00", "r05", time=9.0)])
    keys = {
        trained.digest(ring, "a"),
        trained.digest(more, "a"),
        trained.digest(ring, "b"),
        trained.digest(Training(ring.items, [*ring.events, *more.tuning]), "a"),
    }
    assert len(keys) == 4


def test_weights_that_cannot_be_read_are_learned_anew(ring):
    def train():
        return {"a": np.arange(3.0)}

    trained.weights("x", ring, "how", train)
    (kept,) = (cache() / "weights").iterdir()
    kept.write_bytes(b"cut sho")
    assert trained.weights("x", ring, "how", train)["a"].tolist() == [0, 1, 2]
    assert trained.weights("x", ring, "how", lambda: {})["a"].tolist() == [0, 1, 2]


def test_rows_of_weights_do_not_follow_the_names():
    names = [f"{n:04}" for n in range(500)]
    rows = trained.places(names, seed=0)
    assert sorted(rows.values()) == list(range(1, 501))
    assert abs(np.corrcoef(range(500), [rows[n] for n in names])[0, 1]) < 0.15
    assert trained.places(reversed(names), seed=0) == rows


def test_histories_are_put_in_order():
    events = [
        Interaction("u", "b", time=2.0),
        Interaction("v", "x"),
        Interaction("u", "a", time=1.0),
    ]
    assert trained.histories(events) == {"u": ["a", "b"], "v": ["x"]}


# --- BPR --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bpr(tmp_path_factory):
    """Two tastes that share nothing; everybody took most of what goes with theirs."""
    pytest.importorskip("cornac")
    draw = random.Random(0)
    left, right = RING[:6], RING[6:]
    events = [
        Interaction(f"u{n:02}", item)
        for n in range(60)
        for item in draw.sample(left if n % 2 else right, 4)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trained, "cache", lambda: tmp_path_factory.mktemp("cache"))
        system = BPR(config=BPRSettings(factors=8, rounds=200, decay=0.005))
        system.fit(Training([Entry(i, i) for i in RING], events))
    return system


def test_bpr_ranks_by_the_taste_of_the_user(bpr):
    for n in range(6):
        answer = bpr.answer(Request(user=f"u{n:02}", among=RING))
        best = {i.id for i in answer.items[:6]}
        assert best == set(RING[:6] if n % 2 else RING[6:])


def test_bpr_answers_strangers_by_what_is_taken_most(bpr):
    stranger = bpr.answer(Request(user="who", among=RING))
    nobody = bpr.answer(Request(text="hello", among=RING))
    assert [i.id for i in stranger.items] == [i.id for i in nobody.items]
    assert sorted(i.id for i in stranger.items) == RING
