"""Runs a task: every system in a process of its own, every answer into the log."""

from __future__ import annotations

import hashlib
import math
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from llmrec.evals.datasets.indexed import kept_folders
from llmrec.evals.harness import surroundings
from llmrec.evals.harness.contracts import Loaded, Options, Sample, Task
from llmrec.evals.harness.log import Header, Log, Writer, line_of, new_folder
from llmrec.evals.harness.newest import to_go_on_with
from llmrec.evals.harness.process import Died, Reply, Sealed, Unfit
from llmrec.evals.harness.scoring import fingerprint
from llmrec.evals.harness.training import PARTS, write_training
from llmrec.evals.systems.registry import answers_from_catalogue, interpreter, known

from llmrec.errors import ModelUnavailable, UsageError
from llmrec.settings import settings
from llmrec.types import Recommendation, Request

SECONDS = 60.0
LONGER = 5
"""Times as long may a system take that asks a model."""
AT_ONCE = 3
"""Processes at once: those of one system that asks a model, enough to keep the server busy, or
those of several that ask none; 1 to measure time."""
OPEN = ("__init__.py", "indexed.py")
"""Of evals/datasets, what systems import; the rest makes labels, or reads them."""

MANY = 200
"""Requests whose vectors are worth asking for together."""
VECTORS = ("dense", "fusion")

OnProgress = Callable[[str, int, int], None]
"""System, how many samples are done, of how many."""


@dataclass(frozen=True)
class Plan:
    """What of a task to run."""

    source: str
    """What `tasks.registry.get` finds the task by."""
    systems: tuple[str, ...]
    options: Options = field(default_factory=Options)
    seconds: float = SECONDS
    at_once: int = AT_ONCE


def choose(task: Task, wanted: Sequence[str], *, model: bool) -> tuple[list[str], list[str]]:
    """The systems to run and those left out because they ask a model.

    Raises:
        UsageError: no such system, or one that needs `--model`.
    """
    for name in wanted:
        if name not in task.systems and not known(name):
            raise UsageError(
                f"There is no system {name!r}.",
                remedy=f"{task.name} has {', '.join(task.systems)}.",
            )
    asked = list(dict.fromkeys(wanted)) or list(task.systems)
    left = [name for name in asked if name in task.costly and not model]
    if wanted and left:
        raise UsageError(f"{left[0]} asks a language model.", remedy="Add --model.")
    return [name for name in asked if name not in left], left


def begin(task: Task, plan: Plan, runs: Path, *, go_on: bool = False) -> Run:
    """A new run: its folder and the head of its log are there, nothing was asked yet.

    Args:
        go_on: take the newest run of the same samples, systems and code instead, if there is one.
    """
    loaded = task.load(plan.options)
    fixed = few(task, loaded, plan.options, plan.systems)
    counts = {name: len(part(task, name, loaded, fixed)) for name in plan.systems}
    header = Header(
        task=task.name,
        source=plan.source,
        version=fingerprint(task, loaded),
        began=datetime.now(UTC).isoformat(timespec="seconds"),
        systems=counts,
        limit=plan.options.limit,
        seed=plan.options.seed,
        seconds=plan.seconds,
        at_once=plan.at_once,
        versions=surroundings.versions() | surroundings.versions_beside(map(interpreter, counts)),
        settings=surroundings.public_settings(),
        git=surroundings.git_state(),
    )
    if go_on and (found := to_go_on_with(runs, header)) is not None:
        return resume(task, found.folder)
    folder = new_folder(runs, task.name)
    return Run(task, loaded, header, folder, Writer(folder, header), fixed)


def resume(task: Task, folder: Path) -> Run:
    """A run that was cut off: what it has is not done again.

    Raises:
        UsageError: the log is damaged, or of another task or another version of it.
        Busy: another process writes it.
    """
    log = Log(folder)
    loaded = matching(task, log)
    done, header = log.done(), log.header
    fixed = few(task, loaded, Options(header.limit, header.seed), list(header.systems))
    return Run(task, loaded, header, folder, Writer(folder), fixed, done)


def matching(task: Task, log: Log) -> Loaded:
    """The data that a log was made over.

    Raises:
        UsageError: the task is another one, or its samples are others today.
    """
    header = log.header
    if header.task != task.name:
        raise UsageError(f"{log.folder} is a run of {header.task}, not of {task.name}.")
    loaded = task.load(Options(header.limit, header.seed))
    today = fingerprint(task, loaded)
    if today != header.version:
        raise UsageError(
            f"{log.folder} was made with another version of {task.name}: its samples, split or "
            f"candidates are others today ({header.version} then, {today} now).",
            remedy="Run the task anew, or score the log with the version that made it.",
        )
    return loaded


