"""The parts of the benchmark. Each returns figures alone; nothing is printed or written here."""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmrec.evals.bench_requests import NO_PRICE, PRICE, REQUESTS
from llmrec.evals.chorus import CATALOGUE, SCHEMA, products

from llmrec.context import Context, open_context
from llmrec.errors import ModelUnavailable
from llmrec.llm import Embedder, OpenAILLM, embedder
from llmrec.pipeline import recommend
from llmrec.serving.servers import Address, address
from llmrec.settings import settings
from llmrec.types import Recommendation, Request

if TYPE_CHECKING:
    from llmrec.catalog.schema import Schema

Figures = dict[str, Any]
SMALL = "chorus-1k"
"""The first 1,000 products."""


def spread(ms: Sequence[float]) -> Figures:
    """p50 and p90 of repeated runs."""
    ordered = sorted(ms)
    p90 = ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]
    return {"p50": round(statistics.median(ms), 2), "p90": round(p90, 2), "n": len(ms)}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def fast(repeats: int = 40) -> Figures:
    """The path without the model, inside a running process, by size and with a price range.

    The four cases take turns, so that whatever else the machine does hits all of them.
    """
    opened = {name: open_context(name, fast=True) for name in (SMALL, CATALOGUE)}
    cases = {
        f"{len(opened[name].catalogue.ids)} items, {what}": (opened[name], text)
        for name in opened
        for what, text in (("no limit", NO_PRICE), ("price range", PRICE))
    }
    ms: dict[str, list[float]] = {case: [] for case in cases}
    for n in range(repeats + 3):
        for case, (context, text) in cases.items():
            took = timed(partial(recommend, Request(text=text), fresh(context)))
            if n >= 3:  # the first ones load what later ones use
                ms[case].append(took)
    out: Figures = {case: spread(values) for case, values in ms.items()}
    sizes = [len(c.catalogue.ids) for c in opened.values()]
    for what in ("no limit", "price range"):
        small, large = (out[f"{n} items, {what}"]["p50"] for n in sizes)
        out[f"growth, {what}"] = round(large / small, 3)
    return out


def fresh(context: Context) -> Context:
    """A context of its own records over the same models."""
    return Context(context.catalogue, context.llm, context.embedder)


def salt() -> str:
    """Requests share prefixes with those of the same salt alone."""
    return uuid.uuid4().hex


def full() -> Figures:
    """A full answer over chorus: times, depth, tokens, request by request.

    No answer is cached, and what an earlier run left in the server's prefix cache is out of reach.
    """
    at = need_chat()
    context = open_context(CATALOGUE)
    context.llm = OpenAILLM(
        at.base_url, at.api_key, at.model_name, settings().llm, extra={"cache_salt": salt()}
    )
    recommend(Request(text="a cable for a printer"), fresh(context))  # warm
    rows = [one_answer(text, fresh(context), at) for text in REQUESTS]
    keys = ("first_ms", "total_ms", "calls", "tokens_in", "uncached", "tokens_out")
    return {k: spread([r[k] for r in rows]) for k in keys} | {
        "deep": max(r["deep"] for r in rows),
        "fallbacks": sum(r["fallbacks"] for r in rows),
        "rows": rows,
    }


def one_answer(text: str, context: Context, at: Address) -> Figures:
    first: list[float] = []
    before, started = prefix_cache(at), time.perf_counter()

    def update(_: Recommendation) -> None:
        first.append((time.perf_counter() - started) * 1e3)

    answer = recommend(Request(text=text), context, on_update=update)
    total = (time.perf_counter() - started) * 1e3
    after = prefix_cache(at)
    asked, hit = (after[n] - before[n] for n in ("queries", "hits"))
    return {
        "text": text,
        "first_ms": round(first[0], 1),
        "total_ms": round(total, 1),
        "calls": len(answer.calls),
        "deep": sum(bool(answer.timings.get(s)) for s in MODEL_STEPS),
        "tokens_in": sum(c.tokens_in for c in answer.calls),
        "uncached": int(asked - hit),
        "tokens_out": sum(c.tokens_out for c in answer.calls),
        "outcomes": dict(Counter(c.outcome for c in answer.calls)),
        "fallbacks": len(answer.fallbacks),
        "by_model": sum(i.why is not None and i.why.by == "model" for i in answer.items),
        "explained": sum(i.why is not None for i in answer.items),
        "timings": {k: round(v, 1) for k, v in answer.timings.items()},
        "top": [i.title for i in answer.items[:3]],
    }


