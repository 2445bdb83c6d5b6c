"""`llmrec model`: the models and the servers on this machine."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from llmrec.serving.progress import OnProgress, Progress
    from llmrec.serving.registry import ModelSpec
    from llmrec.serving.servers import Address


class Contender(StrEnum):
    """What `bench` measures beside our server."""

    default = "default"
    kernels = "kernels"


app = typer.Typer(no_args_is_help=True, help="Models on this machine: fetch, serve, measure.")

Json = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]


def _known(incomplete: str) -> list[str]:
    from llmrec.serving.registry import registry

    return [name for name in registry() if name.startswith(incomplete)]


Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[MODEL]...",
        autocompletion=_known,
        help="Names in the registry; none: the chat and the embedding model in the settings.",
    ),
]


# --- progress -------------------------------------------------------------------------------


@contextmanager
def show_progress() -> Iterator[OnProgress]:
    """Reports as bars on a terminal, as lines elsewhere, always on stderr."""
    from llmrec.serving.progress import silent
    from llmrec.settings import settings

    if settings().progress == "never":
        yield silent
    elif sys.stderr.isatty():
        with _bars() as report:
            yield report
    else:
        yield _Lines()


class _Lines:
    """A line when the phase changes, and every ten seconds."""

    def __init__(self) -> None:
        self.last: dict[str, tuple[str, float]] = {}

    def __call__(self, p: Progress) -> None:
        phase, at = self.last.get(p.task, ("", 0.0))
        if phase != p.phase or time.monotonic() - at > 10:
            self.last[p.task] = (p.phase, time.monotonic())
            sys.stderr.write(f"{p.task}: {p.phase}{_how_far(p)}\n")
            sys.stderr.flush()


def _how_far(p: Progress) -> str:
    if p.unit == "bytes" and p.total:
        return f" {p.done / 1e6:,.0f} of {p.total / 1e6:,.0f} MB"
    if p.unit == "s":
        return f" ({p.done:.0f} s)"
    return f" {p.done:.0f} of {p.total:.0f}" if p.total else ""


@contextmanager
def _bars() -> Iterator[OnProgress]:
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[model]}"),
        BarColumn(bar_width=20),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    ids: dict[str, Any] = {}
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bars:

        def report(p: Progress) -> None:
            if p.task not in ids:
                ids[p.task] = bars.add_task("", total=None, model=p.task)
            text = f"{p.phase}{_how_far(p)}"
            bars.update(ids[p.task], description=text, completed=p.done, total=p.total or None)

        yield report


def bring_up() -> list[Address]:
    """Both servers of the settings, started if need be, with progress on stderr.

    Raises: what `serving.servers.ensure_all` raises.
    """
    from llmrec.serving import servers

    with show_progress() as report:
        return servers.ensure_all(on_progress=report, asked=True)


# --- commands -------------------------------------------------------------------------------


@app.command("list")
def list_models(as_json: Json = False) -> None:
    """The models that can be served here, and which are.

    Example: llmrec model list
    """
    from llmrec.serving.registry import registry

    rows = [_row(spec) for spec in registry().values()]
    if as_json:
        _print_json(rows)
        return
    _table(
        ["model", "role", "MB", "GiB", "speaks", "licence", "state"],
        [
            [
                r["name"] + (" *" if r["default"] else ""),
                r["role"],
                f"{r['bytes'] / 1e6:.0f}" if r["bytes"] else "?",
                f"{r['memory_gib']:g}" + (" GPU" if r["gpu"] else ""),
                ", ".join(r["languages"]),
                r["licence"],
                r["state"] or ("" if r["served"] else "-"),
            ]
            for r in rows
        ],
    )
    _say("* the default. MB ?: the hub's newest, no hash pinned. -: vLLM cannot.")


def _row(spec: ModelSpec) -> dict[str, Any]:
    from llmrec.serving import servers, weights
    from llmrec.serving.registry import weights_of

    running = servers.address(spec.role, spec.name)
    up = bool(running and running.local)
    there = weights.pulled(spec)
    row = spec.model_dump(include=_LISTED) | {"bytes": weights_of(spec).bytes}
    return row | {"pulled": there, "state": "up" if up else "pulled" if there else ""}


_LISTED = {
    "name", "role", "default", "about", "licence", "context", "languages", "parameters",
    "memory_gib", "gpu", "served", "pinned", "dims", "pooling_of", "judge", "quirks",
}  # fmt: skip


@app.command()
def pull(
    models: Names = None,
    verify: Annotated[bool, typer.Option(help="Hash files that are there again.")] = False,
    keep_bf16: Annotated[bool, typer.Option(help="Make the bf16 weights, too.")] = False,
    as_json: Json = False,
) -> None:
    """Fetch weights, check their hashes and convert them for this machine.

    Example: llmrec model pull qwen2.5-coder-1.5b-instruct
    """
    from llmrec.serving import convert, servers, weights

    out = []
    with show_progress() as report:
        for spec in _specs(models):
            if verify:
                weights.pull(spec, report, verify=True)
            folder = servers.prepare(spec, report)
            if keep_bf16:
                convert.convert(spec, "bf16", report)
            out.append({"model": spec.name, "folder": str(folder)})
    _result(out, [f"{r['model']}: {r['folder']}" for r in out], as_json)


@app.command()
def up(
    models: Names = None,
    port: Annotated[int | None, typer.Option(help="For one model; else a free one.")] = None,
    as_json: Json = False,
) -> None:
    """Start what is not running and wait until it answers; fetches what is missing.

    Example: llmrec model up
    Example: llmrec model up qwen2.5-coder-1.5b-embedding --port 8200
    """
    from llmrec.errors import UsageError
    from llmrec.serving import servers

    specs = _specs(models)
    if port is not None and len(specs) != 1:
        raise UsageError("--port goes with the name of one model.")
    with show_progress() as report:
        if port is not None:
            spec = specs[0]
            found = [servers.ensure_up(spec.role, spec.name, report, port=port, asked=True)]
        else:
            found = servers.ensure_all([(s.role, s.name) for s in specs], report, asked=True)
    out = [
        {"model": at.model_name, "base_url": at.base_url, "local": at.local}
        | {"restarted": at.restarted}
        for at in found
    ]
    dead = " (the one before was found dead)"
    lines = [f"{r['model']}: {r['base_url']}{dead if r['restarted'] else ''}" for r in out]
    _result(out, lines, as_json)


@app.command()
def down(models: Names = None, as_json: Json = False) -> None:
    """Stop servers that were started here: those named, or all.

    Example: llmrec model down
    """
    from llmrec.serving import servers

    if models:
        stopped = [n for s in _specs(models) for n in servers.down(s.role, s.name)]
    else:
        stopped = servers.down()
    lines = [f"stopped {name}" for name in stopped] or ["nothing was running"]
    _result([{"model": n} for n in stopped], lines, as_json)


@app.command()
def status(as_json: Json = False) -> None:
    """The servers: how they do, where they listen, how they were tuned.

    Example: llmrec model status --json
    """
    from llmrec.serving import servers

    rows = [server_row(s) for s in servers.status()]
    if as_json:
        _print_json(rows)
    elif not rows:
        _say("No server runs here. Start them with `llmrec model up`.")
    else:
        _table(
            ["model", "role", "health", "url", "kernels"],
            [[r["model"], r["role"], _health(r), r["url"], r["kernels"]] for r in rows],
        )


def _health(row: dict[str, Any]) -> str:
    return f"{row['health']} (restarted)" if row["restarts"] else str(row["health"])


def server_row(s: Any) -> dict[str, Any]:
    """What `status` shows of one server (its key is not among it)."""
    from llmrec.serving.files import read_json

    report = read_json(s.state.log.with_suffix(".kernels")) or {}
    chosen = sorted({shape["chosen"] for shape in report.get("shapes", [])})
    return {
        "model": s.state.model,
        "role": s.state.role,
        "health": s.health,
        "url": s.state.base_url,
        "pid": s.state.pid,
        "restarts": s.state.crashes,
        "log": str(s.state.log),
        "plan": s.state.plan,
        "kernels": " and ".join(chosen) or "vllm",
        "kernel_figures": report.get("shapes", []),
    }


@app.command()
def bench(
    against: Annotated[
        list[Contender] | None,
        typer.Option(
            help="Beside vLLM's defaults with bf16 weights, or beside vLLM's own int8 kernels; "
            "may be given twice."
        ),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1)] = 3,
    out: Annotated[Path, typer.Option()] = Path("runs/bench-serving.json"),
    as_json: Json = False,
) -> None:
    """Measure the chat server: prefill and decode, one request and eight at once.

    Example: llmrec model bench --against default --against kernels
    """
    from llmrec.serving.bench import bench as run

    with show_progress() as report:
        names = [c.value for c in against or []]
        result = run(out, against=names, rounds=rounds, on_progress=report)
    if as_json:
        _print_json(result)
        return
    for found in result["against"].values():
        medians, ratios = found["medians"], found.get("ratios", {})
        rows = [
            [key, *(f"{figures[key]:.1f}" for figures in medians.values())]
            + ([f"{ratios[key]:.2f}"] if ratios else [])
            for key in medians["llmrec"]
        ]
        _table(["tokens/s", *medians, *(["ratio"] if ratios else [])], rows)
    _say(f"Written to {out}.")


# --- rendering ------------------------------------------------------------------------------


def _specs(models: list[str] | None) -> list[ModelSpec]:
    from llmrec.serving.registry import find
    from llmrec.serving.servers import endpoint

    if models:
        return [find(name) for name in models]
    return [find(endpoint(role).model or "") for role in ("chat", "embedding")]


def _result(rows: Any, lines: list[str], as_json: bool) -> None:
    if as_json:
        _print_json(rows)
    else:
        _say("\n".join(lines))


def _print_json(data: Any) -> None:
    _say(json.dumps(data, ensure_ascii=False, indent=1))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _table(columns: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, no_wrap=True, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(soft_wrap=not sys.stdout.isatty()).print(table)


if __name__ == "__main__":
    app()
