"""Versions of what was learned of a catalogue, beside its index: safetensors and a manifest.

::

    catalogues/NAME/scorers/
        current             the version that serves; replaced as the last act
        VERSION/            weights.safetensors, manifest.json

Items are kept by id: when the catalogue has changed since, what is known of an item goes with it,
and new items stand where their text puts them.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.behaviour.facts import Facts
from llmrec.behaviour.model import SIGNALS, Behaviour
from llmrec.behaviour.neighbours import Neighbours
from llmrec.behaviour.past import Ints
from llmrec.behaviour.sequence import Sequence
from llmrec.behaviour.stars import Kernel, Stars
from llmrec.catalog import store
from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import ConfigError

Tensors = dict[str, NDArray[Any]]
WEIGHTS, MANIFEST, CURRENT = "weights.safetensors", "manifest.json", "current"
_VERSION = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{6}")


class StarsInfo(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mean: float
    low: float
    high: float
    stretch: float
    kernel: dict[str, float]


class Manifest(BaseModel):
    """What a version was made from, and what its weights must be."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    format: int = 1
    version: str
    made: str
    catalogue: str
    embedding: str
    """The model whose vectors of the items it was learned with."""
    signals: list[str]
    """In order; a version of other signals does not serve."""
    items: int
    events: int
    scale: float
    heads: int
    stars: StarsInfo | None
    sha256: str
    """Of the weights."""


def folder(name: str) -> Path:
    return store.folder(name).root / "scorers"


def versions(name: str) -> list[str]:
    """Of a catalogue, oldest first."""
    root = folder(name)
    found = [p.name for p in root.glob("*/") if _VERSION.fullmatch(p.name)] if root.is_dir() else []
    return sorted(found)


