"""SASRec and BPR: what people did in order, and what they did at all.

BPR (Rendle et al. 2009, https://arxiv.org/abs/1205.2618) is cornac's, which trains it in seconds.
SASRec (Kang and McAuley 2018, https://arxiv.org/abs/1808.09781) is written here. cornac 3.0.1 has
one that sends a padded sequence of 50 through the network for every beginning of every history: a
round over amazon-games takes it nine minutes of a core, and ours, which reads a history once for
all its places, some five seconds. RecBole and RecTools do not install beside current numpy.

Our SASRec is causal self-attention with pre-norm blocks, learned places and a bias an item. Its
loss is that of Klenitskiy and Vasilev 2023 (https://arxiv.org/abs/2309.07602): cross-entropy
against many negatives, drawn uniformly and shared by a batch, in place of one negative each; over
scaled cosines (Wang et al. 2017, https://arxiv.org/abs/1704.06369), with AdamW's decay of the rows
of items (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101). On the tuning part of
amazon-games these two take NDCG@10 from .72 to .79.

How they are tuned: settings were compared on `Training.tuning` of amazon-games after learning from
`Training.events` alone (SASRec: a search over 121 on a GPU found the region, the grid compares
those near its best); with the best of them the systems learn from both. Items and users have rows
in a drawn order, and no number of theirs is ever an input.
"""

from __future__ import annotations

import math
import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from llmrec.evals.harness.contracts import Training
from llmrec.evals.systems import tuned
from llmrec.evals.systems.simple import kept, open_to, recommendation
from llmrec.evals.systems.trained import Weights, histories, places, weights
from llmrec.evals.systems.tuning import best_order
from numpy.typing import NDArray

from llmrec.score.sequences import batches, dropout, one_thread, optimiser, windows
from llmrec.types import Recommendation, Request

PAD = 0
MANY = 200_000
"""Events."""
Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


class Ranker(ABC):
    """Base: items have rows of weights, and what the candidates score decides the order."""

    name = "ranker"
    config: Any

    def __init__(self, seed: int = 0, config: Any = None) -> None:
        self.seed = seed
        self.given = config
        """None: the settings that tuning chose for these data, or the defaults."""

    def tune(self, training: Training) -> dict[str, tuned.Entry]:
        """Compare the settings of the grid."""
        return best_order(
            lambda s: type(self)(self.seed, replace(self.config, **s)),
            self.grid(len(training.events)),
            training,
        )

    @abstractmethod
    def grid(self, events: int) -> Sequence[dict[str, Any]]:
        """Settings to compare, those of untuned data first; few events are passed more often."""

    def fit(self, training: Training) -> None:
        """Learn from events and tuning; what was learned from the same data is read back."""
        untuned = replace(self.config, **self.grid(len(training.events))[0])
        self.config = self.given or tuned.applied(untuned, type(self).name, training)
        events = [*training.events, *training.tuning]
        self._titles = {entry.id: entry.title for entry in training.items}
        self.rows = places([*self._titles, *(e.item for e in events)], self.seed)
        self.histories = histories(events)
        how = (self.config, self.seed)
        self.load(weights(type(self).name, training, how, self.train))

    def answer(self, request: Request) -> Recommendation:
        """Candidates by score; those never heard of stand last, tied."""
        ids = open_to(request, self.rows)
        known = [i for i in ids if i in self.rows]
        raw = self.scores(request, np.array([self.rows[i] for i in known], np.int64))
        scores = dict.fromkeys(ids, 0.0) | dict(zip(known, shares(raw), strict=True))
        ids.sort(key=lambda i: -scores[i])
        ranked = [(i, scores[i]) for i in kept(request, ids)]
        answer = recommendation(request, ranked, self._titles, {})
        answer.versions["settings"] = str(asdict(self.config))
        return answer

    @abstractmethod
    def train(self) -> Weights:
        """Learn from `self.histories`."""

    @abstractmethod
    def load(self, found: Weights) -> None:
        """Take over what was learned."""

    @abstractmethod
    def scores(self, request: Request, rows: Rows) -> Floats:
        """A score for each of these items, higher for likelier."""


