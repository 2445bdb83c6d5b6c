"""The report as one page: no file beside it, no address outside, nothing that runs but its script.

All text of items, people and models is escaped by the template; the page's own policy lets no
other script run. Samples that few will look at lie in it compressed, and are unpacked when chosen.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from llmrec.evals.harness.overview import glance, losses, server
from llmrec.evals.harness.pictures import CURVES, curves, latencies, metric_bars
from llmrec.evals.harness.published import published
from llmrec.evals.harness.report import Finished, names, told
from llmrec.evals.harness.samples import View, view
from llmrec.evals.harness.tables import differences, tables
from llmrec.evals.harness.worst import by_badness, principal
from markupsafe import Markup

WORST = 20
OPEN_BARS = 6
ACROSS = 4
"""Metrics side by side."""
MOST_OTHERS = 500
"""Samples of a task beside the worst ones."""
PACKED = 6_000_000
"""Bytes of all those together, packed."""
SECTION = 500_000
"""Characters of the worst samples of one task; beyond it only the first system is shown."""


class Others(NamedTuple):
    """Samples that are unpacked when they are chosen."""

    index: list[tuple[str, str]]
    """Anchor and id."""
    data: str
    """A JSON object, anchor to HTML, gzipped, as base64."""


def page(runs: Sequence[Finished]) -> bytes:
    """The whole page."""
    script = _asset("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    known = [(run.task, run.figures) for run in runs]
    report = {
        "title": "llmrec eval",
        "words": _words(runs),
        "style": Markup(_asset("page.css")),
        "script": Markup(script),
        "script_hash": Markup(f"sha256-{digest}"),
        "glance": glance(known),
        "losses": losses(known),
        "sections": [
            _section(run, name, PACKED // len(runs))
            for name, run in zip(names(runs), runs, strict=True)
        ],
    }
    return (_template().render(report=report) + "\n").encode("utf-8", "backslashreplace")


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return made.from_string(_asset("page.html"))


def _asset(name: str) -> str:
    return files("llmrec.evals.harness").joinpath(name).read_text("utf-8")


def _words(runs: Sequence[Finished]) -> str:
    began = sorted(run.scored.log.header.began for run in runs)
    limited = [run.task.name for run in runs if run.scored.log.header.limit is not None]
    words = f"{len(runs)} runs, begun between {began[0]} and {began[-1]}."
    if limited:
        words += f" On part of the samples only: {', '.join(limited)}."
    return f"{words} The page holds text of the labelled sets: mind their terms, passing it on."


def _section(run: Finished, name: str, room: int) -> dict[str, Any]:
    """All of one task that the template shows."""
    scored, found = run.scored, run.figures
    system = principal(list(scored.answers))
    order = by_badness(scored, system)
    bars = [(metric.name, drawing) for metric, drawing in metric_bars(scored, found)]
    others = _others(run, name, system, order[WORST:], room)
    busy = server(scored)
    flat = [t for t in tables(run.task, found, ACROSS) if not t.title.startswith("Differences")]
    rows = found["differences"]
    return {
        "anchor": name,
        "title": run.task.title,
        "told": list(told(run).items()),
        "tables": [*flat, *([busy] if busy else [])],
        "more_tables": [differences("Differences, paired", rows)] if rows else [],
        "published": published(run.task.name),
        "bars": bars[:OPEN_BARS],
        "more_bars": bars[OPEN_BARS:],
        "pictures": _pictures(run),
        "notes": run.task.notes,
        "formulas": [(m.name, m.source) for m in run.task.metrics if m.source],
        "system": system,
        "worst": _worst(run, name, system, order[:WORST]),
        "others": others,
        "left": _left(len(order) - WORST, others, run),
    }


def _pictures(run: Finished) -> list[Any]:
    """Curves of a few systems: ours, then those beside them in the order of the table."""
    names = list(run.scored.answers)
    ours = [name for name in names if name.startswith("llmrec")]
    few = [*ours[:CURVES], *(name for name in reversed(names) if name not in ours)][:CURVES]
    drawn = [*curves(run.scored, few), latencies(run.scored, names)]
    return [picture for picture in drawn if picture.drawings]


def _worst(run: Finished, name: str, system: str, ids: Sequence[str]) -> list[View]:
    systems = [system, *(one for one in run.scored.answers if one != system)]
    shown: list[View] = []
    length = 0
    for id_ in ids:
        found = view(run.scored, name, id_, systems if length < SECTION else systems[:1])
        if found is not None:
            length += len(_template().render(report=None, view=found))
            shown.append(found)
    return shown


def _others(run: Finished, name: str, system: str, ids: Sequence[str], room: int) -> Others | None:
    """As many further samples as there is room for, of one system, the worse ones first."""
    views = [view(run.scored, name, id_, [system]) for id_ in ids[:MOST_OTHERS]]
    told = {v.anchor: (v.id, _template().render(report=None, view=v)) for v in views if v}
    while told:
        whole = json.dumps({anchor: html for anchor, (_, html) in told.items()})
        packed = base64.b64encode(gzip.compress(whole.encode(), mtime=0)).decode()
        if len(packed) <= room:
            return Others([(anchor, id_) for anchor, (id_, _) in told.items()], packed)
        told = dict(list(told.items())[: len(told) // 2])
    return None


def _left(count: int, others: Others | None, run: Finished) -> str:
    """What is not in the page."""
    missing = count - (len(others.index) if others else 0)
    if missing <= 0:
        return ""
    return (
        f"{missing:,} more samples are not in this page; {run.folder.name}/run.jsonl has them, "
        "one a line."
    )
