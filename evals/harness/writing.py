"""Writes a report over runs: Markdown with a picture for each task, and one page of HTML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from llmrec.evals.harness.overview import glance, losses, server
from llmrec.evals.harness.page import page
from llmrec.evals.harness.plot import draw
from llmrec.evals.harness.published import published
from llmrec.evals.harness.report import Finished, names, told, whole
from llmrec.evals.harness.tables import tables, to_markdown

ON_A_PAGE = 6
"""Metrics side by side in Markdown."""


def write(runs: Sequence[Finished], out: Path) -> list[Path]:
    """Both forms beside each other, whatever `out` ends with."""
    out.parent.mkdir(parents=True, exist_ok=True)
    html = out.with_suffix(".html")
    whole(html, page(runs))
    return [markdown(runs, out.with_suffix(".md")), html]


def markdown(runs: Sequence[Finished], out: Path) -> Path:
    """Write the report, its pictures beside it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    known = [(run.task, run.figures) for run in runs]
    behind = losses(known)
    parts = ["# llmrec eval\n", to_markdown(glance(known))]
    if behind:
        lines = "\n".join(f"- {line}" for line in behind)
        parts.append(f"Where llmrec is behind:\n\n{lines}\n")
    for name, run in zip(names(runs), runs, strict=True):
        parts += _section(run, out.with_name(f"{out.stem}-{name}.png"))
    whole(out, ("\n".join(parts) + "\n").encode("utf-8", "backslashreplace"))
    return out


def _section(run: Finished, picture: Path) -> list[str]:
    heading = "\n".join(f"- {name}: {words}" for name, words in told(run).items())
    parts = [f"## {run.task.title}\n\n{heading}\n"]
    parts += [to_markdown(table) for table in tables(run.task, run.figures, ON_A_PAGE)]
    if busy := server(run.scored):
        parts.append(to_markdown(busy))
    if drawn := draw(run.task, run.figures, picture):
        parts.append(f"![Figures of {run.task.title} with intervals]({drawn.name})\n")
    parts += [
        f"- {one.system} (published): {one.source}. {one.protocol}."
        for one in published(run.task.name)
    ]
    parts += [f"- {metric.name}: {metric.source}" for metric in run.task.metrics if metric.source]
    return [*parts, *(f"- {note}" for note in run.task.notes)]
