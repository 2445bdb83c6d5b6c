"""Requests that a person wrote over the catalogues that ship, with the limits that they state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llmrec.evals.datasets.constraint_rows import SHIPPED
from llmrec.evals.harness.strata import stratified

HERE = Path(__file__).resolve().parent.parent
Row = dict[str, Any]


def requests(catalogue: str) -> list[Row]:
    """`id`, `language`, `text`, `constraints` and `wanted` of each."""
    lines = (HERE / f"requests_{SHIPPED[catalogue]}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def drawn(limit: int | None, seed: int) -> list[tuple[str, Row]]:
    """Catalogue and request: all, or `limit` with as many of each catalogue and language."""
    rows = [(catalogue, row) for catalogue in SHIPPED for row in requests(catalogue)]
    if limit is None or limit >= len(rows):
        return rows
    return stratified(rows, (lambda one: (one[0], one[1]["language"]),), limit, seed)
