"""Learns the towers of `llmrec.behaviour.sequence`: which item comes next, from everybody's events.

    loss = -log exp(R_target) / (exp(R_target) + N / n sum over n drawn items of exp(R))

with R = c cos(U, I) + b, so cross-entropy over the whole catalogue, estimated from many items
drawn uniformly and shared by a batch (Klenitskiy and Vasilev 2023, https://arxiv.org/abs/2309.07602)
over scaled cosines (Wang et al. 2017, https://arxiv.org/abs/1704.06369), with AdamW's decay of the
items' own rows (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101): what their text says
of them does not decay, so that rare items stand where their text puts them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llmrec.behaviour import sequence
from llmrec.behaviour.past import Events, Rows
from llmrec.behaviour.sequence import LONGEST
from llmrec.score.sequences import batches, dropout, one_thread, optimiser, windows

PAD = -1
MANY = 200_000
"""Events; fewer are passed more often."""
OnEpoch = Callable[[int, int], None]
"""Which round is done, of how many."""


@dataclass(frozen=True)
class SequenceConfig:
    width: int = 64
    heads: int = 2
    dropout: float = 0.3
    input_dropout: float = 0.5
    scale: float = 8.0
    """c."""
    decay: float = 0.5
    """Of e and b."""
    rate: float = 0.002
    ahead: float = 4.0
    """So many times the rate do e and b learn at: a step meets few of them."""
    batch: int = 4096
    """Places of histories a step."""
    negatives: int = 1024
    epochs: int = 12
    seed: int = 0

    @classmethod
    def of(cls, events: int, seed: int = 0) -> SequenceConfig:
        if events > MANY:
            return cls(seed=seed)
        return cls(batch=1024, epochs=60, seed=seed)


def learn(
    events: Events, text: Rows, config: SequenceConfig, on_epoch: OnEpoch = lambda *_: None
) -> sequence.Sequence:
    """The towers; without any person of two events, towers that know nothing.

    Args:
        text: [size, dims], the items' embeddings, of length 1.
    """
    import torch

    torch.manual_seed(config.seed)
    draw = random.Random(config.seed)
    parts = [part for past in events.pasts for part in windows(past.items.tolist(), LONGEST)]
    network = _network(config, events.size, torch.from_numpy(text))
    steps = config.epochs * sum(1 for _ in batches(parts, config.batch, draw, PAD))
    tables = [network.own.weight, network.bias.weight]
    steering, schedule = optimiser(network, tables, config, steps)
    with one_thread():
        for epoch in range(config.epochs if steps else 0):
            for rows in batches(parts, config.batch, draw, PAD):
                loss = network.loss(torch.from_numpy(rows), config.negatives)
                network.zero_grad()
                loss.backward()
                steering.step()
                schedule.step()
            on_epoch(epoch + 1, config.epochs)
    return as_new(_frozen(network, config, text), events.counts == 0)


def as_new(towers: sequence.Sequence, new: NDArray[np.bool_]) -> sequence.Sequence:
    """With these items standing where their text puts them: all that was learned of them is that
    nobody took them, as they were drawn against what was taken."""
    own, bias = towers.own.copy(), towers.bias.copy()
    own[new] = 0.0
    bias[new] = np.median(bias[~new]) if (~new).any() else 0.0
    return replace(towers, own=own, bias=bias)


def _network(c: SequenceConfig, size: int, text: Any) -> Any:
    """The network; made here because torch loads late."""
    import torch
    from torch import nn
    from torch.nn import functional as F  # noqa: N812

    drop = dropout(torch.initial_seed())

    class Network(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.own, self.bias = nn.Embedding(size, c.width), nn.Embedding(size, 1)
            self.text = nn.Linear(text.shape[1], c.width, bias=False)
            self.places = nn.Parameter(torch.randn(LONGEST, c.width) * 0.02)
            self.before, self.between = nn.LayerNorm(c.width), nn.LayerNorm(c.width)
            self.qkv, self.out = nn.Linear(c.width, 3 * c.width), nn.Linear(c.width, c.width)
            self.up, self.down = nn.Linear(c.width, 2 * c.width), nn.Linear(2 * c.width, c.width)
            self.norm = nn.LayerNorm(c.width)
            self.drop, self.input_drop = drop(c.dropout), drop(c.input_dropout)
            nn.init.normal_(self.own.weight, std=0.02)
            nn.init.normal_(self.text.weight, std=0.02)
            nn.init.zeros_(self.bias.weight)

        def rows(self, items: Any) -> Any:
            """I0."""
            return self.own(items) + self.text(text[items])

        def user(self, rows: Any) -> Any:
            """U at every place; a place sees those before it alone."""
            return self.read(self.rows(rows.clamp(min=0)))

        def read(self, rows: Any) -> Any:
            """U of the I0 of histories."""
            x = self.input_drop(rows + self.places[: rows.shape[1]])
            n, places, _ = x.shape
            heads = self.qkv(self.before(x)).view(n, places, 3, c.heads, -1)
            query, key, value = heads.permute(2, 0, 3, 1, 4)
            seen = F.scaled_dot_product_attention(query, key, value, is_causal=True)
            x = x + self.drop(self.out(seen.transpose(1, 2).reshape(n, places, c.width)))
            x = x + self.drop(self.down(self.drop(F.gelu(self.up(self.between(x))))))
            return F.normalize(self.norm(x), dim=-1)

        def loss(self, rows: Any, negatives: int) -> Any:
            """Rows of a step are made once for all that they serve."""
            there, drawn = rows[:, 1:] != PAD, torch.randint(0, size, (negatives,))
            made = self.rows(torch.cat([rows.clamp(min=0).flatten(), drawn]))
            taken, others = made[:-negatives].view(*rows.shape, -1), made[-negatives:]
            u, target = self.read(taken[:, :-1])[there] * c.scale, rows[:, 1:][there]
            right = (u * F.normalize(taken[:, 1:][there], dim=-1)).sum(-1)
            bias = self.bias(drawn)[:, 0] + math.log(size / negatives)
            wrong = torch.addmm(bias, u, F.normalize(others, dim=-1).T)
            wrong = wrong.masked_fill_(target[:, None] == drawn, -1e9).logsumexp(1)
            right = right + self.bias(target)[:, 0]
            return (torch.logaddexp(right, wrong) - right).mean()

    return Network()


def _frozen(network: Any, c: SequenceConfig, text: Rows) -> sequence.Sequence:
    state = {k: v.detach().numpy() for k, v in network.state_dict().items()}
    own, bias, projection = (state.pop(f"{name}.weight") for name in ("own", "bias", "text"))
    return sequence.Sequence(own, bias[:, 0], projection, text, state, c.scale, c.heads)


def thawed(towers: sequence.Sequence) -> Any:
    """The network that these towers were, in torch again, to be compared or gone on with."""
    import torch

    width, size = towers.projection.shape[0], len(towers.own)
    config = SequenceConfig(width=width, heads=towers.heads, scale=towers.scale)
    network = _network(config, size, torch.from_numpy(towers.text))
    rows = {"own": towers.own, "bias": towers.bias[:, None], "text": towers.projection}
    state = {f"{name}.weight": value for name, value in rows.items()} | towers.weights
    network.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    return network.eval()
