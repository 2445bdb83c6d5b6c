"""The two-tower network of the classical multi-task design, as the historical baseline.

Token sequences of the user's text and of the item's text, an embedding each, an LSTM of 64 each;
the two last states are concatenated, through a dense layer into a sigmoid: will this person take
this item? The user's text is what the request says and the names of the last things in its history;
the item's is its title and text. Learned from pairs: what somebody took next against items drawn
uniformly, by binary cross-entropy. Ids are no input.

The dense layer over two concatenated vectors is the sum of a layer over each, so that an item's
half is computed once and not for every person.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from llmrec.evals.harness.contracts import Training
from llmrec.evals.systems import tuned
from llmrec.evals.systems.simple import kept, open_to, recommendation
from llmrec.evals.systems.trained import Weights, histories, weights
from llmrec.evals.systems.tuning import best_order
from numpy.typing import NDArray

from llmrec.errors import UsageError
from llmrec.score.sequences import one_thread
from llmrec.types import Recommendation, Request

PAD, OTHER = 0, 1
Tokens = NDArray[np.int64]


@dataclass(frozen=True)
class TwoTowerSettings:
    """The widths are those of the design; the rest was compared on the tuning part of amazon-games
    (a search over 35 settings on a GPU; 24 epochs reach .03 more NDCG@10 in four times the time).
    """

    embedding: int = 64
    lstm: int = 64
    dense: int = 64
    words: int = 20_000
    user_tokens: int = 40
    item_tokens: int = 16
    names: int = 3
    """So many of the last things in a history are part of the user's text."""
    negatives: int = 4
    """Each person's purchase against so many of the items that were drawn for the batch."""
    batch: int = 256
    rate: float = 0.007
    epochs: int = 6
    """Each draws one purchase of every person."""


class Texts(NamedTuple):
    """Token sequences, padded in front, so that an LSTM ends on the last word."""

    users: Tokens
    items: Tokens


class TwoTower:
    """Text in, probability out."""

    name = "two-tower"
    config = TwoTowerSettings()

    def __init__(self, seed: int = 0, config: TwoTowerSettings | None = None) -> None:
        self.seed = seed
        self.given = config
        """None: the settings that tuning chose for these data, or the defaults."""

    def tune(self, training: Training) -> dict[str, tuned.Entry]:
        """Compare the settings of the grid."""
        settings = grid(len({event.user for event in training.events}))
        return best_order(
            lambda s: TwoTower(self.seed, replace(self.config, **s)), settings, training
        )

    def fit(self, training: Training) -> None:
        """
        Raises:
            UsageError: there is nobody whose second event could be foretold from the first.
        """
        c = self.config = self.given or tuned.applied(self.config, "two-tower", training)
        self._titles = {entry.id: entry.title for entry in training.items}
        self._row = {entry.id: n for n, entry in enumerate(training.items)}
        texts = [f"{entry.title} {entry.text}" for entry in training.items]
        self._words = vocabulary(texts, c.words)
        self._items = self._tokens([split(text)[: c.item_tokens] for text in texts], c.item_tokens)
        how = (c, self.seed)
        found = weights(self.name, training, how, lambda: self._train(training))
        self._load(found)

    def answer(self, request: Request) -> Recommendation:
        """Candidates by probability; those without a text stand last, tied."""
        import torch

        ids = open_to(request, self._row)
        known = [i for i in ids if i in self._row]
        user = self._users([self._said(request)])
        with one_thread(), torch.inference_mode():
            half = self._network.user(torch.from_numpy(user))
            logits = self._network.joint(half, self._halves[[self._row[i] for i in known]])
            found = torch.sigmoid(logits.double()).tolist()
        scores = dict.fromkeys(ids, 0.0) | dict(zip(known, found, strict=True))
        ids.sort(key=lambda i: -scores[i])
        ranked = [(i, scores[i]) for i in kept(request, ids)]
        answer = recommendation(request, ranked, self._titles, {})
        answer.versions["settings"] = str(asdict(self.config))
        return answer

    def _said(self, request: Request) -> str:
        names = self._names([event.item for event in request.history])
        said = [turn.content for turn in request.dialogue if turn.role == "user"]
        return " ".join([names, *said, request.text])

    def _names(self, items: Sequence[str]) -> str:
        """The newest last."""
        return " ".join(self._titles.get(i, "") for i in items[-self.config.names :])

    def _users(self, said: Sequence[str]) -> Tokens:
        """The last words: what is newest."""
        longest = self.config.user_tokens
        return self._tokens([split(text)[-longest:] for text in said], longest)

    def _tokens(self, texts: Sequence[Sequence[str]], longest: int) -> Tokens:
        out = np.full((len(texts), longest), PAD, np.int64)
        for row, words in zip(out, texts, strict=True):
            row[longest - len(words) :] = [self._words.get(word, OTHER) for word in words]
        return out

    def _train(self, training: Training) -> Weights:
        import torch

        c = self.config
        people = [
            [i for i in items if i in self._row]
            for items in histories([*training.events, *training.tuning]).values()
        ]
        people = [items for items in people if len(items) > 1]
        if not people:
            raise UsageError("The two-tower network learns from histories, and there are none.")
        torch.manual_seed(self.seed)
        draw = random.Random(self.seed)
        network = _network(c, len(self._words) + 2)
        optimiser = torch.optim.Adam(network.parameters(), lr=c.rate)
        steps = c.epochs * -(-len(people) // c.batch)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, c.rate, total_steps=steps + 1, pct_start=0.1, cycle_momentum=False
        )
        with one_thread():
            for _ in range(c.epochs):
                draw.shuffle(people)
                for start in range(0, len(people), c.batch):
                    users, items = self._batch(people[start : start + c.batch], draw)
                    texts = torch.from_numpy(users), torch.from_numpy(items)
                    loss = network.loss(*texts, c.negatives)
                    optimiser.zero_grad()
                    loss.backward()
                    optimiser.step()
                    schedule.step()
        return {name: value.numpy() for name, value in network.state_dict().items()}

    def _batch(self, people: Sequence[Sequence[str]], draw: random.Random) -> Texts:
        """What one purchase of each was preceded by; all purchases, then as many drawn items."""
        at = [draw.randrange(1, len(items)) for items in people]
        said = [self._names(items[:n]) for items, n in zip(people, at, strict=True)]
        rows = [self._row[items[n]] for items, n in zip(people, at, strict=True)]
        rows += [draw.randrange(len(self._row)) for _ in people]
        return Texts(self._users(said), self._items[rows])

    def _load(self, found: Weights) -> None:
        import torch

        self._network = _network(self.config, len(self._words) + 2)
        self._network.load_state_dict({k: torch.from_numpy(v) for k, v in found.items()})
        self._network.eval()
        with one_thread(), torch.inference_mode():
            parts = torch.from_numpy(self._items).split(1024)
            self._halves = torch.cat([self._network.item(part) for part in parts])


