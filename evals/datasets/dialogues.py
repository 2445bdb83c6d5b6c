"""What sets of dialogues share: turns to requests, whole dialogues drawn."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from llmrec.evals.harness.contracts import Sample

from llmrec.types import Request, Turn


class Talk(NamedTuple):
    """A dialogue cut behind the person's last words: what a request is made of."""

    before: list[Turn]
    text: str

    def request(self, catalogue: str, *, exclude: Iterable[str] = (), k: int = 20) -> Request:
        """No reasons: nothing of them is scored here."""
        return Request(
            text=self.text,
            dialogue=self.before,
            exclude=sorted(exclude),
            k=k,
            explain=0,
            catalogue=catalogue,
        )


def talk(turns: Sequence[Turn]) -> Talk:
    """The last of several turns is the text when the person said it, else there is none.

    Messages that one side sent in a row are one turn; empty ones are none.
    """
    said = [t for t in turns if t.content.strip()]
    merged = [
        Turn(role=role, content="\n".join(t.content.strip() for t in group))
        for role, group in groupby(said, lambda t: t.role)
    ]
    if merged and merged[-1].role == "user":
        return Talk(merged[:-1], merged[-1].content)
    return Talk(merged, "")


def drawn(samples: Sequence[Sample], limit: int | None, seed: int) -> list[Sample]:
    """Whole dialogues in a drawn order, as long as they stay within the limit.

    A dialogue is in the sample with all its turns or not at all, and which ones are does not hang
    on the order of the file.
    """
    if limit is None or limit >= len(samples):
        return list(samples)
    clusters = sorted({s.cluster for s in samples})
    random.Random(seed).shuffle(clusters)
    by_cluster = {c: [s for s in samples if s.cluster == c] for c in clusters}
    out: list[Sample] = []
    for cluster in clusters:
        if len(out) + len(by_cluster[cluster]) <= limit:
            out += by_cluster[cluster]
    return out
