"""What the language model would say of an item, foretold from what it said before.

::

    t(u, i) = b + w (u . i) + sum_p a_p (exp(B (u . u_p - 1) + C (i . i_p - 1)) + N same_p)
    same_p = exp(S (u . u_p - 1) + S (i . i_p - 1))

u is the request's vector and i the item's, both of length 1; p runs over the pairs that the model
judged offline (`llmrec train NAME --from-model`). A line and, where pairs like this one were seen,
their residuals by a product of two kernels: Gaussian process regression over pairs (Rasmussen and
Williams 2006; for pairs: Bonilla, Agakov and Williams 2007). What these leave is no noise, as the
model says the same of the same pair again: N is its variance, and S (`SAME`) so great that it
speaks of that very pair alone. So a request that was judged is answered as it was judged then, and
others as like ones were. Only the `NEAR` requests nearest to u are looked at.

What is foretold of a pair that was judged is as good as what was said; of any other it is an
opinion beside that of the scorer without the model, and counts like it where it was of worth (a
logarithmic pool: Genest and Zidek 1986), else nothing. So it is trusted by

    h(u, i) = h0 + (1 - h0) max_p same_p, h0 = 1/2 or 0

It lies beside the index in one file, whose fingerprint is checked when it is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.catalog import store
from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import ConfigError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NEAR = 512
"""Requests whose pairs are looked at: with fewer taught it is the whole sum that was learned. A
part of it is something else, as far requests weigh too where B is small."""
SAME = 200.0
"""S: at a cosine of .99 of either, an eighth is left."""
SAME_FROM = 0.9
"""Cosine of requests below which nothing is left of it."""
FILE, CARD = "taught.safetensors", "card"
FORETOLD, TRUST = "taught", "trust"
"""The sources of a candidate that hold `Foretold`."""
OPINION = 0.5
"""h0 where it serves."""
LEAST = 0.01
"""With less trust than this in all of a request's items it tells nothing."""


class Foretold(NamedTuple):
    """Of items, for one request."""

    logits: Floats
    """[n], t: that the item is what was asked for."""
    trust: Floats
    """[n], h: 1 of a pair that was judged."""


class Card(BaseModel):
    """Where it comes from and what it is worth."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    made: str
    catalogue: str
    embedding: str
    model: str
    """Whose judgements they are, with the prompt that asked for them."""
    prompt: str
    scorer: str
    """The weights that weigh it."""
    requests: int
    pairs: int
    agreement: float
    """Of two items of a request that it was not taught with, how often it prefers the one that the
    model prefers."""
    before: float
    """The same of the scorer without it."""
    gain: tuple[float, float, float]
    """`agreement` less `before`, with its 95% interval by request."""
    serves: bool
    """It does, of other requests than those that were judged, when the interval lies above 0."""
    sha256: str = ""
    """Of the numbers."""


@dataclass(frozen=True)
class Taught:
    """See the module; rows of pairs lie together by request."""

    card: Card
    line: Floats
    """[2]: b, w."""
    sharpness: Floats
    """[2]: B, C."""
    own: Floats
    """[1]: N."""
    requests: NDArray[np.float32]
    """[requests, dims]."""
    start: Ints
    """[requests + 1]: where each one's pairs begin."""
    items: NDArray[np.float32]
    """[pairs, dims]."""
    weights: Floats
    """[pairs], a."""

    def __call__(self, request: NDArray[Any], items: NDArray[Any]) -> Foretold | None:
        """None: nothing that is to be trusted.

        Args:
            request: [dims]; items: [n, dims].
        """
        near = self.requests @ request
        rows = np.argsort(-near, kind="stable")[:NEAR]
        line = self.line[0] + self.line[1] * (items @ request)
        smooth = self._sum(rows, near, items, self.sharpness)
        alike = rows[near[rows] > SAME_FROM]
        same = self._sum(alike, near, items, np.array([SAME, SAME]))
        least = OPINION if self.card.serves else 0.0
        trust = least + (1 - least) * self._known(alike, near, items)
        if not len(items) or trust.max() < LEAST:
            return None
        return Foretold(np.asarray(line + smooth + self.own[0] * same, np.float64), trust)

    def _known(self, rows: NDArray[np.intp], near: NDArray[Any], items: NDArray[Any]) -> Floats:
        """max_p same_p, [items], by these requests."""
        known = np.zeros(len(items))
        for r in rows:
            cosines = (items @ self.items[self.start[r] : self.start[r + 1]].T).max(axis=1)
            known = np.maximum(known, np.exp(SAME * (near[r] - 1) + SAME * (cosines - 1)))
        return np.minimum(known, 1.0)

    def _sum(
        self, rows: NDArray[np.intp], near: NDArray[Any], items: NDArray[Any], sharpness: Floats
    ) -> Floats:
        """Over the pairs of these requests, [items]."""
        parts = [slice(self.start[r], self.start[r + 1]) for r in rows]
        if not parts:
            return np.zeros(len(items))
        cosines = items @ np.concatenate([self.items[part] for part in parts]).T
        weights = [np.exp(sharpness[0] * (near[r] - 1)) for r in rows]
        weights = [w * self.weights[part] for w, part in zip(weights, parts, strict=True)]
        alike = np.exp(np.float32(sharpness[1]) * (cosines - 1))
        return np.asarray(alike @ np.concatenate(weights).astype(alike.dtype), np.float64)

    def tensors(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self, name) for name in _NAMES}


