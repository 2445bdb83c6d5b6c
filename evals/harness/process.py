"""The scorer's end of a sealed system: starts its process, asks, and tells what went wrong."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from llmrec.evals.harness import sealed
from llmrec.evals.harness.contracts import Options

from llmrec.settings import clean_environment
from llmrec.types import Request

GRACE = 30.0
"""Seconds beyond the limit of an answer until a process that does not stop itself is killed."""
HIDDEN = ("LLMREC_DATA",)
"""Variables that a system does not get."""


@dataclass(frozen=True)
class Reply:
    """What came of one request: an answer or an error."""

    answer: dict[str, Any] | None
    error: dict[str, str] | None
    seconds: float
    began: float | None = None
    """Unix time at which it was sent; none when it never was."""


class Died(Exception):
    """The process ended, or did not stop when its time was over."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.error = {"kind": kind, "message": message}


class Unfit(Died):
    """The system could not be made or did not learn: trying again would end the same way."""


@dataclass
class Sealed:
    """One process of one system."""

    system: str
    catalogue: str | None
    options: Options
    folder: Path
    """Holds what it may train on; of its own for a while."""
    barred: Sequence[Path]
    said: Path
    """Where what it prints is kept."""
    seconds: float = 60.0
    """For one answer."""
    fitting: float = 900.0
    """For `fit`."""
    python: str = sys.executable
    kernel: bool = False
    """Whether the kernel bars it too, see `guard`."""

    def __post_init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""
        self._killed = False

    def start(self) -> None:
        """Start the process and wait until the system has learned.

        Raises:
            Unfit: it raised, died or took too long.
        """
        start = sealed.Start(
            self.system,
            self.catalogue,
            asdict(self.options),
            [str(path.resolve()) for path in self.barred],
            self.seconds,
        )
        (self.folder / sealed.START).write_text(json.dumps(start._asdict()), "utf-8")
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(
                [self.python, "-m", "llmrec.evals.harness.sealed", str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                env=self._environment(),
                process_group=0,  # Ctrl-C is for the scorer, which ends the process itself
            )
        if self._killed:
            self._process.kill()
        try:
            reply = self._read(self.fitting)
        except Died as e:
            self.close()
            raise Unfit(e.error["kind"], e.error["message"]) from e
        if "ready" not in reply:
            self.close()
            raise Unfit(**reply["error"])
        self.kernel = bool(reply["ready"]["kernel"])

    def ask(self, request: Request) -> Reply:
        """Send one request: the request and nothing else.

        Raises:
            Died: no answer came back, and the process is gone.
        """
        at, began = time.time(), time.perf_counter()
        try:
            self._send(request.model_dump_json() + "\n")
            reply = self._read(self.seconds + GRACE)
        except Died:
            self.close()
            raise
        seconds = float(reply.get("seconds", time.perf_counter() - began))
        return Reply(reply.get("answer"), reply.get("error"), seconds, at)

    def kill(self) -> None:
        """End the process for good, from another thread; whoever waits for it learns that."""
        self._killed = True
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the process, at once."""
        if self._process is None:
            return
        process, self._process, self._rest = self._process, None, b""
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            _close(pipe)

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in clean_environment().items() if k not in HIDDEN}
        return kept | {"TMPDIR": str(self.folder), "PYTHONHASHSEED": str(self.options.seed)}

    def _send(self, line: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
        except OSError as e:
            raise self._died() from e

    def _read(self, seconds: float) -> dict[str, Any]:
        """The next line of the process."""
        assert self._process is not None
        assert self._process.stdout is not None
        out, until = self._process.stdout.fileno(), time.monotonic() + seconds
        parts = [self._rest]
        while b"\n" not in parts[-1]:
            ready, _, _ = select.select([out], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise Died("timeout", f"no word within {seconds:g} s; the process was ended")
            parts.append(os.read(out, 1 << 16))
            if not parts[-1]:
                raise self._died()
        line, _, self._rest = b"".join(parts).partition(b"\n")
        try:
            reply = json.loads(line)
        except ValueError as e:
            raise Died("protocol", f"not a line of JSON: {line[:80]!r}") from e
        if not isinstance(reply, dict) or not reply.keys() & {"ready", "answer", "error"}:
            raise Died("protocol", f"not a reply: {line[:80]!r}")
        return reply

    def _died(self) -> Died:
        assert self._process is not None
        code = self._process.wait()
        words = self.said.read_bytes()[-400:].decode("utf-8", "replace").strip()
        last = words.rsplit("\n", 1)[-1]
        return Died("died", f"the process ended with {code}" + (f": {last}" if last else ""))


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except OSError:  # a line that nobody read any more
            return