MODEL_STEPS = ("understand and judge", "explain and judge")
"""Steps of the pipeline that wait for the model; they follow each other."""


def need_chat() -> Address:
    at = address("chat")
    if at is None:
        raise ModelUnavailable("No chat server runs.", remedy="llmrec model up")
    return at


def prefix_cache(at: Address) -> dict[str, float]:
    """The server's counters: prompt tokens looked up in the prefix cache, and found there."""
    url = at.base_url.removesuffix("/v1") + "/metrics"
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {at.api_key}"})
    with urllib.request.urlopen(asked, timeout=60) as reply:
        lines = reply.read().decode().splitlines()
    found = {}
    for name in ("queries", "hits"):
        mark = f"vllm:prefix_cache_{name}_total"
        found[name] = sum(float(x.rsplit(" ", 1)[1]) for x in lines if x.startswith(mark))
    return found


def cold(repeats: int = 7) -> Figures:
    """Whole commands in new processes, wall time."""
    program = [sys.executable, "-m", "llmrec.cli.app"]
    commands = {
        "llmrec --help": [*program, "--help"],
        "llmrec recommend --fast": [*program, "recommend", NO_PRICE, "-c", CATALOGUE, "--fast"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    ms: dict[str, list[float]] = {name: [] for name in commands}
    for n in range(repeats + 1):
        for name, command in commands.items():
            took = timed(partial(subprocess.run, command, check=True, capture_output=True))
            if n:
                ms[name].append(took)
    return {name: spread(values) for name, values in ms.items()}


def index(texts: int = 1280, rounds: int = 3) -> Figures:
    """Indexing a catalogue against embedding the same texts and nothing else, turn by turn."""
    import tempfile

    from llmrec.catalog.items import embedded_text, to_item
    from llmrec.catalog.schema import load_schema

    embed, schema = embedder(), load_schema(SCHEMA)
    with gzip.open(products(), "rt", encoding="utf-8") as f:
        lines = list(islice(f, rounds * texts))
    rates: dict[str, list[float]] = {"raw": [], "indexing": [], "ratio": []}
    for n in range(rounds):
        part = lines[n * texts : (n + 1) * texts]
        wanted = [embedded_text(to_item(json.loads(x), schema), schema) for x in part]
        raw = texts / timed(partial(_embed_all, embed, wanted)) * 1e3
        with tempfile.TemporaryDirectory() as tmp:
            file = Path(tmp) / "part.jsonl"
            file.write_text("".join(part), encoding="utf-8")
            took = _time_indexing(f"bench-{n}", file, schema, embed)
        rates["raw"].append(raw)
        rates["indexing"].append(texts / took * 1e3)
        rates["ratio"].append(rates["indexing"][-1] / raw)
    return {name: round(statistics.median(v), 3) for name, v in rates.items()} | {"texts": texts}


def _time_indexing(name: str, file: Path, schema: Schema, embed: Embedder) -> float:
    from llmrec.catalog import indexing, store
    from llmrec.text import tokens

    if name in store.names():  # a run that was killed left it; what it holds would not be timed
        indexing.remove(name)
    kinds: dict[str, Any] = {"embed": embed, "embedding_model": embed.model, "tokenize": tokens}
    try:
        return timed(partial(indexing.add, name, file, schema, **kinds))
    finally:
        if name in store.names():
            indexing.remove(name)


def _embed_all(embed: Any, texts: Sequence[str], size: int = 64) -> None:
    """Batches of 64, two in flight, as indexing does."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(embed, [list(texts[n : n + size]) for n in range(0, len(texts), size)]))
