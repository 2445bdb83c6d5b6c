"""What the head for requests in words begins with, where a catalogue has few of them to learn from.

One number a feature, learned from other people's talks (`llmrec.evals.train_spoken`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.behaviour.past import Floats
from llmrec.errors import ConfigError
from llmrec.score.history import INPUTS

FILE = Path(__file__).with_name("spoken.json")


class Start(BaseModel):
    """What ships, and where it comes from."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    date: date
    data: str
    worth: dict[str, float]
    """In logits, of one unit of each feature."""


def shipped_start(file: Path = FILE) -> Floats:
    """[INPUTS].

    Raises:
        ConfigError: damaged, or of other features.
    """
    try:
        worth = Start.model_validate_json(file.read_bytes()).worth
        if list(worth) != list(INPUTS):
            raise ValueError("it is of other features")
    except (OSError, ValidationError, ValueError) as e:
        raise ConfigError(f"What ships to begin learning with cannot be used: {e}") from e
    return np.array(list(worth.values()))
