"""What a task, a system and a metric are.

::

    Task.load() -> Loaded -> samples  -> sealed process of the system -> answers
                          -> labels   -> the scorer alone               -> figures

A system gets `Request`s and what it may train on, in a process of its own. Labels never leave the
process of the scorer, so there is nothing that a system could find them in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from llmrec.types import Recommendation, Request

Label = Any
"""Of one sample; plain JSON, so that a log can be scored again by whoever has the set."""


class Sample(NamedTuple):
    """One request of a task."""

    id: str
    cluster: str
    """Whose it is: a user, a dialogue, a query. The bootstrap draws these."""
    request: Request


class Entry(NamedTuple):
    """An item as a system may train on it."""

    id: str
    title: str
    text: str = ""
    tags: tuple[str, ...] = ()


class Interaction(NamedTuple):
    """Something a user did, from the training part of a split."""

    user: str
    item: str
    rating: float | None = None
    time: float | None = None


class Wanted(NamedTuple):
    """A request in words from the training part, and what its user took then."""

    user: str
    request: Request
    items: tuple[str, ...]


@dataclass(frozen=True)
class Training:
    """What a system may learn from; `tuning` is cut off the end of the training part."""

    items: Sequence[Entry] = ()
    events: Sequence[Interaction] = ()
    tuning: Sequence[Interaction] = ()
    wanted: Sequence[Wanted] = ()
    """Of users of the events."""


@dataclass(frozen=True)
class Loaded:
    """A task's data: what systems see, and beside it the labels by sample id."""

    samples: Sequence[Sample]
    labels: dict[str, Label] = field(repr=False)
    training: Training = field(default_factory=Training, repr=False)
    catalogue: str | None = None
    """The catalogue that llmrec answers from; `Task.prepare` indexes it."""


class System(Protocol):
    """Made anew in a process of its own for every run."""

    name: str

    def fit(self, training: Training) -> None:
        """Learn; called once, before the first request."""

    def answer(self, request: Request) -> Recommendation:
        """Answer one request.

        Raises:
            Exception: whatever it raises makes this sample a failed one, counted and shown.
        """


Answered = tuple[Recommendation, Label]


@dataclass(frozen=True)
class Metric:
    """A figure of one system on one task: a mean over samples, or one number over all of them."""

    name: str
    each: Callable[[Recommendation, Label], float | None] | None = None
    """The value of one sample; None: it has none (no relevant item, nothing to tell)."""
    over: Callable[[Sequence[Any]], float | None] | None = None
    """One number over all samples, such as coverage; resampled as a whole."""
    of: Callable[[Recommendation, Label], Any] | None = None
    """What `over` is given of each sample, made once for all resamples; None: answer and label."""
    better: Literal["higher", "lower", "neither"] = "higher"
    failed: float | None = 0.0
    """What a failed sample counts as; None: it is left out of this figure (and still shown)."""
    source: str = ""
    """The formula in a line, and where it comes from."""

    def seen(self, answered: Answered) -> Any:
        """A sample as `over` is given it."""
        return answered if self.of is None else self.of(*answered)

    def whole(self, answered: Sequence[Answered]) -> float | None:
        """The one number over these samples."""
        return None if self.over is None else self.over([self.seen(one) for one in answered])


@dataclass(frozen=True)
class Threshold:
    """What `--gate` holds a system to: a figure, or its difference to another system."""

    metric: str
    system: str
    sign: Literal[">=", "<="]
    bound: float
    less: str | None = None
    """The figure less that of this system, paired; the whole interval must keep to the bound."""


@dataclass(frozen=True)
class Options:
    """What a run may ask of a task."""

    limit: int | None = None
    """So many samples, drawn by `seed`; None: all of them."""
    seed: int = 0


@dataclass(frozen=True)
class Task:
    """Dataset + split + candidates + systems + metrics + thresholds."""

    name: str
    title: str
    dataset: str
    """Folder below `LLMREC_DATA`; empty for what the project wrote itself."""
    split: str
    """In words: what is held out, by whom or by when it was cut."""
    candidates: str
    """In words: what is ranked."""
    load: Callable[[Options], Loaded]
    metrics: tuple[Metric, ...]
    systems: tuple[str, ...]
    """Names in `llmrec.evals.systems.registry`, in the order of the table."""
    costly: tuple[str, ...] = ()
    """Of these, those that ask a language model: run with `--model`, on `few` samples."""
    few: int = 150
    """Fixed: those that `load` draws when it is asked for so many, in the task's own strata."""
    thresholds: tuple[Threshold, ...] = ()
    files: tuple[Path, ...] = ()
    """What holds labels beside the set's folder, such as a user's own file: no system opens it."""
    prepare: Callable[[], None] | None = None
    """Makes what llmrec answers from, such as an index; done once, skipped when it is there."""
    notes: tuple[str, ...] = ()
    """Traps of the set, and what a figure of it does not say."""


def data_folder(name: str, root: Path | None) -> Path:
    """Where a labelled set lies.

    Raises:
        ConfigError: `LLMREC_DATA` is not set, or holds no such set.
    """
    from llmrec.errors import ConfigError

    if root is None or not (root / name).is_dir():
        where = "is not set" if root is None else f"holds no {name}: {root}"
        raise ConfigError(
            f"The folder of labelled sets {where}.",
            remedy=f"Set LLMREC_DATA to the folder that holds {name}.",
        )
    return root / name
