"""Lays the labels beside the answers of a log: what each sample is worth by each metric."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from llmrec.evals.harness.contracts import Answered, Label, Loaded, Metric, Task
from llmrec.evals.harness.log import Line, Log

from llmrec.errors import ConfigError, UsageError
from llmrec.types import Recommendation


def fingerprint(task: Task, loaded: Loaded) -> str:
    """Of what the systems were asked: split, candidates, every sample. Metrics are no part of it,
    so that a log can be scored by other ones."""
    digest = hashlib.sha256()
    for word in (task.name, task.dataset, task.split, task.candidates):
        digest.update(word.encode() + b"\0")
    for sample in loaded.samples:
        asked = sample.request.model_dump_json(exclude_defaults=True)
        digest.update(json.dumps([sample.id, sample.cluster, asked]).encode() + b"\n")
    return digest.hexdigest()[:16]


class Span(NamedTuple):
    """Something that took time."""

    began: float | None
    """Unix time; None: the log does not say."""
    seconds: float


@dataclass
class Answers:
    """What one system made of its samples, in the order of the task."""

    values: dict[str, dict[str, float]] = field(default_factory=dict)
    """By metric and sample; a sample that has no value of a metric is not in it."""
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By metric over all samples and by answered sample, what it looks at."""
    resampled: dict[tuple[str, int], list[float | None]] = field(default_factory=dict)
    """By such a metric and samples, its number and those of the resamples, see `figures`."""
    at: dict[str, int] = field(default_factory=dict)
    """Where the line of an answered sample begins in the log."""
    failed: dict[str, str] = field(default_factory=dict)
    """The kind of error of each failed sample."""
    failed_at: dict[str, int] = field(default_factory=dict)
    """Where the line of a failed sample begins in the log."""
    spans: list[Span] = field(default_factory=list)
    """When it was asked for each answer, and how long that took."""
    calls: list[Span] = field(default_factory=list)
    """The same of every model call that reached the server."""
    flaws: Counter[str] = field(default_factory=Counter)
    """What is wrong with answers that count all the same."""


@dataclass
class Scored:
    """A log with the labels laid beside it."""

    task: Task
    log: Log
    labels: Mapping[str, Label]
    clusters: dict[str, str]
    """By sample, in the order of the task."""
    answers: dict[str, Answers]
    """By system, in the order of the run."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """By item, as far as the task has them."""

    def answered(self, system: str) -> dict[str, Answered]:
        """Every answer of a system with its label."""
        at = self.answers[system].at
        return {
            id_: (_recommendation(self.log.line(at[id_])), self.labels[id_])
            for id_ in self.clusters
            if id_ in at
        }


def score(task: Task, loaded: Loaded, log: Log) -> Scored:
    """Lay the labels beside the answers.

    Raises:
        ConfigError: a sample has no label. UsageError: the log is damaged.
    """
    clusters = {sample.id: sample.cluster for sample in loaded.samples}
    _all_labelled(task, clusters, loaded.labels)
    known = {entry.id for entry in loaded.training.items}
    found = {
        name: Answers(values={m.name: {} for m in task.metrics}) for name in log.header.systems
    }
    for at, line in log.lines():
        if line.id not in clusters or line.system not in found:
            raise UsageError(
                f"{log.folder} is damaged: nobody asked {line.system} for {line.id!r}."
            )
        answers = found[line.system]
        _time(answers, line)
        if line.error is not None or line.answer is None:
            answers.failed[line.id] = (line.error or {}).get("kind", "no answer")
            answers.failed_at[line.id] = at
            _set(answers, task.metrics, line.id, None, None)
            continue
        answer, label = _recommendation(line), loaded.labels[line.id]
        answers.at[line.id] = at
        answers.flaws.update(_flaws(answer, line, known))
        _set(answers, task.metrics, line.id, answer, label)
    titles = {entry.id: entry.title for entry in loaded.training.items}
    return Scored(task, log, loaded.labels, clusters, found, titles)


def _time(answers: Answers, line: Line) -> None:
    answers.spans.append(Span(line.began, line.seconds))
    answers.calls += [
        Span(call.get("started"), call.get("ms", 0.0) / 1e3)
        for call in line.calls
        if call.get("outcome") != "cached"
    ]


def _all_labelled(task: Task, samples: Iterable[str], labels: Mapping[str, Label]) -> None:
    lacking = [id_ for id_ in samples if id_ not in labels]
    if lacking:
        raise ConfigError(
            f"{len(lacking)} samples of {task.name} have no label, {lacking[0]!r} first.",
            remedy=f"Check the folder {task.dataset or 'of the task'} below LLMREC_DATA.",
        )


def _set(
    answers: Answers,
    metrics: Iterable[Metric],
    id_: str,
    answer: Recommendation | None,
    label: Label,
) -> None:
    for metric in metrics:
        if metric.each is None:
            seen = answers.seen.setdefault(metric.name, {})
            if answer is not None:
                seen[id_] = metric.seen((answer, label))
            continue
        value = metric.failed if answer is None else metric.each(answer, label)
        if value is not None:
            answers.values[metric.name][id_] = float(value)


def _recommendation(line: Line) -> Recommendation:
    return Recommendation.model_validate(line.recommendation)


def _flaws(answer: Recommendation, line: Line, known: set[str]) -> list[str]:
    """What is wrong with an answer without making it none."""
    ids, among = {item.id for item in answer.items}, line.request.get("among")
    found = ["fell back"] if answer.fallbacks else []
    if among is not None and set(among) - ids - set(answer.unknown):
        found.append("candidates left out")
    if known and ids - known:
        found.append("items that the task does not know")
    return found
