"""Figures that others published: what `published.yaml` holds, by task."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter


class Published(BaseModel):
    """One system of others on one of our tasks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str
    system: str
    """What they call it."""
    figures: dict[str, float]
    """By the name of our metric that is the same number."""
    source: str
    protocol: str
    """In what theirs differs, or that it does not."""


@cache
def everything() -> tuple[Published, ...]:
    """All of the file."""
    text = files("llmrec.evals").joinpath("published.yaml").read_text("utf-8")
    return tuple(TypeAdapter(list[Published]).validate_python(yaml.safe_load(text)))


def published(task: str) -> list[Published]:
    """What was published on a task; nothing on most."""
    return [one for one in everything() if one.task == task]