def kernel(requests: Floats, items: Floats, sharpness: Floats, own: float) -> Floats:
    """How alike pairs are, by the cosines of their requests and of their items, of one shape or
    broadcast.

    Args:
        sharpness: [2], B and C. own: N.
    """
    smooth = np.exp(sharpness[0] * (requests - 1) + sharpness[1] * (items - 1))
    same = np.exp(SAME * (requests - 1) + SAME * (items - 1))
    return np.asarray(smooth + own * same, np.float64)


_NAMES = ("line", "sharpness", "own", "requests", "start", "items", "weights")


def path(name: str) -> Path:
    return store.folder(name).root / FILE


def save(taught: Taught, name: str) -> Card:
    """Write it in place of what was there.

    Raises:
        ConfigError: it is not all numbers. DiskFull: what was there stays.
    """
    from safetensors.numpy import save as to_bytes

    tensors = taught.tensors()
    if not all(np.isfinite(value).all() for value in tensors.values()):
        raise ConfigError("What the model taught is not all numbers, and is not kept.")
    card = taught.card.model_copy(update={"sha256": _fingerprint(tensors)})
    data = to_bytes(tensors, {CARD: card.model_dump_json()})
    where = path(name)
    with store.disk_guard(where.parent):
        store.write_atomic(where, data)
    return card


def load(catalogue: Catalogue) -> Taught | None:
    """What the model taught about a catalogue; None: nothing.

    Raises:
        ConfigError: damaged, or of another embedding model.
    """
    from safetensors import SafetensorError, safe_open

    where = path(catalogue.name)
    if not where.exists():
        return None
    try:
        with safe_open(where, "np") as f:
            card = Card.model_validate_json((f.metadata() or {}).get(CARD, ""))
            tensors = {name: f.get_tensor(name) for name in _NAMES}
        found = Taught(card, **tensors)
        _check(found, tensors)
    except (OSError, SafetensorError, ValidationError, ValueError, TypeError) as e:
        raise ConfigError(
            f"What the model taught about {catalogue.name} is damaged.",
            remedy=f"Teach it again: llmrec train {catalogue.name} --from-model",
        ) from e
    if card.embedding not in catalogue.embeddings:
        raise ConfigError(
            f"What the model taught about {catalogue.name} was learned with vectors of "
            f"{card.embedding!r}.",
            remedy=f"Teach it again: llmrec train {catalogue.name} --from-model",
        )
    return found


_opened: dict[str, tuple[tuple[str, int], Taught | None]] = {}


def opened(catalogue: Catalogue) -> Taught | None:
    """`load`, kept while neither the file nor the catalogue changes.

    Raises:
        ConfigError: see `load`.
    """
    where = path(catalogue.name)
    try:
        key = (str(catalogue.version), where.stat().st_mtime_ns)
    except OSError:
        return None
    held = _opened.get(catalogue.name)
    if held is None or held[0] != key:
        held = _opened[catalogue.name] = (key, load(catalogue))
    return held[1]


def _fingerprint(tensors: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name in _NAMES:
        digest.update(np.ascontiguousarray(tensors[name]).tobytes())
    return digest.hexdigest()


def _check(found: Taught, tensors: Mapping[str, NDArray[Any]]) -> None:
    """
    Raises:
        ValueError: the numbers are not those that were written, or do not fit together.
    """
    if found.card.sha256 != _fingerprint(tensors):
        raise ValueError("other numbers than were written")
    rows: Sequence[int] = (len(found.start) - 1, int(found.start[-1]), len(found.weights))
    if rows != (len(found.requests), len(found.items), len(found.items)):
        raise ValueError("tensors that do not fit together")