def shares(raw: Floats) -> list[float]:
    """Softmax: the probability of each, if one of them is taken."""
    if not len(raw):
        return []
    odds = np.exp(np.asarray(raw, np.float64) - float(raw.max()))
    found: list[float] = (odds / odds.sum()).tolist()
    return found


@dataclass(frozen=True)
class SASRecSettings:
    """Found on the tuning part of amazon-games; the grid goes on from here."""

    width: int = 64
    blocks: int = 1
    heads: int = 2
    dropout: float = 0.3
    input_dropout: float = 0.5
    """Of what is known of each item in a history."""
    scale: float = 8.0
    """Of the cosine between what is looked for and an item."""
    decay: float = 0.5
    """AdamW's, of the rows of items."""
    rate: float = 0.002
    ahead: float = 4.0
    """So many times the rate do the rows of items learn at: a step meets few of them."""
    batch: int = 4096
    """Places of histories a step."""
    negatives: int = 1024
    epochs: int = 12
    longest: int = 50


class SASRec(Ranker):
    """Self-attention over the last items."""

    name = "sasrec"
    config = SASRecSettings()

    def grid(self, events: int) -> Sequence[dict[str, Any]]:
        batch, epochs = (4096, 12) if events > MANY else (1024, 60)
        pairs = ((8.0, 0.5), (8.0, 0.1), (6.0, 0.5))
        return [{"scale": s, "decay": d, "batch": batch, "epochs": epochs} for s, d in pairs]

    def train(self) -> Weights:
        import torch

        c = self.config
        torch.manual_seed(self.seed)
        draw = random.Random(self.seed)
        sequences = [
            part
            for items in self.histories.values()
            for part in windows(self._known(items), c.longest)
        ]
        network = _network(c, len(self.rows))
        steps = c.epochs * sum(1 for _ in batches(sequences, c.batch, draw, PAD))
        tables = [network.items.weight, network.bias.weight]
        steering, schedule = optimiser(network, tables, c, steps)
        with one_thread():
            for _ in range(c.epochs):
                for rows in batches(sequences, c.batch, draw, PAD):
                    loss = network.loss(torch.from_numpy(rows), c.negatives)
                    network.zero_grad()
                    loss.backward()
                    steering.step()
                    schedule.step()
        return {name: value.numpy() for name, value in network.state_dict().items()}

    def load(self, found: Weights) -> None:
        import torch

        self._network = _network(self.config, len(self.rows))
        self._network.load_state_dict({k: torch.from_numpy(v) for k, v in found.items()})
        self._network.eval()

    def scores(self, request: Request, rows: Rows) -> Floats:
        import torch

        items = self._known([event.item for event in request.history])[-self.config.longest :]
        with one_thread(), torch.inference_mode():
            found = self._network.scores(
                torch.tensor([items], dtype=torch.int64), torch.from_numpy(rows)
            )
        return np.asarray(found.numpy(), np.float32)

    def _known(self, items: Sequence[str]) -> list[int]:
        return [self.rows[i] for i in items if i in self.rows]


