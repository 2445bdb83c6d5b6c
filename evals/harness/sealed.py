"""The process that a system lives in: `python -m llmrec.evals.harness.sealed FOLDER`.

`start.json` in the folder names the system, and beside it stands what it may train on. Then a
`Request` a line comes in, and a line goes out: the `Recommendation`, or the error. Nothing else
goes either way, and what the system prints goes to the log of its own output.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Any, NamedTuple

from llmrec.evals.harness import guard

START = "start.json"


class Start(NamedTuple):
    """What the process of a system is told, all of it."""

    system: str
    catalogue: str | None
    options: dict[str, Any]
    barred: list[str]
    seconds: float
    """For one answer."""


class TimeLimit(BaseException):
    """The answer took too long; no `except Exception` of the system's holds it up."""


def main() -> None:
    """Serve one system until the other end closes."""
    folder = Path(sys.argv[1])
    start = Start(**json.loads((folder / START).read_text("utf-8")))
    lines, out = _pipes()
    kernel = guard.bar(start.barred)
    _end_with_parent()  # behind the bars, which hold for a thread and those it starts
    began = time.perf_counter()
    try:
        system = _fitted(start, folder)
    except Exception as e:
        _say(out, {"error": _error(e)})
        return
    guard.bar_processes()
    _say(out, {"ready": {"seconds": time.perf_counter() - began, "kernel": kernel}})
    for line in lines:
        _say(out, _reply(system, line, start.seconds))


def _end_with_parent() -> None:
    """A system that learns reads nothing, and would outlive a scorer that was killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _pipes() -> tuple[IO[str], IO[str]]:
    """The two ends of the talk; what is printed goes to stderr from here on."""
    lines = os.fdopen(os.dup(0), encoding="utf-8")
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return lines, out


def _say(out: IO[str], reply: dict[str, Any]) -> None:
    out.write(json.dumps(reply, ensure_ascii=True) + "\n")
    out.flush()


def _error(e: BaseException) -> dict[str, str]:
    return {"kind": type(e).__name__, "message": str(e)[:2000]}


def _fitted(start: Start, folder: Path) -> Any:
    from llmrec.evals.harness.contracts import Options
    from llmrec.evals.harness.training import read_training
    from llmrec.evals.systems.registry import make

    system = make(start.system, start.catalogue, Options(**start.options))
    system.fit(read_training(folder))
    return system


def _reply(system: Any, line: str, seconds: float) -> dict[str, Any]:
    from llmrec.types import Recommendation, Request

    began = time.perf_counter()
    try:
        with _limit(seconds):
            answer = system.answer(Request.model_validate_json(line))
        if not isinstance(answer, Recommendation):
            raise TypeError(f"the answer is a {type(answer).__name__}, no Recommendation")
        said = {"answer": answer.model_dump(mode="python", exclude_defaults=True)}
    except TimeLimit:
        said = {"error": {"kind": "timeout", "message": f"no answer within {seconds:g} s"}}
    except Exception as e:
        said = {"error": _error(e)}
    return said | {"seconds": time.perf_counter() - began}


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise TimeLimit

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