def grid(people: int) -> list[dict[str, Any]]:
    """Settings to compare; few people are passed more often."""
    epochs = max(6, 60_000 // max(people, 500))
    return [{"rate": rate, "epochs": epochs} for rate in (0.004, 0.007, 0.01)]


def split(text: str) -> list[str]:
    """Words in lower case; a character of a script without spaces is a word."""
    return re.findall(r"[\u3040-\u9fff]|[^\W_]+", text.lower())


def vocabulary(texts: Iterable[str], most: int) -> dict[str, int]:
    """The `most` common words that stand in two texts at least; the rest is one word."""
    counts = Counter(word for text in texts for word in set(split(text)))
    common = sorted((w for w, n in counts.items() if n > 1), key=lambda w: (-counts[w], w))
    return {word: n for n, word in enumerate(common[:most], OTHER + 1)}


def _network(c: TwoTowerSettings, words: int) -> Any:
    """The network; made here because torch loads late."""
    import torch
    from torch import nn
    from torch.nn import functional as F  # noqa: N812

    class Tower(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(words, c.embedding, padding_idx=PAD)
            self.lstm = nn.LSTM(c.embedding, c.lstm, batch_first=True)
            self.side = nn.Linear(c.lstm, c.dense)

        def forward(self, tokens: Any) -> Any:
            _, (last, _) = self.lstm(self.embedding(tokens))
            return self.side(last[0])

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.user, self.item = Tower(), Tower()
            self.out = nn.Linear(c.dense, 1)

        def joint(self, user: Any, item: Any) -> Any:
            """The logit; a dense layer over both vectors is the sum of the towers' halves."""
            return self.out(torch.relu(user + item)).squeeze(-1)

        def loss(self, users: Any, items: Any, negatives: int) -> Any:
            """The first items are what the users took, the others were drawn; each user is put
            beside `negatives` of these, so that an item is read once for many."""
            user, item = self.user(users), self.item(items)
            taken, drawn = item.split(len(user))
            step = max(1, len(user) // negatives)
            others = [drawn.roll(n * step, 0) for n in range(min(negatives, len(user)))]
            each = torch.stack([taken, *others])
            logits = self.joint(user, each)
            right = torch.zeros_like(logits)
            right[0] = 1
            return F.binary_cross_entropy_with_logits(logits, right)

    return Network()
