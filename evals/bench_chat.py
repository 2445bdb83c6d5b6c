"""The benchmark of the conversation: what a turn costs, beside a request of its own.

    python -m llmrec.evals.bench_chat

Written dialogues of 8 and 20 turns, in English and Chinese, are played through the chat that
`llmrec chat` drives, in a warm process and with the session kept on disk; before each, its opening
is asked as a single request. No answer is cached, and what earlier runs left in the server's prefix
cache is out of reach. Needs the servers (`llmrec model up`).

Prompt tokens from the prefix cache are counted call by call, as the server reports them, so that
what others ask of it meanwhile does not count; their seconds do. Limits are held against the turns
that show a list: one that compares or explains, and a search that finds nothing, ask the model for
little and would flatter the median.

Figures go to runs/bench_chat.json, a plot beside it.
"""

from __future__ import annotations

import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from llmrec.evals.bench_chat_plot import plot
from llmrec.evals.bench_chat_talks import TALKS, WARM, Talk
from llmrec.evals.bench_limits import Limit, at, check, table
from llmrec.evals.bench_parts import Figures, need_chat, salt, spread
from llmrec.evals.metrics import estimate
from llmrec.evals.program import start
from rich.console import Console
from rich.progress import track
from rich.table import Table

from llmrec.chat.chat import Chat
from llmrec.chat.events import Done
from llmrec.chat.sessions import Sessions, SQLSessions
from llmrec.chat.state import LISTED
from llmrec.context import Context, open_context
from llmrec.errors import ModelUnavailable
from llmrec.llm import LLM, OpenAILLM
from llmrec.pipeline import recommend
from llmrec.settings import settings
from llmrec.types import Call, Fallback, Recommendation, Request

OUT = Path("runs") / "bench_chat.json"
KEYS = ("first_ms", "total_ms", "calls", "tokens_in", "uncached", "tokens_out")
Rows = list[Figures]

app = typer.Typer(pretty_exceptions_enable=False)


class Recording:
    """Opens contexts as the command line does, with a model of its own, and keeps the last one's
    calls."""

    def __init__(self, llm: LLM, opener: Callable[..., Context] = open_context) -> None:
        self._llm, self._opener = llm, opener
        self.last: Context | None = None

    def __call__(self, catalogue: str | None = None, *, fast: bool = False) -> Context:
        self.last = self._opener(catalogue, fast=fast)
        self.last.llm = self._llm
        return self.last

    @property
    def calls(self) -> list[Call]:
        return self.last.calls if self.last is not None else []


def uncached_llm() -> LLM:
    """The served model, sharing prefixes with nobody else."""
    served = need_chat()
    return OpenAILLM(
        served.base_url,
        served.api_key,
        served.model_name,
        settings().llm,
        extra={"cache_salt": salt()},
    )


def turns(talk: Talk, opener: Recording, store: Sessions) -> Rows:
    """Every turn of a dialogue, from what was said to the end of the reply."""
    chat = Chat.new(talk.catalogue, opener, store)
    rows = []
    for number, said in enumerate(talk.says, 1):
        first, began, done = None, time.perf_counter(), None
        for event in chat.say(said):
            if event.kind == "list" and first is None:
                first = (time.perf_counter() - began) * 1e3
            done = event if isinstance(event, Done) else None
        total = (time.perf_counter() - began) * 1e3
        assert done is not None
        _no_fallback(said, done.fallbacks)
        row = {
            "talk": talk.name,
            "turn": number,
            "said": said,
            "act": done.turn.act,
            "shown": len(done.turn.shown),
            "lists": done.turn.act in LISTED and bool(done.turn.shown),
        }
        rows.append(row | _measured(first, total, opener.calls))
    return rows


def single(talk: Talk, opener: Recording) -> Figures:
    """The opening of a dialogue as a request of its own."""
    context = opener(talk.catalogue)
    first, began = [], time.perf_counter()

    def update(_: Recommendation) -> None:
        first.append((time.perf_counter() - began) * 1e3)

    answer = recommend(Request(text=talk.says[0], catalogue=talk.catalogue), context, None, update)
    total = (time.perf_counter() - began) * 1e3
    _no_fallback(talk.says[0], answer.fallbacks)
    return {"talk": talk.name, "said": talk.says[0]} | _measured(first[0], total, answer.calls)


def _no_fallback(said: str, fallbacks: Sequence[Fallback]) -> None:
    if fallbacks:
        raise ModelUnavailable(
            f"{said!r} was not answered with the models: {fallbacks[0].reason}.",
            remedy="See `llmrec model status`.",
        )


