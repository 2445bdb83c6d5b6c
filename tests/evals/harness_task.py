"""A task of ten samples whose labels lie in a file, and systems that behave badly on it."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from llmrec.evals.harness.contracts import (
    Answered,
    Entry,
    Interaction,
    Loaded,
    Metric,
    Options,
    Sample,
    Task,
    Threshold,
    Training,
    data_folder,
)
from llmrec.evals.systems.remembered import Remembered
from llmrec.evals.systems.simple import Chance, recommendation
from llmrec.evals.systems.trained import Weights, weights

from llmrec.llm import AnswerCache
from llmrec.settings import settings
from llmrec.types import Recommendation, Request

HERE = "tests.evals.harness_task"
ITEMS = ["a", "b", "c", "d", "e"]


def write_set(root: Path, *, secret: str = "", without: str = "") -> None:
    """The labelled set: two samples a user; `a`, the most popular item, is right for six."""
    (root / "tiny").mkdir(parents=True, exist_ok=True)
    right = ["a", "a", "a", "a", "a", "a", "b", "b", "c", "d"]
    rows = {f"s{n}": {"item": item, "secret": secret} for n, item in enumerate(right)}
    rows.pop(without, None)
    (root / "tiny" / "labels.json").write_text(json.dumps(rows), "utf-8")


def load(options: Options) -> Loaded:
    folder = data_folder("tiny", settings().data)
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    samples = [
        Sample(f"s{n}", f"u{n // 2}", Request(text=f"wish {n}", user=f"u{n // 2}", among=ITEMS))
        for n in range(10)
    ]
    events = [Interaction(f"v{n}", item) for item in ITEMS for n in range(10 - ord(item) % 97)]
    titles = [Entry(item, f"Item {item}") for item in ITEMS]
    return Loaded(samples[: options.limit], labels, Training(titles, events))


def hit(answer: Recommendation, label: dict[str, str]) -> float:
    return float(answer.items[0].id == label["item"])


def coverage(answered: Sequence[Answered]) -> float:
    return len({answer.items[0].id for answer, _ in answered}) / len(ITEMS)


TASK = Task(
    name="tiny",
    title="Ten wishes",
    dataset="tiny",
    split="By user.",
    candidates="All five.",
    load=load,
    metrics=(
        Metric("hit", hit, source="whether the first item is right"),
        Metric("coverage", over=coverage, failed=None),
    ),
    systems=("chance", "popularity", f"{HERE}:Costly"),
    costly=(f"{HERE}:Costly",),
    few=4,
    thresholds=(Threshold("hit", "popularity", ">=", 0.5),),
    notes=("Ten samples say little.",),
)


class Costly(Chance):
    """Stands for a system that asks a model."""


class Keeps(Chance):
    """Keeps weights, answers and vectors on disk, and says what it found again."""

    def fit(self, training: Training) -> None:
        self.learned = 0

        def learn() -> Weights:
            self.learned += 1
            return {"w": np.ones(3, np.float32)}

        for _ in range(2):
            weights("keeps", training, None, learn)
        super().fit(training)

    def answer(self, request: Request) -> Recommendation:
        answers = AnswerCache(settings().cache_dir / "answers" / "answers.sqlite")
        answers.put({"q": request.text}, {"text": "kept"})
        asked: list[str] = []
        for _ in range(2):
            Remembered(Ones(asked))([request.text])
        found = super().answer(request)
        found.profile.assumed = [
            f"learned {self.learned}",
            f"answer {answers.get({'q': request.text})}",
            f"embedded {len(asked)}",
        ]
        return found


class Ones:
    """An embedding model that writes down what it is asked."""

    model, languages = "ones", None

    def __init__(self, asked: list[str]) -> None:
        self._asked = asked

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self._asked += texts
        return np.ones((len(texts), 4), np.float32)


# --- systems that go wrong ------------------------------------------------------------------


class Wrong(Chance, ABC):
    """Goes wrong on the samples whose number it is given; else it is chance."""

    at: tuple[int, ...] = (3,)

    def answer(self, request: Request) -> Recommendation:
        good = super().answer(request)
        number = int(request.text.split()[1])
        return self.wrong(good) if number in self.at else good

    @abstractmethod
    def wrong(self, good: Recommendation) -> Recommendation:
        """What comes instead of a good answer."""


class Raises(Wrong):
    def wrong(self, good: Recommendation) -> Recommendation:
        raise ValueError("no idea")


class Hangs(Wrong):
    def wrong(self, good: Recommendation) -> Recommendation:
        time.sleep(60)
        return good


class Deaf(Wrong):
    """Hangs, and does not let itself be interrupted."""

    def wrong(self, good: Recommendation) -> Recommendation:
        while True:
            try:
                time.sleep(60)
            except BaseException:
                continue


class DiesOnce(Wrong):
    def wrong(self, good: Recommendation) -> Recommendation:
        os._exit(7)


class KeepsDying(DiesOnce):
    at = (3, 5)


class Twice(Wrong):
    def wrong(self, good: Recommendation) -> Recommendation:
        return good.model_copy(update={"items": [*good.items, good.items[0]]})


class Strange(Wrong):
    def wrong(self, good: Recommendation) -> Recommendation:
        item = good.items[0].model_copy(update={"id": "nobody asked"})
        return good.model_copy(update={"items": [item]})


class NoNumber(Wrong):
    def wrong(self, good: Recommendation) -> Recommendation:
        item = good.items[0].model_copy(update={"score": float("nan")})
        return good.model_copy(update={"items": [item]})


class NoAnswer(Wrong):
    def wrong(self, good: Recommendation) -> Recommendation:
        return {"items": []}  # type: ignore[return-value]


class Few(Wrong):
    def wrong(self, good: Recommendation) -> Recommendation:
        return good.model_copy(update={"items": good.items[:2]})


class Prints(Wrong):
    def wrong(self, good: Recommendation) -> Recommendation:
        sys.stdout.write("a library that chats\n")
        return good


class Unfit(Chance):
    def fit(self, training: object) -> None:
        raise RuntimeError("a library is missing")


class LearnsForEver(Chance):
    def fit(self, training: object) -> None:
        time.sleep(600)


class Slow(Chance):
    """Takes its time, so that a run can be cut off."""

    def answer(self, request: Request) -> Recommendation:
        time.sleep(0.3)
        return super().answer(request)


# --- systems that cheat ---------------------------------------------------------------------


class Echoes(Chance):
    """Gives the candidates back as they came."""

    def answer(self, request: Request) -> Recommendation:
        ranked = [(item, -float(n)) for n, item in enumerate(request.among or ())]
        return recommendation(request, ranked, {}, {})


class Retries(Chance):
    """Fails the first time that it is asked, to be asked again."""

    def fit(self, training: Training) -> None:
        super().fit(training)
        self.asked: set[str] = set()

    def answer(self, request: Request) -> Recommendation:
        if request.text not in self.asked:
            self.asked.add(request.text)
            raise RuntimeError("again, please")
        return super().answer(request)


class Cheat:
    """Tries every way to the labels that it knows, and says in `assumed` what each gave."""

    name = "cheat"

    def fit(self, training: object) -> None:
        self.found = {f"fit {name}": _tried(way) for name, way in READS.items()}

    def answer(self, request: Request) -> Recommendation:
        ways = READS | STARTS
        self.found |= {name: _tried(way) for name, way in ways.items()}
        answer = recommendation(request, [(i, 0.5) for i in request.among or []], {}, {})
        answer.profile.assumed = [f"{name}: {said}" for name, said in self.found.items()]
        return answer


def _tried(way: Callable[[], str]) -> str:
    try:
        return way()
    except BaseException as e:
        return f"refused by {type(e).__name__}"


def _barred() -> list[Path]:
    """Folders that are worth a look: the process is told which it must not read."""
    start = json.loads(Path(os.environ["TMPDIR"], "start.json").read_text("utf-8"))
    return [Path(one) for one in start["barred"]]


def _targets() -> Iterator[Path]:
    """Where labels and log lie, as far as names can be guessed."""
    for folder in _barred():
        yield from (folder / "tiny" / "labels.json", folder / "run.jsonl")


def _read_all(read: Callable[[str], str]) -> str:
    """What is in the files that can be read; an error when none can."""
    said, error = [], None
    for path in _targets():
        try:
            said.append(read(str(path)))
        except OSError as e:
            error = error if isinstance(error, PermissionError) else e
    if not said and error is not None:
        raise error
    return " ".join(said)


def by_open() -> str:
    return _read_all(lambda path: Path(path).read_text("utf-8"))


def by_symlink() -> str:
    def read(path: str) -> str:
        link = Path(os.environ["TMPDIR"], f"link{time.monotonic_ns()}")
        link.symlink_to(path)
        return link.read_text("utf-8")

    return _read_all(read)


def by_hardlink() -> str:
    def read(path: str) -> str:
        link = Path(os.environ["TMPDIR"], f"hard{time.monotonic_ns()}")
        link.hardlink_to(path)
        return link.read_text("utf-8")

    return _read_all(read)


def by_thread() -> str:
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(_tried(by_open)))
    thread.start()
    thread.join()
    return said[0]


def by_root() -> str:
    return _read_all(lambda path: Path(f"/proc/self/root{path}").read_text("utf-8"))


def by_c() -> str:
    """Past Python: only the kernel can refuse."""
    libc = ctypes.CDLL(None, use_errno=True)

    def read(path: str) -> str:
        at = libc.open(path.encode(), os.O_RDONLY)
        if at < 0:
            raise PermissionError(ctypes.get_errno(), "refused in C")
        return os.read(at, 1 << 20).decode("utf-8", "replace")

    return _read_all(read)


def by_environment() -> str:
    return os.environ["LLMREC_DATA"]


def by_parents_environment() -> str:
    return Path(f"/proc/{os.getppid()}/environ").read_text("utf-8", "replace")


def by_parents_memory() -> str:
    """All that the scorer's process holds."""
    maps = Path(f"/proc/{os.getppid()}/maps").read_text("utf-8")
    held = []
    with Path(f"/proc/{os.getppid()}/mem").open("rb", buffering=0) as memory:
        for line in maps.splitlines():
            start, end = (int(n, 16) for n in line.split()[0].split("-"))
            if "rw" in line and end - start < 1 << 28:
                memory.seek(start)
                held.append(memory.read(end - start))
    text = b"".join(held)
    at = text.find(b"hidden-")
    return text[at : at + 40].decode("latin-1") if at >= 0 else ""


