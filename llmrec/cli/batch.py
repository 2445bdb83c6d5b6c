"""`llmrec recommend --batch`: a line in, a line out, in order; an interrupted run goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from llmrec.context import Context, open_context
from llmrec.errors import Busy, DiskFull, LLMRecError, ModelUnavailable, UsageError
from llmrec.pipeline import Stages, recommend
from llmrec.types import Request

AT_ONCE = 3
"""Requests under way at once: enough to keep the model server busy."""


def run_batch(
    source: Path, out: Path, catalog: str | None, *, fast: bool, strict: bool, trace: bool
) -> None:
    """Answer every line of `source` into `out`; lines that `out` already has are not done again.

    Raises:
        UsageError: a file that cannot be read; Busy: another process writes the same file.
    """
    try:
        lines = source.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"The batch file cannot be read: {e}") from e
    lines = [line for line in lines if line.strip()]
    try:
        with FileLock(f"{out}.lock", timeout=0):
            done = _whole_lines(out)
            _append(lines[done:], out, done, catalog, fast=fast, strict=strict, trace=trace)
    except Timeout as e:
        raise Busy(f"Another process is writing {out.name}.") from e
    except OSError as e:
        if e.errno == 28:
            raise DiskFull(f"The disk is full; {out.name} goes on from its last line.") from e
        raise UsageError(f"{out.name} cannot be written: {e}") from e
    Path(f"{out}.lock").unlink(missing_ok=True)


def _whole_lines(out: Path) -> int:
    """How many answers `out` holds; a last line cut off by a kill is taken away."""
    if not out.exists():
        return 0
    data = out.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) != len(data):
        os.truncate(out, len(whole))
    return whole.count(b"\n")


def _append(
    lines: list[str],
    out: Path,
    done: int,
    catalog: str | None,
    *,
    fast: bool,
    strict: bool,
    trace: bool,
) -> None:
    stages, contexts = Stages(), _Contexts(fast=fast, trace=trace)
    columns = (TextColumn("requests"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        out.open("a", encoding="utf-8") as f,
        ThreadPoolExecutor(AT_ONCE) as pool,
        Progress(*columns, console=Console(stderr=True), disable=None) as progress,
    ):
        task = progress.add_task("", total=done + len(lines), completed=done)
        work = (
            pool.submit(_one, n, line, catalog, contexts, stages, strict)
            for n, line in enumerate(lines, done + 1)
        )
        for future in _in_order(work):
            f.write(json.dumps(future.result(), ensure_ascii=False) + "\n")
            f.flush()
            progress.advance(task)


def _in_order(work: Iterator[Any]) -> Iterator[Any]:
    waiting = list(islice(work, AT_ONCE * 2))
    while waiting:
        first = waiting.pop(0)
        first.exception()  # wait
        yield first
        waiting.extend(islice(work, 1))


class _Contexts:
    """A fresh context for each request over shared models."""

    def __init__(self, *, fast: bool, trace: bool) -> None:
        self._fast, self._trace = fast, trace
        self._models: Context | None = None

    def open(self, catalogue: str | None) -> Context:
        if self._models is None:
            self._models = open_context(catalogue, fast=self._fast, trace=self._trace)
            return self._models
        fresh = open_context(catalogue, fast=True, trace=self._trace)
        fresh.llm, fresh.embedder = self._models.llm, self._models.embedder
        if self._models.llm is None:
            fresh.fallbacks = list(self._models.fallbacks)
        return fresh


def _one(
    n: int, line: str, catalog: str | None, contexts: _Contexts, stages: Stages, strict: bool
) -> dict[str, Any]:
    id_: object = n
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise UsageError("A line must be a JSON object.")
        id_ = row.pop("id", n)
        request = Request.model_validate({"catalogue": catalog} | row)
        answer = recommend(request, contexts.open(request.catalogue), stages)
        if strict and answer.fallbacks:
            raise ModelUnavailable(f"{answer.fallbacks[0].stage}: {answer.fallbacks[0].reason}")
        return {"id": id_, "recommendation": answer.model_dump(mode="json")}
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return {"id": id_, "error": {"code": "usage", "message": f"{where}: {first['msg']}"}}
    except ValueError as e:
        return {"id": id_, "error": {"code": "usage", "message": f"line {n} is not JSON: {e}"}}
    except LLMRecError as e:
        return {"id": id_, "error": e.to_dict()}
