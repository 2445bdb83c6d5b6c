"""Two versions of what was learned of a catalogue, over the same logged requests.

Both rank the same candidates: all that either of them finds. How alike they are needs no label. How
good they are is told by what people did later: of a request with a user and a time, the items that
this user wanted after it, and after the last event that either version was learned from. So neither
is judged by what it was taught, and the person's past is what was stored before the request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from llmrec.evals.metrics import ndcg, paired
from llmrec.evals.tasks.own import laid_out
from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.behaviour import Behaviour, store
from llmrec.behaviour.deed import UNTIMED, Deed, Unfit, moment
from llmrec.catalog.reader import read_rows
from llmrec.context import Context, open_context
from llmrec.errors import UsageError
from llmrec.pipeline import Stages, recommend
from llmrec.store import People, joined
from llmrec.types import FOR, Event, Request

K = 10


class Logged(NamedTuple):
    """A request, and when it was made."""

    request: Request
    time: float
    """`UNTIMED` where the log does not say."""


class Figure(BaseModel):
    """One metric of both, with the difference and its 95% interval, drawn by person."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    serving: float
    version: float
    difference: float
    low: float
    high: float
    requests: int
    people: int


class Shadow(BaseModel):
    """What came of a comparison."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    catalogue: str
    serving: str
    version: str
    requests: int
    overlap: float | None = None
    """Of the first ten items, how many both have; mean over the requests."""
    correlation: float | None = None
    """Spearman's, of the ranks of all candidates; mean over the requests."""
    ndcg: Figure | None = None
    """At 10; None: nobody wanted anything after what was learned."""
    recall: Figure | None = None
    left: dict[str, int] = {}
    """Lines of the log that could not be used, by reason."""


class Pair(NamedTuple):
    """What both answered to one request, all candidates."""

    user: str
    serving: list[str]
    version: list[str]
    wanted: set[str]


def read_log(path: Path, catalogue: str) -> tuple[list[Logged], Counter[str]]:
    """Requests as `recommend --batch` takes them, each with a `time` where it is known.

    Raises:
        CatalogError: the file cannot be read.
        UsageError: no line holds a request to this catalogue.
    """
    found, left = list[Logged](), Counter[str]()
    for _, data, error in read_rows(path):
        try:
            if data is None:
                raise Unfit(error)
            found.append(_logged(data, catalogue))
        except Unfit as e:
            left[str(e)] += 1
    if not found:
        why = "; ".join(left)
        raise UsageError(
            f"{path.name} holds no request to {catalogue}: {why}.",
            remedy='Write each line as in {"id": "q1", "user": "anna", "time": 1772900000}.',
        )
    return found, left