def _measured(first: float | None, total: float, calls: Sequence[Call]) -> Figures:
    tokens = sum(c.tokens_in for c in calls)
    return {
        "first_ms": None if first is None else round(first, 1),
        "total_ms": round(total, 1),
        "calls": len(calls),
        "tokens_in": tokens,
        "uncached": tokens - sum(c.tokens_cached for c in calls),
        "tokens_out": sum(c.tokens_out for c in calls),
    }


def figures(rows: Rows, singles: Rows) -> Figures:
    """Spreads over the turns that show a list, over all, and over single requests; and how much
    more of the prompt is read anew from one turn to the next.

    Raises:
        ModelUnavailable: the server does not say what it took from its prefix cache.
    """
    if all(r["uncached"] == r["tokens_in"] for r in [*rows, *singles]):
        raise ModelUnavailable(
            "The server does not report prompt tokens from its prefix cache.",
            remedy="Serve with `llmrec model up`, or vLLM with --enable-prompt-tokens-details.",
        )
    listing = [r for r in rows if r["lists"]]
    told: Figures = {
        "turn": {k: spread([r[k] for r in listing]) for k in KEYS},
        "any turn": {k: spread([r[k] for r in rows]) for k in KEYS if k != "first_ms"},
        "single": {k: spread([r[k] for r in singles]) for k in KEYS},
    }
    level = told["single"]["uncached"]["p50"]
    slopes = [slope([r for r in listing if r["talk"] == name]) for name in names(listing)]
    rise = estimate(slopes)
    told["rise"] = {
        "tokens a turn": round(rise.mean, 2),
        "low": round(rise.low, 2),
        "high": round(rise.high, 2),
        "dialogues": rise.n,
        "share": round(rise.mean / level, 4) if level else None,
    }
    told["over single"] = round(told["turn"]["uncached"]["p50"] / level, 3) if level else None
    return told


def names(rows: Rows) -> list[str]:
    return list(dict.fromkeys(r["talk"] for r in rows))


def slope(rows: Rows) -> float:
    """Prompt tokens read anew that each further turn adds, by least squares."""
    if len(rows) < 2:
        return 0.0
    fitted = np.polyfit([r["turn"] for r in rows], [r["uncached"] for r in rows], 1)
    return float(fitted[0])


LIMITS = tuple(
    Limit("chat", *rest)
    for rest in (
        ("first list of a turn, p50", "<", 400, "ms", at("chat", "turn", "first_ms", "p50")),
        ("first list of a turn, p90", "<", 400, "ms", at("chat", "turn", "first_ms", "p90")),
        ("whole reply, p50", "<", 10_000, "ms", at("chat", "turn", "total_ms", "p50")),
        (
            "uncached prompt tokens, p50 over a single request's",
            "<=",
            1,
            "times",
            at("chat", "over single"),
        ),
        (
            "their growth a turn, of a single request's",
            "<",
            0.01,
            "",
            at("chat", "rise", "share"),
        ),
    )
)


def shown(told: Figures) -> Table:
    out = Table(title="A turn", title_justify="left")
    out.add_column("figure", overflow="fold")
    columns = ("turn", "any turn", "single")
    for name in columns:
        for part in ("p50", "p90"):
            out.add_column(f"{name}, {part}", justify="right")
    for key in KEYS:
        cells = [told[c].get(key, {}).get(p) for c in columns for p in ("p50", "p90")]
        out.add_row(key, *("" if x is None else f"{x:,.0f}" for x in cells))
    out.add_row("n", *(str(told[c]["total_ms"]["n"]) for c in columns for _ in range(2)))
    return out


@app.command(help=__doc__)
def main(
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = OUT,
    only: Annotated[str, typer.Option(help="Dialogues whose name begins so.")] = "",
) -> None:
    load = os.getloadavg()[0]
    talking, asking = Recording(uncached_llm()), Recording(uncached_llm())
    rows: Rows = []
    singles: Rows = []
    err = Console(stderr=True)
    shown_in_turn = partial(track, console=err, disable=not err.is_terminal)
    with tempfile.TemporaryDirectory() as tmp:
        store = SQLSessions(f"sqlite:///{Path(tmp) / 'sessions.sqlite'}")
        for talk in shown_in_turn(WARM, "warming up"):
            single(talk, asking)
            turns(talk, talking, store)
        for talk in shown_in_turn([t for t in TALKS if t.name.startswith(only)], "dialogues"):
            singles.append(single(talk, asking))
            rows += turns(talk, talking, store)
    told = figures(rows, singles)
    whole: Figures = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "load at start": round(load, 2),
        },
        "chat": told,
        "rows": rows,
        "singles": singles,
    }
    whole["limits"] = check(whole, LIMITS)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
    plot(whole, out.with_suffix(".svg"))
    console = Console()
    console.print(shown(told))
    console.print(table(whole["limits"]))
    console.print(f"{out} and {out.with_suffix('.svg').name}", highlight=False)


if __name__ == "__main__":
    start(app)