def few(
    task: Task, loaded: Loaded, options: Options, systems: Sequence[str]
) -> frozenset[str] | None:
    """The fixed few samples of systems that ask a model: those that the task itself draws when it
    is asked for so many, in its own strata and with whole clusters. None: all of them.
    """
    if len(loaded.samples) <= task.few or not set(systems) & set(task.costly):
        return None
    there = {sample.id for sample in loaded.samples}
    drawn = task.load(Options(task.few, options.seed)).samples
    ids = [sample.id for sample in drawn if sample.id in there]
    if not 0 < len(ids) <= task.few:  # a limit that counts something else, or another draw
        ids = sorted(ids or there, key=lambda i: _digest(f"{options.seed} {i}"))
    return frozenset(ids[: task.few])


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def part(task: Task, system: str, loaded: Loaded, fixed: frozenset[str] | None) -> list[Sample]:
    """The samples of a system: all, or for a costly one the fixed few."""
    if fixed is None or system not in task.costly:
        return list(loaded.samples)
    return [sample for sample in loaded.samples if sample.id in fixed]


def barred(run_folder: Path, files: Sequence[Path] = ()) -> list[Path]:
    """What no system may open: the labelled sets, the log, and what of evals knows labels."""
    here = Path(__file__).resolve().parent.parent
    paths = [run_folder, here / "tasks", *files]
    paths += [p for p in (here / "datasets").iterdir() if p.name not in OPEN]
    paths += [p for p in here.iterdir() if p.suffix in (".jsonl", ".json", ".csv", ".yaml")]
    paths += (settings().cache_dir / "evals").glob("*.jsonl")
    data = settings().data
    return paths if data is None else [*paths, data]


def fault(answer: dict[str, Any], request: Request) -> dict[str, str] | None:
    """What makes an answer no answer: not of the schema, an item twice, a number that is none."""
    try:
        read = Recommendation.model_validate(answer)
    except ValueError as e:
        return {"kind": "schema", "message": str(e)[:500]}
    seen: set[str] = set()
    for item in read.items:
        numbers = (item.score, item.rating.mean, item.rating.low, item.rating.high)
        if not all(map(math.isfinite, numbers)):
            return {"kind": "not a number", "message": f"{item.id} has {numbers}"}
        if item.id in seen:
            return {"kind": "duplicate", "message": f"{item.id} comes twice"}
        seen.add(item.id)
    strange = seen - set(request.among) if request.among is not None else set()
    if strange:
        return {"kind": "unknown item", "message": f"{min(strange)} was not among the candidates"}
    return None