def current(name: str) -> str | None:
    """The version that serves; None: nothing was learned."""
    try:
        found = (folder(name) / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    return found if _VERSION.fullmatch(found) else None


def serve(name: str, version: str) -> None:
    """Make a version the one that serves.

    Raises:
        ConfigError: there is no such version.
    """
    if version not in versions(name):
        raise ConfigError(
            f"{name} has no scorer {version!r}.",
            remedy=f"There are: {', '.join(versions(name)) or 'none'}.",
        )
    store.write_atomic(folder(name) / CURRENT, version.encode())


def save(
    behaviour: Behaviour, head: Mapping[str, NDArray[Any]], catalogue: Catalogue, events: int
) -> Manifest:
    """Write a new version; it serves when `serve` is told of it.

    Raises:
        DiskFull: nothing of it is left.
    """
    from safetensors.numpy import save

    now = datetime.now(UTC)
    version = f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    tensors = _tensors(behaviour, catalogue.ids) | {f"head.{k}": v for k, v in head.items()}
    data = save({k: np.ascontiguousarray(v) for k, v in tensors.items()})
    told = behaviour.stars
    manifest = Manifest(
        version=version,
        made=now.isoformat(timespec="seconds"),
        catalogue=catalogue.name,
        embedding=behaviour.facts.embedding,
        signals=list(SIGNALS),
        items=catalogue.size,
        events=events,
        scale=behaviour.sequence.scale,
        heads=behaviour.sequence.heads,
        stars=None if told is None else _stars_info(told),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    where = folder(catalogue.name) / version
    try:
        with store.disk_guard(where):
            store.write_atomic(where / WEIGHTS, data)
            store.write_atomic(where / MANIFEST, manifest.model_dump_json(indent=2).encode())
    except BaseException:
        shutil.rmtree(where, ignore_errors=True)
        raise
    return manifest


def load(catalogue: Catalogue, version: str | None = None) -> Behaviour | None:
    """What was learned of a catalogue, by its ordinals of today; None: nothing was.

    Args:
        version: None: the one that serves.

    Raises:
        ConfigError: damaged, of other signals, or of another embedding model.
    """
    name = version or current(catalogue.name)
    if name is None:
        return None
    where = folder(catalogue.name) / name
    manifest = _manifest(where)
    tensors = _weights(where, manifest)
    if manifest.signals != list(SIGNALS):
        raise _unfit(manifest, f"was learned with other signals: {', '.join(manifest.signals)}")
    if manifest.embedding not in catalogue.embeddings:
        raise _unfit(manifest, f"was learned with vectors of {manifest.embedding!r}")
    return _behaviour(manifest, tensors, catalogue)


def _manifest(where: Path) -> Manifest:
    try:
        return Manifest.model_validate_json((where / MANIFEST).read_bytes())
    except (OSError, ValidationError) as e:
        raise ConfigError(
            f"The manifest of the scorer {where.name} cannot be read.", remedy=_AGAIN
        ) from e


def _weights(where: Path, manifest: Manifest) -> Tensors:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        data = (where / WEIGHTS).read_bytes()
    except OSError as e:
        raise _unfit(manifest, "has no weights") from e
    if hashlib.sha256(data).hexdigest() != manifest.sha256:
        raise _unfit(manifest, "does not match its weights: they were cut short or altered")
    try:
        return dict(load(data))
    except SafetensorError as e:
        raise _unfit(manifest, f"cannot be read: {e}") from e


_AGAIN = "Train it again with `llmrec train`, or go back to an earlier version."


def _unfit(manifest: Manifest, what: str) -> ConfigError:
    return ConfigError(f"The scorer {manifest.version} {what}.", remedy=_AGAIN)


def _stars_info(told: Stars) -> StarsInfo:
    from dataclasses import asdict

    return StarsInfo(
        mean=told.mean,
        low=told.low,
        high=told.high,
        stretch=told.stretch,
        kernel=asdict(told.kernel),
    )


def _tensors(behaviour: Behaviour, ids: list[str]) -> Tensors:
    near, towers = behaviour.neighbours, behaviour.sequence
    out: Tensors = {
        "ids": np.frombuffer(json.dumps(ids).encode(), np.uint8),
        "counts": behaviour.counts,
        "neighbours.starts": near.starts,
        "neighbours.items": near.items,
        "neighbours.values": near.values,
        "neighbours.circles": near.circles,
        "sequence.own": towers.own,
        "sequence.bias": towers.bias,
        "sequence.projection": towers.projection,
    }
    out |= {f"tower.{k}": v for k, v in towers.weights.items()}
    if behaviour.stars is not None:
        out |= {"stars.bias": behaviour.stars.bias, "stars.factors": behaviour.stars.factors}
    return out


def _behaviour(manifest: Manifest, t: Tensors, catalogue: Catalogue) -> Behaviour:
    ids: list[str] = json.loads(t["ids"].tobytes())
    ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
    at = np.array([ordinals.get(id_, -1) for id_ in ids], np.int64)
    facts = Facts.of(catalogue, manifest.embedding)

    def moved(name: str, fill: float = 0.0) -> NDArray[Any]:
        """Rows of the items as the catalogue has them today."""
        rows = t[name]
        out = np.full((catalogue.size, *rows.shape[1:]), fill, rows.dtype)
        out[at[at >= 0]] = rows[at >= 0]
        return out

    towers = Sequence(
        moved("sequence.own"),
        moved("sequence.bias", float(np.median(t["sequence.bias"])) if len(ids) else 0.0),
        t["sequence.projection"],
        facts.text,
        {k.removeprefix("tower."): v for k, v in t.items() if k.startswith("tower.")},
        manifest.scale,
        manifest.heads,
    )
    told = None
    if manifest.stars is not None:
        info = manifest.stars
        rows = moved("stars.bias"), moved("stars.factors")
        told = Stars(info.mean, *rows, info.low, info.high, Kernel(**info.kernel), info.stretch)
    return Behaviour(
        ordinals=ordinals,
        facts=facts,
        counts=moved("counts"),
        neighbours=_neighbours(t, at, moved("neighbours.circles")),
        sequence=towers,
        stars=told,
        version=manifest.version,
        head={k.removeprefix("head."): v for k, v in t.items() if k.startswith("head.")},
    )


def _neighbours(t: Tensors, at: Ints, circles: NDArray[np.float32]) -> Neighbours:
    """Rows and columns by today's ordinals; what is gone is left out."""
    starts, columns = t["neighbours.starts"], at[t["neighbours.items"]]
    rows = np.repeat(at, np.diff(starts))
    keep = (rows >= 0) & (columns >= 0)
    order = np.argsort(rows[keep], kind="stable")
    counts = np.bincount(rows[keep], minlength=len(circles))
    return Neighbours(
        np.concatenate([[0], np.cumsum(counts)]),
        columns[keep][order],
        t["neighbours.values"][keep][order],
        circles,
    )
