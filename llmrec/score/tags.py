"""The tag head: which of the catalogue's tags are an interest of the person.

    z = w . x + b        x of a person and a tag, `llmrec.score.tag_features`; one pair (w, b) where
                         items are spoken of, one where they are not
    p = s(z)             the probability that half of what the person likes has the tag

Each tag is scored by itself (multi-label), by what its text and its items say, so that the
vocabulary is open: one vector w serves any catalogue. It ships trained (`llmrec.evals.train_tags`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llmrec.behaviour.past import Floats, Ints
from llmrec.context import Context
from llmrec.errors import ConfigError
from llmrec.score.tag_features import FEATURES, Tagged, tag_features
from llmrec.types import Profile, Request, Scored, TagAffinity

FILE = Path(__file__).with_name("tags.json")
LEAST = 0.2
"""What is less likely is not said."""


class TagsConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    weights: Path = FILE
    """The ones that ship."""
    most: int = Field(default=8, ge=0)


class Worth(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    w: dict[str, float]
    """In logits, of one unit of each feature."""
    b: float

    def logits(self, x: Floats) -> Floats:
        """[tags, FEATURES] -> z, [tags]."""
        return np.asarray(x @ np.array(list(self.w.values())) + self.b)


class TagWeights(BaseModel):
    """What was learned, and from what."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    date: date
    data: str
    spoken: Worth
    """Where an item is spoken of, liked or taken."""
    alone: Worth
    """Where none is: what is found by the words stands for it."""
    metrics: dict[str, str] = {}
    """By which figure, over how many, with an interval; on dialogues not learned from."""

    def of(self, found: Tagged) -> Worth:
        return self.spoken if found.spoken else self.alone


@lru_cache(maxsize=8)
def load_tag_weights(file: Path = FILE) -> TagWeights:
    """
    Raises:
        ConfigError: damaged, or of other features.
    """
    try:
        weights = TagWeights.model_validate_json(file.read_bytes())
        if any(list(part.w) != list(FEATURES) for part in (weights.spoken, weights.alone)):
            raise ValueError("it is of other features")
    except (OSError, ValidationError, ValueError) as e:
        raise ConfigError(f"The weights of the tag head cannot be used: {e}") from e
    return weights


def chosen(p: Floats, fields: Sequence[str | None], least: float = LEAST) -> Ints:
    """Which tags are said, the likeliest first: of each field the k likeliest with the best
    expected F1, 2 sum of the first k of p / (k + sum of p) (the plug-in rule of Lewis 1995,
    Evaluating and optimizing autonomous text classification systems)."""
    out = []
    for field in dict.fromkeys(fields):
        mine = np.array([n for n, f in enumerate(fields) if f == field])
        order = mine[np.argsort(-p[mine], kind="stable")]
        k = np.arange(1, len(order) + 1)
        best = int(np.argmax(2 * np.cumsum(p[order]) / (k + p[order].sum())))
        out += [n for n in order[: best + 1] if p[n] >= least]
    return np.array(sorted(out, key=lambda n: -p[n]), np.int64)


class Tags:
    """Scored candidates and a profile -> interests of the person, the likeliest first."""

    def __init__(self, config: TagsConfig | None = None, weights: TagWeights | None = None) -> None:
        self.config = config or TagsConfig()
        self.weights = weights or load_tag_weights(self.config.weights)

    @property
    def version(self) -> str:
        return self.weights.date.isoformat()

    def __call__(
        self, scored: Sequence[Scored], profile: Profile, request: Request, context: Context
    ) -> list[TagAffinity]:
        scored = [s for s in scored if s.candidate.item in context.catalogue]
        if not scored:
            return []
        found = tag_features(scored, profile, request, context.catalogue)
        part = self.weights.of(found)
        p = 1 / (1 + np.exp(-np.clip(part.logits(found.x), -30, 30)))
        worth = np.array(list(part.w.values()))
        out = []
        for n in chosen(p, found.fields)[: self.config.most]:
            shares = dict(zip(FEATURES, (found.x[n] * worth).round(4).tolist(), strict=True))
            out.append(
                TagAffinity(
                    tag=found.tags[n],
                    field=found.fields[n],
                    probability=float(p[n]),
                    shares={name: share for name, share in shares.items() if share},
                )
            )
        return out