def _network(c: SASRecSettings, items: int) -> Any:
    """The network; made here because torch loads late."""
    import torch
    from torch import nn
    from torch.nn import functional as F  # noqa: N812

    drop = dropout(torch.initial_seed())

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.before, self.between = nn.LayerNorm(c.width), nn.LayerNorm(c.width)
            self.qkv, self.out = nn.Linear(c.width, 3 * c.width), nn.Linear(c.width, c.width)
            self.up, self.down = nn.Linear(c.width, 2 * c.width), nn.Linear(2 * c.width, c.width)
            self.drop = drop(c.dropout)

        def forward(self, x: Any) -> Any:
            n, places, _ = x.shape
            heads = self.qkv(self.before(x)).view(n, places, 3, c.heads, -1)
            query, key, value = heads.permute(2, 0, 3, 1, 4)
            seen = F.scaled_dot_product_attention(query, key, value, is_causal=True)
            x = x + self.drop(self.out(seen.transpose(1, 2).reshape(n, places, c.width)))
            return x + self.drop(self.down(self.drop(F.gelu(self.up(self.between(x))))))

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.items = nn.Embedding(items + 1, c.width)
            self.places = nn.Embedding(c.longest, c.width)
            self.bias = nn.Embedding(items + 1, 1)
            self.blocks = nn.ModuleList(Block() for _ in range(c.blocks))
            self.norm, self.drop = nn.LayerNorm(c.width), drop(c.input_dropout)
            nn.init.normal_(self.items.weight, std=0.02)
            nn.init.normal_(self.places.weight, std=0.02)
            nn.init.zeros_(self.bias.weight)

        def forward(self, rows: Any) -> Any:
            """What is looked for next, at every place; of length `scale`."""
            x = self.drop(self.items(rows) + self.places.weight[: rows.shape[1]])
            for block in self.blocks:
                x = block(x)
            return F.normalize(self.norm(x), dim=-1) * c.scale

        def rows(self, of: Any) -> Any:
            """Those of these items, of length 1."""
            return F.normalize(self.items(of), dim=-1)

        def loss(self, rows: Any, negatives: int) -> Any:
            """Cross-entropy of the next item; the sum over all items is estimated from the
            negatives."""
            there = rows[:, 1:] != PAD
            x, target = self(rows[:, :-1])[there], rows[:, 1:][there]
            drawn = torch.randint(1, items + 1, (negatives,))
            others = self.rows(drawn)
            right = (x * self.rows(target)).sum(-1) + self.bias(target)[:, 0]
            wrong = x @ others.T + self.bias(drawn)[:, 0] + math.log(items / negatives)
            wrong = wrong.masked_fill(target[:, None] == drawn, -1e9)
            return (torch.logaddexp(right, wrong.logsumexp(1)) - right).mean()

        def scores(self, rows: Any, among: Any) -> Any:
            bias = self.bias(among)[:, 0]
            if not rows.shape[1]:  # nobody's history: what is taken most
                return bias
            return self.rows(among) @ self(rows)[0, -1] + bias

    return Network()


@dataclass(frozen=True)
class BPRSettings:
    """Compared on tuning: 32 to 256 factors, rates of .02 to .2, decay of .001 to .03."""

    factors: int = 128
    rounds: int = 80
    rate: float = 0.1
    decay: float = 0.02


class BPR(Ranker):
    """cornac's BPR; a user of whom no event is known gets the items' biases alone."""

    name = "bpr"
    config = BPRSettings()

    def grid(self, events: int) -> Sequence[dict[str, Any]]:
        sizes, decays = (128, 64), (0.02, 0.005, 0.05)
        rounds = 80 if events > MANY else 200
        return [{"factors": f, "decay": d, "rounds": rounds} for f in sizes for d in decays]

    def train(self) -> Weights:
        from cornac import data, models

        c = self.config
        rows = [(u, i, 1.0) for u, items in self.histories.items() for i in items]
        known = data.Dataset.from_uir(rows, seed=self.seed)
        made = models.BPR(
            k=c.factors,
            max_iter=c.rounds,
            learning_rate=c.rate,
            lambda_reg=c.decay,
            num_threads=1,  # the same seed, the same factors
            seed=self.seed,
        ).fit(known)
        items = np.zeros((len(self.rows) + 1, c.factors), np.float32)
        biases = np.zeros(len(self.rows) + 1, np.float32)
        for item, row in known.iid_map.items():
            items[self.rows[item]] = made.i_factors[row]
            biases[self.rows[item]] = made.i_biases[row]
        users = made.u_factors[[known.uid_map[u] for u in self.histories]]
        return {"users": users, "items": items, "biases": biases}

    def load(self, found: Weights) -> None:
        self._users = dict(zip(self.histories, found["users"], strict=True))
        self._items, self._biases = found["items"], found["biases"]

    def scores(self, request: Request, rows: Rows) -> Floats:
        taste = self._users.get(request.user or "")
        biases = self._biases[rows]
        return biases if taste is None else self._items[rows] @ taste + biases
