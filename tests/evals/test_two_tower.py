"""The two-tower network on texts in which the right answer is known."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch")

from llmrec.evals.harness.contracts import Entry, Interaction, Training
from llmrec.evals.systems import trained
from llmrec.evals.systems.two_tower import TwoTower, TwoTowerSettings, split, vocabulary

from llmrec.errors import UsageError
from llmrec.types import Request, Turn

CONFIG = TwoTowerSettings(
    embedding=32, user_tokens=12, item_tokens=4, epochs=200, batch=20, rate=0.01
)
KINDS = ("racing", "chess", "football")
ITEMS = [Entry(f"{kind}{n}", f"{kind} game {n}") for kind in KINDS for n in range(6)]


@pytest.fixture(scope="module")
def training():
    """Everybody keeps to one kind of thing."""
    draw = random.Random(0)
    events = [
        Interaction(f"u{n}", f"{KINDS[n % 3]}{m}", time=float(step))
        for n in range(60)
        for step, m in enumerate(draw.sample(range(6), 4))
    ]
    return Training(ITEMS, events)


@pytest.fixture(scope="module")
def system(training, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trained, "cache", lambda: tmp_path_factory.mktemp("cache"))
        made = TwoTower(config=CONFIG)
        made.fit(training)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_a_history_of_one_kind_asks_for_more_of_it(system, kind):
    among = [e.id for e in ITEMS if e.id not in (f"{kind}0", f"{kind}1")]
    answer = system.answer(Request(history=[f"{kind}0", f"{kind}1"], among=among))
    assert {i.id for i in answer.items[:4]} == {f"{kind}{n}" for n in range(2, 6)}


def test_words_of_the_request_count_as_the_user_s_text(system):
    for asked in (
        Request(text="a chess game", among=[e.id for e in ITEMS]),
        Request(
            text="please",
            dialogue=[Turn(role="user", content="chess game")],
            among=[e.id for e in ITEMS],
        ),
    ):
        assert system.answer(asked).items[0].id.startswith("chess")


def test_scores_are_probabilities_in_falling_order(system):
    scores = [i.score for i in system.answer(Request(history=["chess0"], k=10)).items]
    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)
    assert all(0 < s < 1 for s in scores)


def test_items_without_a_text_stand_last(system):
    answer = system.answer(Request(history=["chess0"], among=["never seen", "chess1"]))
    assert [i.id for i in answer.items] == ["chess1", "never seen"]
    assert answer.items[-1].score == 0


def test_an_id_is_no_input(training, tmp_path, monkeypatch):
    """The same texts under other ids are answered alike."""
    monkeypatch.setattr(trained, "cache", lambda: tmp_path)
    code = {e.id: f"x{n}" for n, e in enumerate(ITEMS)}
    renamed = Training(
        [e._replace(id=code[e.id]) for e in ITEMS],
        [e._replace(item=code[e.item]) for e in training.events],
    )
    quick = replace(CONFIG, epochs=5)
    system, other = TwoTower(config=quick), TwoTower(config=quick)
    system.fit(training)
    other.fit(renamed)
    among = [e.id for e in ITEMS[2:]]
    ours = system.answer(Request(history=["racing0", "racing1"], among=among))
    theirs = other.answer(
        Request(history=[code["racing0"], code["racing1"]], among=[code[i] for i in among])
    )
    assert [code[i.id] for i in ours.items] == [i.id for i in theirs.items]
    np.testing.assert_allclose(
        [i.score for i in ours.items], [i.score for i in theirs.items], rtol=1e-3
    )


def test_long_texts_are_cut_and_the_newest_words_stay(system):
    old = " ".join(["racing"] * 50)
    answer = system.answer(Request(text=f"{old} {'chess game ' * 6}", among=[e.id for e in ITEMS]))
    assert answer.items[0].id.startswith("chess")


def test_it_needs_histories():
    with pytest.raises(UsageError):
        TwoTower(config=CONFIG).fit(Training(ITEMS, [Interaction("u", "chess0")]))


def test_words():
    assert split("Golf-3: The game, 高尔夫!") == ["golf", "3", "the", "game", "高", "尔", "夫"]
    assert vocabulary(["a b", "b a", "c"], most=1) == {"a": 2}
