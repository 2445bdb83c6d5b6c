"""Figures as tables, the same ones for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from llmrec.evals.harness.contracts import Task
from llmrec.evals.harness.published import Published, published

if TYPE_CHECKING:
    from llmrec.evals.harness.figures import Figures
    from rich.table import Table as RichTable

ACROSS = 2
"""Metrics side by side: what 80 columns hold with their intervals."""
NONE = "–"


class Table(NamedTuple):
    title: str
    columns: list[str]
    rows: list[list[str]]
    note: str = ""
    words: int = 1
    """So many columns hold words, the rest numbers."""


def tables(task: Task, found: Figures, across: int = ACROSS) -> Iterator[Table]:
    """All of a run, what failed among it; `across` metrics side by side."""
    yield from _systems(task, found, across)
    if found["differences"]:
        yield _differences(found["differences"])
    if faults := list(_faults(found["systems"])):
        yield Table("What went wrong", ["System", "What", "Samples"], faults, words=2)
    if found["thresholds"]:
        yield _thresholds(found["thresholds"])


def differences(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Paired differences with their intervals."""
    columns = ["Metric", "Difference", "95% interval", "n"]
    return Table(
        title,
        columns,
        [[_pair(d), signed(d["value"]), interval(d, signed), str(d["n"])] for d in rows],
        "Of the samples that both have. * The interval excludes zero.",
    )


def number(value: float | None) -> str:
    """Three digits that say something."""
    if value is None:
        return NONE
    return f"{value:,.{3 if abs(value) < 10 else 1 if abs(value) < 100 else 0}f}"


def signed(value: float | None) -> str:
    return NONE if value is None else f"{'+' if value > 0 else ''}{number(value)}"


def interval(figure: Mapping[str, Any], as_text: Any = number) -> str:
    low, high = figure["low"], figure["high"]
    if low is None:
        return ""
    star = " *" if as_text is signed and (low > 0 or high < 0) else ""
    return f"[{as_text(low)}, {as_text(high)}]{star}"


def to_markdown(table: Table) -> str:
    """The table with its title above and its note below."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    left = ["---"] * table.words + ["---:"] * (len(table.columns) - table.words)
    rows = [line(table.columns), line(left), *map(line, table.rows)]
    note = f"\n\n{table.note}" if table.note else ""
    return f"**{table.title}**\n\n" + "\n".join(rows) + note + "\n"


def to_rich(table: Table) -> RichTable:
    """The table for a terminal."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table as RichTable

    made = RichTable(
        title=escape(table.title), caption=escape(table.note) or None, box=box.SIMPLE_HEAD
    )
    for n, name in enumerate(table.columns):
        made.add_column(
            escape(name), justify="left" if n < table.words else "right", overflow="fold"
        )
    for row in table.rows:
        made.add_row(*map(escape, row))
    return made


def _systems(task: Task, found: Figures, across: int) -> Iterator[Table]:
    told = {
        name
        for of in found["systems"].values()
        for name, figure in of["metrics"].items()
        if figure["value"] is not None
    }
    metrics = [metric for metric in task.metrics if metric.name in told]
    for at in range(0, len(metrics), across):
        few = metrics[at : at + across]
        signs = {"higher": "↑", "lower": "↓", "neither": ""}
        columns = ["System", *(f"{m.name} {signs[m.better]}".strip() for m in few), "n", "failed"]
        named = [m.name for m in few]
        rows = [_row(name, of, named) for name, of in found["systems"].items()]
        rows += [_told(one, named) for one in published(task.name) if {*named} & {*one.figures}]
        yield Table(task.title, columns, rows)


def _row(name: str, of: Mapping[str, Any], metrics: Sequence[str]) -> list[str]:
    cells, counts = [], []
    for metric in metrics:
        figure = of["metrics"].get(metric) or {"value": None, "low": None, "high": None, "n": 0}
        cells.append(f"{number(figure['value'])} {interval(figure)}".strip())
        counts.append(figure["n"])
    n = "/".join(map(str, dict.fromkeys(counts)))
    return [name, *cells, n, str(of["failed"])]


def _told(one: Published, metrics: Sequence[str]) -> list[str]:
    """A row of what others published: no interval, and n is theirs."""
    cells = [number(one.figures.get(metric)) for metric in metrics]
    return [f"{one.system} (published)", *cells, NONE, NONE]


def _pair(difference: Mapping[str, Any]) -> str:
    return f"{difference['metric']}: {difference['system']} − {difference['less']}"


def _differences(rows: Sequence[Mapping[str, Any]]) -> Table:
    return differences("Differences, paired", rows)


def _faults(systems: Mapping[str, Any]) -> Iterator[list[str]]:
    for name, of in systems.items():
        missing = of["planned"] - of["n"]
        if missing:
            yield [name, "not answered yet: the run was cut off", str(missing)]
        for kind, count in of["errors"].items():
            yield [name, f"failed: {kind}", str(count)]
        for kind, count in of["flaws"].items():
            yield [name, kind, str(count)]


def _thresholds(rows: Sequence[Mapping[str, Any]]) -> Table:
    words = {True: "met", False: "NOT MET", None: "not run"}
    return Table(
        "Thresholds",
        ["Threshold", "Figure", "95% interval", ""],
        [
            [threshold(t), form(t["value"]), interval(t, form), words[t["met"]]]
            for t in rows
            for form in [signed if t["less"] else number]
        ],
        "A figure may miss its bound by its interval; a difference keeps to it whole.",
    )


def threshold(t: Mapping[str, Any]) -> str:
    """In words: `NDCG@10 of bpr >= 0.64`."""
    less = f" − {t['less']}" if t["less"] else ""
    return f"{t['metric']} of {t['system']}{less} {t['sign']} {t['bound']:g}"
