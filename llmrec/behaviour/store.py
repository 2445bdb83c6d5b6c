"""Versions of what was learned of a catalogue, beside its index: safetensors and a manifest.

::

    catalogues/NAME/scorers/
        current             the version that serves; replaced as the last act
        VERSION/            weights.safetensors, manifest.json
        .VERSION.PID/       one that is being written; what a dead process left goes with the next

Items are kept by id: when the catalogue has changed since, what is known of an item goes with it,
and new items stand where their text puts them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import psutil
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.behaviour.facts import Facts
from llmrec.behaviour.model import SIGNALS, SPOKEN, Behaviour
from llmrec.behaviour.neighbours import Neighbours
from llmrec.behaviour.packed import pack, unpack
from llmrec.behaviour.past import Ints, Past
from llmrec.behaviour.sequence import Sequence as Towers
from llmrec.behaviour.stars import Kernel, Stars
from llmrec.catalog import store
from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import ConfigError

Tensors = dict[str, NDArray[Any]]
WEIGHTS, MANIFEST, CURRENT = "weights.safetensors", "manifest.json", "current"
_VERSION = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{6}")
_UNFINISHED = re.compile(rf"\.(?:{CURRENT}|{_VERSION.pattern})\.([0-9]+)")


class Manifest(BaseModel):
    """What a version was made from, and what its weights must be."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    format: Literal[1] = 1
    version: str
    made: str
    catalogue: str
    embedding: str
    """The model whose vectors of the items it was learned with."""
    signals: list[str]
    """In order; a version of other signals does not serve."""
    items: int
    events: int
    until: float | None = None
    """Unix time of the last event that it was learned from; None: not every event had one."""
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
    """The version that serves; None: nothing was learned.

    Raises:
        ConfigError: the file that names it is damaged.
    """
    try:
        found = (folder(name) / CURRENT).read_bytes().decode("utf-8", "replace").strip()
    except FileNotFoundError:
        return None
    if not _VERSION.fullmatch(found):
        raise ConfigError(
            f"What names the scorer of {name} that serves is damaged.",
            remedy=f"Name it again: llmrec train {name} --serve VERSION, of --versions.",
        )
    return found


def serve(name: str, version: str) -> None:
    """Make a version the one that serves; the one before goes on where this one is damaged.

    Raises:
        ConfigError: there is no such version, or its weights are not those of its manifest.
    """
    need(name, version)
    where = folder(name) / version
    _weights(where, _manifest(where))
    store.write_atomic(folder(name) / CURRENT, version.encode())


def need(name: str, version: str) -> None:
    """
    Raises:
        ConfigError: there is no such version.
    """
    if version not in versions(name):
        raise ConfigError(
            f"{name} has no scorer {version!r}.",
            remedy=f"There are: {', '.join(versions(name)) or 'none'}.",
        )


