"""`llmrec recommend --batch`: a line in, a line out, in order; an interrupted run goes on."""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import typer
from filelock import FileLock, Timeout
from pydantic import ValidationError

from llmrec.catalog.catalogue import Catalogue
from llmrec.cli.recommend import strictly
from llmrec.context import Context, learned, open_context
from llmrec.errors import Busy, DiskFull, LLMRecError, UsageError
from llmrec.judge import Judge, JudgeConfig
from llmrec.llm import LLM, Embedder
from llmrec.pipeline import Stages, recommend
from llmrec.settings import settings
from llmrec.types import Fallback, Request

JUDGED = 12
"""Candidates that the model judges: nobody waits for a batch, and twice as many rank better."""
AT_ONCE = 3
"""Requests under way at once: enough to keep the model server busy."""

LINE = """Write each line as in {"id": "q1", "text": "a quiet speaker under $150", "k": 5}."""
Line = dict[str, Any]


def run_batch(
    source: Path, out: Path, given: Line, *, fast: bool, strict: bool, trace: bool
) -> None:
    """Answer every line of `source` into `out`; lines that `out` already has are not done again.

    Args:
        given: fields of each request that its line does not state.

    Raises:
        UsageError: a file that cannot be read; Busy: another process writes the same file.
        CatalogError: the catalogue in `given` is unknown or damaged.
    """
    lines = _read(source)
    if given.get("catalogue") is not None:
        Catalogue.open(given["catalogue"])
    batch = _Batch(given, fast=fast, strict=strict, trace=trace)
    try:
        with FileLock(f"{out}.lock", timeout=0):
            done = _whole_lines(out)
            if done > len(lines):
                raise UsageError(
                    f"{out.name} holds {done} answers, {source.name} only {len(lines)} requests.",
                    remedy="It is the answer to another file: name another --out.",
                )
            failed = _append(batch, lines, out, done)
    except Timeout as e:
        remedy = "Wait until it is done, or name another --out."
        raise Busy(f"Another process is writing {out.name}.", remedy=remedy) from e
    except OSError as e:
        if e.errno == errno.ENOSPC:
            remedy = "Make room and run the same command: it goes on from the last line."
            raise DiskFull(f"The disk is full at {out.name}.", remedy=remedy) from e
        remedy = "Name a file in a folder that you may write to with --out."
        raise UsageError(f"{out.name} cannot be written: {e}", remedy=remedy) from e
    if failed:
        typer.echo(f"{failed} of {len(lines)} lines have an error instead of an answer", err=True)


def _read(source: Path) -> list[str]:
    """Lines end at newlines alone: other ends of lines may stand inside JSON."""
    try:
        text = source.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as e:
        remedy = "Give a text file, UTF-8, with one JSON object a line."
        raise UsageError(f"The batch file cannot be read: {e}", remedy=remedy) from e
    return [line for line in text.split("\n") if line.strip()]


def _whole_lines(out: Path) -> int:
    """How many answers `out` holds; a last line cut off by a kill is taken away."""
    if not out.exists():
        return 0
    data = out.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) != len(data):
        os.truncate(out, len(whole))
    return whole.count(b"\n")


def _append(batch: _Batch, lines: Sequence[str], out: Path, done: int) -> int:
    """Write the answers that are missing; gives how many of them are errors."""
    failed = 0
    with (
        # Half a character, as JSON can spell it, is written as it was spelled.
        out.open("a", encoding="utf-8", errors="backslashreplace") as f,
        _progress(len(lines), done) as advance,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        rest = enumerate(islice(lines, done, None), done + 1)
        try:
            for answer in _in_order(pool.submit(batch.answer, n, line) for n, line in rest):
                f.write(json.dumps(answer, ensure_ascii=False) + "\n")
                f.flush()
                failed += "error" in answer
                advance()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return failed


def _in_order(work: Iterator[Future[Line]]) -> Iterator[Line]:
    """Results in the order of the work, of which a little is under way ahead."""
    waiting = list(islice(work, AT_ONCE * 2))
    while waiting:
        yield waiting.pop(0).result()
        waiting.extend(islice(work, 1))


@contextmanager
def _progress(total: int, done: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal, elsewhere a line now and then; on stderr."""
    if settings().progress == "never":
        yield lambda: None
    elif not sys.stderr.isatty():
        yield _Lines(total, done)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = ("requests", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=total, completed=done)
            yield lambda: bar.advance(task)


class _Lines:
    """Says every ten seconds how far it is."""

    def __init__(self, total: int, done: int) -> None:
        self._total, self._done, self._last = total, done, time.monotonic()

    def __call__(self) -> None:
        self._done += 1
        if time.monotonic() - self._last > 10 or self._done == self._total:
            self._last = time.monotonic()
            typer.echo(f"{self._done} of {self._total} requests", err=True)


class _Batch:
    """Answers lines, each in a context of its own over shared models."""

    def __init__(self, given: Line, *, fast: bool, strict: bool, trace: bool) -> None:
        self._given = given
        self._stages = Stages(judge=Judge(JudgeConfig(best=JUDGED)))
        self._fast, self._strict, self._trace = fast, strict, trace
        self._lock = threading.Lock()
        self._models: tuple[LLM | None, Embedder | None, list[Fallback]] | None = None

    def answer(self, n: int, line: str) -> Line:
        """The answer to line `n` (from 1), or its error."""
        id_: object = n
        try:
            row = _parse(line, n)
            id_ = row.pop("id", n)
            request = _request(self._given | row)
            answer = recommend(request, self._context(request.catalogue), self._stages)
            if self._strict and answer.fallbacks:
                raise strictly(answer)
        except LLMRecError as e:
            return {"id": id_, "error": e.to_dict()}
        except Exception as e:  # our own fault on one line must not cost the others
            fault = LLMRecError(f"{type(e).__name__}: {e}")
            return {"id": id_, "error": fault.to_dict()}
        return {"id": id_, "recommendation": answer.model_dump(mode="json")}

    def _context(self, catalogue: str | None) -> Context:
        with self._lock:
            if self._models is None:
                first = open_context(catalogue, fast=self._fast, trace=self._trace)
                self._models = (first.llm, first.embedder, list(first.fallbacks))
        llm, embedder, fallbacks = self._models
        opened = Catalogue.open(catalogue or settings().catalogue)
        context = Context(opened, llm, embedder, self._trace, fallbacks=list(fallbacks))
        return learned(context)


def _parse(line: str, n: int) -> Line:
    try:
        row = json.loads(line)
    except ValueError as e:
        raise UsageError(f"line {n} is not JSON: {e}", remedy=LINE) from e
    except RecursionError as e:
        raise UsageError(f"line {n} is nested too deeply", remedy=LINE) from e
    if not isinstance(row, dict):
        raise UsageError(f"line {n} is no JSON object", remedy=LINE)
    return row


def _request(fields: Line) -> Request:
    try:
        return Request.model_validate(fields)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(f"{where}: {first['msg']}", remedy=LINE) from e
