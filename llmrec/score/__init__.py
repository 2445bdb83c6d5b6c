"""Candidates and judgements -> an ordered list with calibrated scores."""

from __future__ import annotations

from llmrec.score.features import NAMES, features
from llmrec.score.history import INPUTS, inputs
from llmrec.score.model import Linear, Weights, load_weights
from llmrec.score.stage import Score, ScoreConfig

__all__ = [
    "INPUTS",
    "NAMES",
    "Linear",
    "Score",
    "ScoreConfig",
    "Weights",
    "features",
    "inputs",
    "load_weights",
]