def by_objects() -> str:
    texts = [one for one in gc.get_objects() if isinstance(one, dict) and "secret" in one]
    return repr(texts)


def by_frames() -> str:
    frames, seen = [*sys._current_frames().values()], []
    while frames:
        frame = frames.pop()
        seen.append(repr(frame.f_locals))
        frames += [frame.f_back] if frame.f_back else []
    return " ".join(seen)


def by_settings() -> str:
    from llmrec.settings import load_settings

    return str(load_settings().data)


def by_tasks() -> str:
    from llmrec.evals.tasks import registry

    return str(registry.get(f"{HERE}:TASK").load(Options()).labels)


def by_starting() -> str:
    paths = [str(path) for path in _targets()]
    return subprocess.run(["cat", *paths], capture_output=True, text=True, check=True).stdout


def by_forking() -> str:
    if os.fork() == 0:
        os._exit(0)
    return "forked"


READS: dict[str, Callable[[], str]] = {
    way.__name__: way
    for way in (
        *(by_open, by_symlink, by_hardlink, by_thread, by_root, by_c),
        *(by_environment, by_parents_environment, by_parents_memory),
        *(by_objects, by_frames, by_settings, by_tasks),
    )
}
STARTS: dict[str, Callable[[], str]] = {"by_starting": by_starting, "by_forking": by_forking}