def _logged(data: dict[str, Any], catalogue: str) -> Logged:
    time = moment(data.get("time"))
    fields = {k: v for k, v in data.items() if k not in ("id", "time")}
    try:
        request = Request.model_validate({"catalogue": catalogue} | fields)
    except ValidationError as e:
        first = e.errors()[0]
        raise Unfit(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from e
    if request.catalogue not in (None, catalogue):
        raise Unfit("a request to another catalogue")
    return Logged(request, time)


def compare(
    catalogue: str, version: str, log: Sequence[Logged], people: People, left: Counter[str]
) -> Shadow:
    """Answer each request with the version that serves and with another.

    Raises:
        ConfigError: there is no such version, or none serves.
        CatalogError, IndexMismatch: of the catalogue.
    """
    serving = store.current(catalogue)
    if serving is None:
        raise UsageError(
            f"No version of {catalogue} serves, to compare with.",
            remedy=f"Name one: llmrec train {catalogue} --serve VERSION, of --versions.",
        )
    since = max(store.known_until(catalogue, v) for v in (serving, version))
    opened = open_context(catalogue, fast=True)
    both = [store.load(opened.catalogue, v) for v in (serving, version)]
    pairs, problems = list[Pair](), Counter(left)
    for logged in log:
        mine = _stored(logged, catalogue, people)
        contexts = [Context(opened.catalogue, None, opened.embedder, behaviour=b) for b in both]
        try:
            old, new = _ranked(_as_of(logged, mine), contexts)
        except UsageError as e:
            problems[e.message] += 1
            continue
        if not old:
            problems["nothing that the catalogue has fits"] += 1
            continue
        wanted = _wanted(logged, mine, since, both[0]) & set(opened.catalogue.ids)
        pairs.append(Pair(logged.request.user or "", old, new, wanted))
    judged = [p for p in pairs if p.wanted]
    return Shadow(
        catalogue=catalogue,
        serving=serving,
        version=version,
        requests=len(pairs),
        overlap=_mean([_shared(p) for p in pairs]),
        correlation=_mean([r for p in pairs if (r := _spearman(p)) is not None]),
        ndcg=_figure(judged, _ndcg),
        recall=_figure(judged, _recall),
        left=dict(problems),
    )


def _stored(logged: Logged, catalogue: str, people: People) -> list[Deed]:
    user = logged.request.user
    return [] if user is None else people.of(catalogue, user)


def _as_of(logged: Logged, mine: Sequence[Deed]) -> Request:
    """The request with what was stored of its user when it was made."""
    request, time = logged
    before = [d.event for d in mine if time == UNTIMED or d.time <= time]
    return request.model_copy(
        update={"history": joined(before, request.history), "user": None, "explain": 0}
    )


def _wanted(
    logged: Logged, mine: Sequence[Deed], since: float, behaviour: Behaviour | None
) -> set[str]:
    """What the user wanted afterwards, and was not taught to either version."""
    if logged.time == UNTIMED:
        return set()
    after = Request(history=[d.event for d in mine if d.time > max(logged.time, since)])
    enough = behaviour.average if behaviour is not None else 0.0
    return {e.item for e in after.taken if _speaks_for(e, enough)}


def _speaks_for(event: Event, enough: float) -> bool:
    """Whether an event says that the item was wanted: by its kind, or by stars above the mean."""
    if event.event in FOR or event.rating is None:
        return event.event in FOR or event.event is None
    return event.rating >= enough


def _ranked(request: Request, contexts: Sequence[Context]) -> list[list[str]]:
    """The candidates of all contexts, as each of them ranks them."""
    stages = Stages()
    if request.among is None:
        profile = stages.understand.cheap(request, contexts[0])
        found = [stages.retrieve(profile, request, context) for context in contexts]
        pool = dict.fromkeys(c.item for part in found for c in part)
        request = request.model_copy(update={"among": list(pool)})
    return [[i.id for i in recommend(request, c, stages).items] for c in contexts]


def _shared(p: Pair) -> float:
    return float(len({*p.serving[:K]} & {*p.version[:K]}))


def _spearman(p: Pair) -> float | None:
    """1 - 6 sum of d^2 / n (n^2 - 1), d the differences of ranks; None for fewer than two."""
    n = len(p.serving)
    if n < 2:
        return None
    ranks = {id_: rank for rank, id_ in enumerate(p.version)}
    off = sum((rank - ranks[id_]) ** 2 for rank, id_ in enumerate(p.serving))
    return 1 - 6 * off / (n * (n * n - 1))


def _ndcg(ids: Sequence[str], wanted: set[str]) -> float:
    return ndcg(*laid_out(ids[:K], wanted, K), K) or 0.0


def _recall(ids: Sequence[str], wanted: set[str]) -> float:
    return len(wanted & {*ids[:K]}) / len(wanted)


def _figure(judged: Sequence[Pair], metric: Any) -> Figure | None:
    if not judged:
        return None
    serving = [metric(p.serving, p.wanted) for p in judged]
    version = [metric(p.version, p.wanted) for p in judged]
    found = paired(version, serving, [p.user for p in judged])
    return Figure(
        serving=float(np.mean(serving)),
        version=float(np.mean(version)),
        difference=found.mean,
        low=found.low,
        high=found.high,
        requests=len(judged),
        people=found.n,
    )


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
