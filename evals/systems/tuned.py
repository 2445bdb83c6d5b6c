"""Settings that tuning chose, kept as data: `python -m llmrec.evals.tune` writes `tuned.yaml`.

An entry holds for a system and for the very data that it was tuned on, which it names by SHA-256:
other data are tuned anew or learned with a system's own defaults.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from llmrec.evals.harness.contracts import Training
from llmrec.evals.systems.trained import digest

FILE = Path(__file__).with_name("tuned.yaml")
Config = TypeVar("Config", bound=Any)
Entry = dict[str, Any]
"""system, tasks, training, chosen ({what: {settings, reached, by, tried}})."""


def read(file: Path = FILE) -> list[Entry]:
    """All of them; none where the file is not there."""
    return list(yaml.safe_load(file.read_text("utf-8")) or ()) if file.is_file() else []


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Those of the project, read once."""
    return tuple(read())


def chosen(system: str, training: Training) -> dict[str, Entry]:
    """By what was chosen for (`order`, `stars`, ...): its settings and what they reached."""
    mine = [entry for entry in entries() if entry["system"] == system]
    if not mine:
        return {}
    key = digest(training, None)
    return next((entry["chosen"] for entry in mine if entry["training"] == key), {})


def applied(config: Config, system: str, training: Training) -> Config:
    """The configuration with what tuning chose for these data, or as it is."""
    found = chosen(system, training).get("order")
    return replace(config, **found["settings"]) if found else config


def notes(task: str) -> tuple[str, ...]:
    """A sentence a system: how its settings were found, and what they are."""
    return tuple(
        f"{entry['system']}, tuned: {'; '.join(_words(*one) for one in entry['chosen'].items())}."
        for entry in entries()
        if task in entry["tasks"]
    )


def in_short(chosen: dict[str, Entry]) -> str:
    """The settings alone, as an answer carries them."""
    return str({what: one["settings"] for what, one in chosen.items()})


def _words(what: str, one: Entry) -> str:
    settings = ", ".join(f"{key} {value}" for key, value in one["settings"].items())
    return f"{what}: {settings} (best of {one['tried']}, {one['by']} {one['reached']:.4f})"
