"""The systems by name, each loaded when it is made, in its own process."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from llmrec.evals.harness.contracts import Options, System

from llmrec.errors import UsageError

HERE = "llmrec.evals.systems"

_LEFT_OUT = ("understand", "judge", "explain", "dense", "lexical")
_MODEL = ("llmrec-full", *(f"llmrec-no-{part}" for part in _LEFT_OUT))
_OURS = ("llmrec-fast", *_MODEL, "llmrec-turns", "llmrec-masked", "llmrec-fast-masked")
_OURS += ("llmrec-whole", "llmrec-fast-whole", "llmrec-fast-no-tags", "llmrec-whole-no-tags")
_OURS += ("llmrec-fast-no-score", "llmrec-no-score")
_OURS += ("llmrec-fast-folds", *(f"{name}-folds" for name in _MODEL))
_OURS += tuple(f"{name}-anew" for name in ("llmrec-fast", *_MODEL))

SYSTEMS: Mapping[str, tuple[str, str]] = {
    "chance": (f"{HERE}.simple", "Chance"),
    "popularity": (f"{HERE}.simple", "Popularity"),
    "named": (f"{HERE}.named", "Named"),
    "frequent-tags": (f"{HERE}.tags", "FrequentTags"),
    "named-tags": (f"{HERE}.tags", "NamedTags"),
    **dict.fromkeys(("bm25", "dense", "fusion"), (f"{HERE}.retrieval", "SYSTEMS")),
    "bias": (f"{HERE}.lenskit_systems", "Bias"),
    "biased-mf": (f"{HERE}.lenskit_systems", "BiasedMF"),
    "item-knn": (f"{HERE}.lenskit_systems", "ItemKNN"),
    "ease": (f"{HERE}.lenskit_systems", "EASE"),
    "slim": (f"{HERE}.lenskit_systems", "SLIM"),
    "als": (f"{HERE}.lenskit_systems", "ALS"),
    "bpr": (f"{HERE}.sequential", "BPR"),
    "sasrec": (f"{HERE}.sequential", "SASRec"),
    "two-tower": (f"{HERE}.two_tower", "TwoTower"),
    **dict.fromkeys(("llm-listwise", "llm-listwise-masked"), (f"{HERE}.llm_listwise", "Listwise")),
    **dict.fromkeys(_OURS, (f"{HERE}.llmrec_systems", "SYSTEMS")),
    **dict.fromkeys(("llmrec-chat", "llmrec-chat-fast"), (f"{HERE}.chatting", "SYSTEMS")),
    "holds-nothing": (f"{HERE}.chatting", "Forgetful"),
    "llmrec-full-probed": (f"{HERE}.probed", "Probed"),
    "llmrec-fast-probed": (f"{HERE}.probed", "ProbedFast"),
}
"""Module of each, and its class there or the dict that holds it by name."""
ALIASES = {"llmrec": "llmrec-full", "itemknn": "item-knn"}

CATALOGUE = frozenset({"bm25", "dense", "fusion", "named", "named-tags", "holds-nothing"})
"""Systems beside llmrec's own that answer from its index."""


NEEDS = dict.fromkeys(("bias", "biased-mf", "item-knn", "ease", "slim", "als"), "lenskit") | {
    "bpr": "cornac"
}
"""Libraries that may not install beside vLLM."""
BESIDE = Path(sys.prefix).with_name(".venv-evals") / "bin" / "python"
"""An environment of their own, for where ours lacks them."""


def interpreter(name: str) -> str:
    """The Python that a system runs with: ours, or the one beside when ours lacks its library."""
    library = NEEDS.get(ALIASES.get(name, name))
    lacking = library is not None and find_spec(library) is None
    return str(BESIDE) if lacking and BESIDE.is_file() else sys.executable


def answers_from_catalogue(name: str) -> bool:
    """Whether `Task.prepare` must have been done for it."""
    return name.startswith("llmrec") or name in CATALOGUE


def known(name: str) -> bool:
    """Whether `make` can make it; `package.module:Class` names one of the user's own."""
    return ALIASES.get(name, name) in SYSTEMS or ":" in name


def make(name: str, catalogue: str | None, options: Options) -> System:
    """The system of that name.

    Its class is given those of `name`, `catalogue`, `options` and `seed` that it asks for.

    Raises:
        UsageError: there is no such system.
    """
    if not known(name):
        raise UsageError(
            f"There is no system {name!r}.", remedy=f"Known: {', '.join(sorted(SYSTEMS))}."
        )
    name_there = ALIASES.get(name, name)
    module, made = SYSTEMS.get(name_there) or tuple(name.split(":", 1))
    found = getattr(import_module(module), made)
    build: Callable[..., System] = found[name_there] if isinstance(found, Mapping) else found
    given: dict[str, Any] = {"name": name, "catalogue": catalogue, "options": options}
    given["seed"] = options.seed
    wanted = inspect.signature(build).parameters
    system = build(**{key: value for key, value in given.items() if key in wanted})
    system.name = name
    return system
