"""The towers in NumPy say what those in torch say, and find what comes next."""

from __future__ import annotations

import numpy as np
import pytest

from llmrec.behaviour import Past
from llmrec.score import sequence_training as training
from llmrec.score.sequence_training import SequenceConfig

from .world import NEW, SIZE, circle, events, facts

torch = pytest.importorskip("torch")
QUICK = SequenceConfig(width=16, batch=512, negatives=32, epochs=25)


def past(*items: int) -> Past:
    return Past(np.array(items, np.int64), np.full(len(items), np.nan))


@pytest.mark.parametrize("items", [[3], [1, 5, 2], list(range(30)) * 2])
def test_the_same_numbers_as_in_torch(items: list[int]) -> None:
    text = facts().text
    torch.manual_seed(3)
    network = training._network(QUICK, SIZE, torch.from_numpy(text)).eval()
    with torch.inference_mode():
        rows = torch.tensor([items[-50:]])
        u = network.user(rows)[0, -1] * QUICK.scale
        every = torch.nn.functional.normalize(network.rows(torch.arange(SIZE)), dim=-1)
        expected = (every @ u + network.bias.weight[:, 0]).numpy()
    found = training._frozen(network, QUICK, text).scores(past(*items))
    assert found == pytest.approx(expected, abs=1e-5)


def test_what_comes_next_is_of_the_same_circle_and_a_new_item_stands_by_its_text() -> None:
    towers = training.learn(events(), facts().text, QUICK)
    of_second = [n for n in range(SIZE) if circle(n) == 1 and n != NEW][:5]
    scores = towers.scores(past(*of_second))
    first = np.array([circle(n) == 0 for n in range(SIZE)])
    assert scores[~first].mean() > scores[first].mean() + 1
    assert scores[NEW] > scores[first].max()
    assert not towers.own[NEW].any(), "that nobody took it is not held against it"
    assert towers.bias[NEW] == np.median(towers.bias[:NEW])


def test_the_same_seed_gives_the_same_towers() -> None:
    one, again = (training.learn(events(40), facts().text, QUICK) for _ in range(2))
    assert np.array_equal(one.rows, again.rows)
    other = training.learn(events(40), facts().text, SequenceConfig(width=16, epochs=1, seed=1))
    assert not np.array_equal(one.rows, other.rows)


def test_without_a_past_the_bias_alone_counts() -> None:
    towers = training.learn(events(40), facts().text, QUICK)
    assert towers.scores(past()) == pytest.approx(towers.bias)


def test_nobody_with_two_events_teaches_nothing_and_breaks_nothing() -> None:
    towers = training.learn(events(3, 1), facts().text, QUICK)
    assert np.isfinite(towers.scores(past(1, 2))).all()
