"""How every program of evals starts: its command line, with errors in words."""

from __future__ import annotations

import sys

import typer

from llmrec.cli.app import report
from llmrec.errors import LLMRecError


def start(app: typer.Typer) -> None:
    """Run the command line; an error of ours is told as `llmrec` tells it, with its exit code."""
    try:
        app()
    except LLMRecError as e:
        sys.exit(report(e, as_json=False))
