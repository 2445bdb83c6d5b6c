"""How busy the model server was kept: from when each answer and each model call began and ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from llmrec.evals.harness.scoring import Answers, Span

PAUSE = 30.0
"""Seconds without an answer under way that count as a break: the run was cut off and gone on
with. Shorter ones are the harness's own and count as time of the run."""


class Use(NamedTuple):
    """What one system made of the server."""

    system: str
    calls: int
    seconds: float
    """Time of the run, from its first request to its last answer, less breaks."""
    busy: float
    """Share of that time with at least one model call in flight."""
    in_flight: float
    """Calls in flight at once, on average over that time."""


def uses(answers: dict[str, Answers]) -> list[Use]:
    """Of every system that asked the server, as far as the log has the times."""
    found = (_use(name, of) for name, of in answers.items())
    return [use for use in found if use is not None]


def _use(name: str, of: Answers) -> Use | None:
    calls, answered = list(_ends(of.calls)), list(_ends(of.spans))
    if not calls or not answered:
        return None
    seconds = length(joined([*answered, *calls], PAUSE))
    busy, all_ = length(joined(calls)), sum(end - start for start, end in calls)
    if seconds <= 0:
        return None
    return Use(name, len(calls), seconds, busy / seconds, all_ / seconds)


def _ends(spans: Sequence[Span]) -> Iterator[tuple[float, float]]:
    for span in spans:
        if span.began is not None:
            yield span.began, span.began + span.seconds


def joined(parts: Iterable[tuple[float, float]], gap: float = 0.0) -> list[tuple[float, float]]:
    """The parts of time that are covered; those no further apart than `gap` are one."""
    out: list[tuple[float, float]] = []
    for start, end in sorted(parts):
        if out and start <= out[-1][1] + gap:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def length(parts: Iterable[tuple[float, float]]) -> float:
    return sum(end - start for start, end in parts)
