"""The log of a run: a header, then a line for each (system, sample), written as it goes.

A run that was cut off is gone on with: what is whole stays, a last line that is not is dropped.
Nothing in it is a label, so that it can be shown, and scored again by whoever has the set.
"""

from __future__ import annotations

import errno
import json
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeVar

from filelock import FileLock, Timeout
from llmrec.evals.harness.process import Reply
from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.errors import Busy, DiskFull, UsageError

FILE = "run.jsonl"
FIGURES = "figures.json"
T = TypeVar("T", bound=BaseModel)


class Header(BaseModel):
    """What was run, with what."""

    model_config = ConfigDict(extra="forbid")

    format: Literal[1] = 1
    task: str
    source: str
    """What `tasks.registry.get` finds the task by."""
    version: str
    """Fingerprint of the task's samples, see `scoring.fingerprint`."""
    began: str
    systems: dict[str, int]
    """How many samples each was to answer."""
    limit: int | None = None
    seed: int = 0
    seconds: float
    """Limit of one answer, for systems that ask no model."""
    at_once: int = 1
    """Processes of a system that asks a model."""
    versions: dict[str, str] = {}
    settings: dict[str, Any] = {}
    git: dict[str, str] = {}


class Line(BaseModel):
    """What one system made of one sample."""

    model_config = ConfigDict(extra="forbid")

    system: str
    id: str
    cluster: str
    request: dict[str, Any]
    answer: dict[str, Any] | None
    """A `Recommendation` without its calls, defaults left out."""
    calls: list[dict[str, Any]] = []
    seconds: float
    began: float | None = None
    """Unix time at which the request was sent to the system."""
    error: dict[str, str] | None = None

    @property
    def recommendation(self) -> dict[str, Any] | None:
        """The answer with its calls, as it came."""
        return None if self.answer is None else self.answer | {"calls": self.calls}


def line_of(system: str, id_: str, cluster: str, request: dict[str, Any], reply: Reply) -> Line:
    """The line for a reply."""
    answer = None if reply.answer is None else dict(reply.answer)
    calls = [] if answer is None else answer.pop("calls", [])
    return Line(
        system=system,
        id=id_,
        cluster=cluster,
        request=request,
        answer=answer,
        calls=calls,
        seconds=round(reply.seconds, 4),
        began=None if reply.began is None else round(reply.began, 3),
        error=reply.error,
    )


def new_folder(runs: Path, task: str) -> Path:
    """A folder of its own for a run of `task`."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    short = "".join(c if c.isalnum() or c in "-_" else "-" for c in task)
    folder = runs / f"{short}-{now}-{uuid.uuid4().hex[:6]}"
    folder.mkdir(parents=True)
    return folder


class Writer:
    """Appends to the log of a run; one at a time."""

    def __init__(self, folder: Path, header: Header | None = None) -> None:
        """With a header a new log, without one the log that is there.

        Raises:
            Busy: another process writes it.
        """
        self._path = folder / FILE
        self._lock = FileLock(folder / "run.lock", timeout=0)
        try:
            self._lock.acquire()
        except Timeout as e:
            raise Busy(f"Another process is writing {folder.name}.") from e
        if header is None:
            _drop_cut_line(self._path)
        # Half a character, as JSON can spell it, is written as it was spelled.
        self._file = self._path.open("a", encoding="utf-8", errors="backslashreplace")
        if header is not None:
            self._append(header.model_dump_json())

    def write(self, line: Line) -> None:
        """Append a line; it stands on the disk when this returns.

        Raises:
            DiskFull: the line is not, or not whole, in the log; going on drops what is of it.
        """
        self._append(json.dumps(line.model_dump(exclude_defaults=True), ensure_ascii=False))

    def _append(self, text: str) -> None:
        try:
            self._file.write(text + "\n")
            self._file.flush()
        except OSError as e:
            if e.errno != errno.ENOSPC:
                raise
            raise DiskFull(
                f"The disk is full at {self._path}.",
                remedy=f"Make room and go on with --resume {self._path.parent}.",
            ) from e

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, at: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError:  # what could not be flushed was told when it was written
            pass
        finally:
            self._lock.release()


class Log:
    """A log that is read. Lines are read when they are asked for: a log may be large."""

    def __init__(self, folder: Path) -> None:
        """
        Raises:
            UsageError: there is no log, or its header cannot be read.
        """
        self.folder = folder
        self._path = folder / FILE
        if not self._path.is_file():
            raise UsageError(
                f"{folder} holds no run.",
                remedy="Name a folder below runs/eval that has run.jsonl.",
            )
        for _, text in self._whole():
            self.header = _parse(Header, text, self._path, 1)
            return
        raise UsageError(f"{self._path} has no header: the run was cut off before it began.")

    def lines(self) -> Iterator[tuple[int, Line]]:
        """Every whole line with where it begins in the file.

        Raises:
            UsageError: a line inside the log is damaged, or a sample was answered twice.
        """
        seen: set[tuple[str, str]] = set()
        for n, (at, text) in enumerate(self._whole(), 1):
            if n == 1:
                continue
            line = _parse(Line, text, self._path, n)
            if (line.system, line.id) in seen:
                raise UsageError(
                    f"{self._path} is damaged: {line.system} answers {line.id!r} twice (line {n})."
                )
            seen.add((line.system, line.id))
            yield at, line

    def line(self, at: int) -> Line:
        """The line that begins there."""
        with self._path.open("rb") as f:
            f.seek(at)
            return Line.model_validate_json(f.readline())

    def done(self) -> set[tuple[str, str]]:
        """The (system, sample) pairs that have a line."""
        return {(line.system, line.id) for _, line in self.lines()}

    def _whole(self) -> Iterator[tuple[int, bytes]]:
        at = 0
        with self._path.open("rb") as f:
            for text in f:
                if not text.endswith(b"\n"):
                    return
                yield at, text
                at += len(text)


def _parse(kind: type[T], text: bytes, path: Path, n: int) -> T:
    try:
        return kind.model_validate_json(text)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise UsageError(
            f"{path} is damaged in line {n}: {where}: {first['msg']}",
            remedy="Take the log from a copy, or run the task anew.",
        ) from e


def _drop_cut_line(path: Path) -> None:
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole != len(data):
        os.truncate(path, whole)
