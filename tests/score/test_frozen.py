"""What serves in NumPy says what was learned in torch, for the scorer as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from llmrec.behaviour import Past
from llmrec.score import head_training, sequence_training
from llmrec.score.head import TASKS, standard
from llmrec.score.training import Learned, train
from tests.behaviour.world import ORDINALS, SIZE, events, facts

torch = pytest.importorskip("torch")
OFF = 1e-5
"""Relative to the largest number of an output."""


@pytest.fixture(scope="module")
def learned() -> Learned:
    return train(events(60), facts(), ORDINALS)


def alike(found: np.ndarray, expected: np.ndarray) -> None:
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= OFF * np.abs(expected).max()


@pytest.mark.parametrize("items", [[3], [1, 5, 2], list(range(30)) * 3])
def test_the_towers(learned: Learned, items: list[int]) -> None:
    towers = learned.behaviour.sequence
    network = sequence_training.thawed(towers)
    with torch.inference_mode():
        u = network.user(torch.tensor([items[-50:]]))[0, -1]
        every = torch.nn.functional.normalize(network.rows(torch.arange(SIZE)), dim=-1)
        expected = towers.scale * (every @ u) + network.bias.weight[:, 0]
    past = Past(np.array(items), np.full(len(items), np.nan))
    alike(towers.user(past), u.numpy())
    alike(towers.unit, every.numpy())
    alike(towers.scores(past), expected.numpy())


def test_the_head(learned: Learned) -> None:
    head, network = learned.head, head_training.thawed(learned.head)
    past = Past(np.array([0, 1, 2]), np.array([4.0, np.nan, 2.0]))
    signals = learned.behaviour.signals(past, np.arange(SIZE))
    with torch.inference_mode():
        x = torch.from_numpy(standard(signals, head.mean, head.deviation)).float()
        expected = network(x).numpy()
    for task in range(len(TASKS)):
        alike(head(signals)[:, task], expected[:, task])
    alike(head.logits(head(signals)[:, 0]), head.logits(expected[:, 0]))