@dataclass
class Run:
    """A run that is under way."""

    task: Task
    loaded: Loaded
    header: Header
    folder: Path
    writer: Writer
    fixed: frozenset[str] | None = None
    """The samples of systems that ask a model, see `few`."""
    done: set[tuple[str, str]] = field(default_factory=set)
    on_progress: OnProgress = lambda *_: None

    def go(self, on_progress: OnProgress = lambda *_: None) -> None:
        """Ask every system what it has not been asked, and write down what it says.

        Raises:
            LLMRecError: the catalogue could not be prepared, the disk is full.
        """
        self.on_progress = on_progress
        with self.writer:
            self._go()

    def _go(self) -> None:
        names = self.header.systems
        if self.task.prepare is not None and any(map(answers_from_catalogue, names)):
            self.task.prepare()
        kept_folders()
        self._look_ahead()
        with tempfile.TemporaryDirectory(prefix="llmrec-eval-") as tmp:
            write_training(self.loaded.training, Path(tmp))
            cheap = [name for name in names if name not in self.task.costly]
            for together in (cheap, *([name] for name in names if name in self.task.costly)):
                self._together(together, Path(tmp))

    def _look_ahead(self) -> None:
        """Vectors of what the requests search for, where systems ask for them; one that lacks an
        embedding model says so itself."""
        asking = [n for n in self.header.systems if n in VECTORS or n.startswith("llmrec")]
        left = [
            s.request
            for s in self.loaded.samples
            if any((n, s.id) not in self.done for n in asking)
        ]
        if not asking or len(left) < MANY or self.loaded.catalogue is None:
            return
        from llmrec.evals.systems.retrieval import look_ahead

        try:
            for n in look_ahead(left, self.loaded.catalogue):
                self.on_progress("vectors", n, len(left))
        except ModelUnavailable:
            return

    def _together(self, names: Sequence[str], training: Path) -> None:
        """See systems through, `at_once` processes at a time."""
        crews = [crew for name in names if (crew := self._crew(name, training)) is not None]
        replies: SimpleQueue[Told] = SimpleQueue()
        with ThreadPoolExecutor(self.header.at_once) as pool:
            try:
                for crew in crews:
                    for worker in crew.workers:
                        pool.submit(worker.serve, crew, replies)
                self._collect(crews, replies)
            finally:
                for crew in crews:
                    crew.stop()

    def _crew(self, name: str, training: Path) -> _Crew | None:
        """Who answers for a system, and what is left to answer; None: nothing is."""
        samples = part(self.task, name, self.loaded, self.fixed)
        left = [sample for sample in samples if (name, sample.id) not in self.done]
        self.on_progress(name, len(samples) - len(left), len(samples))
        if not left:
            return None
        costly = name in self.task.costly
        # What learns would learn in each process anew.
        count = min(self.header.at_once if costly or answers_from_catalogue(name) else 1, len(left))
        workers = [_Worker(self._sealed(name, training, costly, n)) for n in range(count)]
        return _Crew(name, len(samples), left, workers)

    def _collect(self, crews: Sequence[_Crew], replies: SimpleQueue[Told]) -> None:
        for _ in range(sum(crew.left for crew in crews)):
            got = replies.get()
            if isinstance(got, BaseException):
                raise got
            crew, sample, reply = got
            asked = sample.request.model_dump(mode="json", exclude_defaults=True)
            self.writer.write(line_of(crew.name, sample.id, sample.cluster, asked, reply))
            crew.left -= 1
            self.on_progress(crew.name, crew.total - crew.left, crew.total)

    def _sealed(self, name: str, training: Path, costly: bool, n: int) -> Sealed:
        own = training / f"{list(self.header.systems).index(name)}-{n}"
        own.mkdir(exist_ok=True)
        for file in PARTS:
            if not (own / file).exists():
                (own / file).hardlink_to(training / file)
        seconds = self.header.seconds * (LONGER if costly else 1)
        return Sealed(
            system=name,
            catalogue=self.loaded.catalogue,
            options=Options(self.header.limit, self.header.seed),
            folder=own,
            barred=barred(self.folder, self.task.files),
            said=self.folder / f"{name.replace(':', '.')}.log",
            seconds=seconds,
            python=interpreter(name),
        )


class _Crew:
    """The processes of one system, and the samples that they share."""

    def __init__(
        self, name: str, total: int, left: Sequence[Sample], workers: Sequence[_Worker]
    ) -> None:
        self.name, self.total, self.left, self.workers = name, total, len(left), workers
        self.work: SimpleQueue[Sample | None] = SimpleQueue()
        for sample in [*left, *[None] * len(workers)]:
            self.work.put(sample)

    def stop(self) -> None:
        """Have every process end soon, whatever it waits for."""
        for worker in self.workers:
            worker.stop()
            self.work.put(None)


Told = tuple[_Crew, Sample, Reply] | BaseException
"""What a process tells the thread that writes."""


class _Worker:
    """One process of a system, which is started again once when it dies."""

    def __init__(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self._running = self._again = self._stopped = False
        self._over: dict[str, str] | None = None

    def serve(self, crew: _Crew, replies: SimpleQueue[Told]) -> None:
        try:
            while not self._stopped and (sample := crew.work.get()) is not None:
                replies.put((crew, sample, self._answer(sample)))
        except BaseException as e:  # told to the thread that writes, which ends the run
            replies.put(e)
        finally:
            self._sealed.close()

    def stop(self) -> None:
        """Have `serve` end soon, whatever it waits for."""
        self._stopped = True
        self._sealed.kill()

    def _answer(self, sample: Sample) -> Reply:
        if self._over is not None:
            return Reply(None, self._over, 0.0)
        try:
            if not self._running:
                self._sealed.start()
                self._running = True
            reply = self._sealed.ask(sample.request)
        except Died as e:
            if self._again or isinstance(e, Unfit):
                self._over = {**e.error, "kind": f"ended: {e.error['kind']}"}
            self._again, self._running = True, False
            return Reply(None, e.error, 0.0)
        wrong = None if reply.answer is None else fault(reply.answer, sample.request)
        return reply if wrong is None else replace(reply, answer=None, error=wrong)