def save(
    behaviour: Behaviour,
    head: Mapping[str, NDArray[Any]],
    catalogue: Catalogue,
    events: int,
    until: float | None = None,
    *,
    small: bool = False,
) -> Manifest:
    """Write a new version; it serves when `serve` is told of it.

    Args:
        until: time of the last event.
        small: in less than half of the bytes, rounded; see `packed`.

    Raises:
        ConfigError: what was learned is not all numbers.
        DiskFull: nothing of it is left.
    """
    from safetensors.numpy import save

    now = datetime.now(UTC)
    version = f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    tensors = to_tensors(behaviour, head, catalogue.ids)
    if (broken := _not_numbers(tensors)) is not None:
        raise ConfigError(
            f"What was learned is not all numbers ({broken}), and is not kept.",
            remedy="Check the ratings of the events and the vectors of the catalogue.",
        )
    data = save(pack(tensors) if small else tensors)
    manifest = Manifest(
        version=version,
        made=now.isoformat(timespec="seconds"),
        catalogue=catalogue.name,
        embedding=behaviour.facts.embedding,
        signals=list(SIGNALS),
        items=catalogue.size,
        events=events,
        until=until,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    root = folder(catalogue.name)
    _sweep(root)
    making = root / f".{version}.{os.getpid()}"
    try:
        with store.disk_guard(root):
            store.write_atomic(making / WEIGHTS, data)
            store.write_atomic(making / MANIFEST, manifest.model_dump_json(indent=2).encode())
            making.rename(root / version)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return manifest


def _sweep(root: Path) -> None:
    """Remove what processes that are no more left half-written."""
    for path in root.glob(".*"):
        found = _UNFINISHED.fullmatch(path.name)
        if found is None or psutil.pid_exists(int(found[1])):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _not_numbers(tensors: Tensors) -> str | None:
    """The name of a tensor that holds something else."""
    for name, value in tensors.items():
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            return name
    return None


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
    try:
        found = from_tensors(unpack(tensors), catalogue, manifest.embedding, manifest.version)
        _check_shapes(found)
    except (KeyError, IndexError, TypeError, ValueError) as e:
        raise _unfit(manifest, f"has weights that do not fit together ({e!r})") from e
    return found


def _check_shapes(behaviour: Behaviour) -> None:
    """Score one item for somebody who took another, so that weights that fit nowhere are found
    now and not in a request.

    Raises:
        ValueError: or what NumPy raises of shapes that do not fit.
    """
    if len(behaviour.head.get("mean", SIGNALS)) != len(SIGNALS):
        raise ValueError(f"the head reads other than {len(SIGNALS)} signals")
    if behaviour.ordinals:
        one = np.zeros(1, np.int64)
        behaviour.signals(Past(one, np.ones(1)), one)


_opened: dict[str, tuple[tuple[str, str], Behaviour]] = {}


def opened(catalogue: Catalogue) -> Behaviour | None:
    """`load` of the version that serves, kept while neither it nor the catalogue changes.

    Raises:
        ConfigError: see `load`.
    """
    version = current(catalogue.name)
    if version is None:
        return None
    key = (catalogue.version, version)
    held = _opened.get(catalogue.name)
    if held is None or held[0] != key:
        found = load(catalogue, version)
        assert found is not None
        held = _opened[catalogue.name] = (key, found)
    return held[1]


def known_until(name: str, version: str) -> float:
    """Unix time after which nothing that happened was learned from.

    Raises:
        ConfigError: there is no such version, or it is damaged.
    """
    need(name, version)
    manifest = _manifest(folder(name) / version)
    made = datetime.fromisoformat(manifest.made).timestamp()
    return made if manifest.until is None else manifest.until


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
        found = dict(load(data))
    except SafetensorError as e:
        raise _unfit(manifest, f"cannot be read: {e}") from e
    if (broken := _not_numbers(found)) is not None:
        raise _unfit(manifest, f"has weights that are no numbers ({broken})")
    return found


_AGAIN = "Train it again with `llmrec train`, or go back to an earlier version."


def _unfit(manifest: Manifest, what: str) -> ConfigError:
    return ConfigError(f"The scorer {manifest.version} {what}.", remedy=_AGAIN)


def to_tensors(
    behaviour: Behaviour, head: Mapping[str, NDArray[Any]], ids: Sequence[str]
) -> Tensors:
    """Everything that was learned, with the items' ids and the numbers beside as JSON."""
    near, towers, told = behaviour.neighbours, behaviour.sequence, behaviour.stars
    numbers: dict[str, Any] = {"scale": towers.scale, "heads": towers.heads}
    numbers["inputs"] = behaviour.inputs
    if told is not None:
        numbers["stars"] = [told.mean, told.low, told.high]
        numbers["kernel"] = asdict(told.kernel)
    out: Tensors = {
        "ids": _json(list(ids)),
        "numbers": _json(numbers),
        "counts": behaviour.counts,
        "neighbours.starts": near.starts,
        "neighbours.items": near.items.astype(np.min_scalar_type(len(ids))),
        "neighbours.values": near.values,
        "neighbours.circles": near.circles,
        "sequence.own": towers.own,
        "sequence.bias": towers.bias,
        "sequence.projection": towers.projection,
    }
    out |= {f"tower.{k}": v for k, v in towers.weights.items()}
    out |= {f"head.{k}": v for k, v in head.items()}
    if told is not None:
        out |= {"stars.bias": told.bias, "stars.factors": told.factors}
    return {k: np.ascontiguousarray(v) for k, v in out.items()}


def _json(data: object) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(data).encode(), np.uint8)


def from_tensors(
    t: Tensors, catalogue: Catalogue, embedding: str | None = None, version: str = ""
) -> Behaviour:
    """What `to_tensors` wrote, by the ordinals that the catalogue has today."""
    numbers: dict[str, Any] = json.loads(t["numbers"].tobytes())
    ids: list[str] = json.loads(t["ids"].tobytes())
    ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
    at = np.array([ordinals.get(id_, -1) for id_ in ids], np.int64)
    facts = Facts.of(catalogue, embedding)

    def moved(name: str, fill: float = 0.0) -> NDArray[Any]:
        """Rows of the items as the catalogue has them today."""
        rows = t[name]
        out = np.full((catalogue.size, *rows.shape[1:]), fill, rows.dtype)
        out[at[at >= 0]] = rows[at >= 0]
        return out

    towers = Towers(
        moved("sequence.own"),
        moved("sequence.bias", float(np.median(t["sequence.bias"])) if len(ids) else 0.0),
        t["sequence.projection"],
        facts.text,
        {k.removeprefix("tower."): v for k, v in t.items() if k.startswith("tower.")},
        numbers["scale"],
        numbers["heads"],
    )
    told = None
    if "stars" in numbers:
        mean, low, high = numbers["stars"]
        rows = moved("stars.bias"), moved("stars.factors")
        told = Stars(mean, *rows, low, high, Kernel(**numbers["kernel"]))
    return Behaviour(
        ordinals=ordinals,
        facts=facts,
        counts=moved("counts"),
        neighbours=_neighbours(t, at, moved("neighbours.circles")),
        sequence=towers,
        stars=told,
        version=version,
        head={k.removeprefix("head."): v for k, v in t.items() if k.startswith("head.")},
        inputs=tuple(numbers.get("inputs", SIGNALS)),
        words=any(k.startswith(f"head.{SPOKEN}") for k in t),
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
