"""Measures a running server: prefill and decode, one request and eight at once.

Against another server (`AGAINST`): both stand side by side and are asked in turn, round by round,
so that whatever else the machine does hits both. The one that waits is suspended: vLLM's processes
spin while they wait, on the cores that the other computes with.
"""

from __future__ import annotations

import contextlib
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from llmrec.errors import ModelUnavailable
from llmrec.serving import files, servers, state
from llmrec.serving.progress import OnProgress, Progress, silent
from llmrec.serving.registry import ModelSpec, find
from llmrec.serving.servers import Address
from llmrec.serving.state import ServerState

if TYPE_CHECKING:
    import httpx

AT_ONCE = (1, 8)
PROMPT_WORDS = 160
SHORT, LONG = 8, 32
"""Tokens generated; the difference in time is decoding alone."""
WORDS = ("lamp", "speaker", "sensor", "plug", "camera", "lock", "hub", "switch", "bulb", "fan")

KEY = "bench"
START_LIMIT = 3600.0
"""Seconds. Where bf16 is emulated, the trial run of vLLM's defaults alone takes many minutes."""

Figures = dict[str, float]


class Contender(NamedTuple):
    at: Address
    state: ServerState | None
    """None: it runs elsewhere, and waits at its own cost."""


class Usage(NamedTuple):
    tokens_in: int
    tokens_out: int
    seconds: float


def measure(at: Address, rng: random.Random) -> Figures:
    """Tokens per second: `prefill_1`, `decode_1`, `prefill_8`, `decode_8`."""
    out: Figures = {}
    for n in AT_ONCE:
        prompts = _ask(at, rng, n, PROMPT_WORDS, 1)
        out[f"prefill_{n}"] = prompts.tokens_in / prompts.seconds
        short, long = _ask(at, rng, n, 8, SHORT), _ask(at, rng, n, 8, LONG)
        tokens = long.tokens_out - short.tokens_out
        out[f"decode_{n}"] = tokens / max(1e-3, long.seconds - short.seconds)
    return out


def _ask(at: Address, rng: random.Random, n: int, words: int, tokens: int) -> Usage:
    """`n` requests at once, none a prefix of another.

    The client is made before the clock starts: its certificates alone take a core some 50 ms.
    """
    import httpx

    bodies = [_body(at.model_name, rng, words, tokens) for _ in range(n)]
    headers = {"Authorization": f"Bearer {at.api_key}"}
    with (
        httpx.Client(headers=headers, timeout=900, trust_env=False) as client,
        ThreadPoolExecutor(n) as pool,
    ):
        start = time.perf_counter()
        usage = list(pool.map(lambda b: _post(client, at, b), bodies))
        seconds = time.perf_counter() - start
    tokens_in = sum(u["prompt_tokens"] for u in usage)
    return Usage(tokens_in, sum(u["completion_tokens"] for u in usage), seconds)


def _body(model: str, rng: random.Random, words: int, tokens: int) -> dict[str, Any]:
    text = f"{rng.random()} " + " ".join(rng.choices(WORDS, k=words))
    messages = [{"role": "user", "content": text}]
    fixed = {"temperature": 0, "ignore_eos": True, "max_tokens": tokens}
    return {"model": model, "messages": messages} | fixed


def _post(client: httpx.Client, at: Address, body: dict[str, Any]) -> dict[str, int]:
    import httpx

    try:
        answer = client.post(f"{at.base_url}/chat/completions", json=body)
        answer.raise_for_status()
    except httpx.HTTPError as e:
        raise ModelUnavailable(
            f"The server at {at.base_url} did not answer the benchmark: {e}",
            remedy="`llmrec model status` shows how it does.",
        ) from e
    usage: dict[str, int] = answer.json()["usage"]
    return usage


def compare(
    contenders: dict[str, Contender], rounds: int = 3, on_progress: OnProgress = silent
) -> dict[str, Figures]:
    """Medians by server, asked in turn."""
    rng = random.Random(time.time_ns())  # a repeated prompt would be answered from the cache
    seen: dict[str, list[Figures]] = {name: [] for name in contenders}
    for one in contenders.values():
        _ask(one.at, rng, 1, 8, 2)
    for i in range(rounds):
        for name, one in contenders.items():
            on_progress(Progress("bench", f"round {i + 1}: {name}", i, rounds))
            with _suspended(c for c in contenders.values() if c is not one):
                seen[name].append(measure(one.at, rng))
    return {
        name: {k: round(statistics.median(r[k] for r in rs), 2) for k in rs[0]}
        for name, rs in seen.items()
    }


@contextlib.contextmanager
def _suspended(contenders: Iterable[Contender]) -> Iterator[None]:
    """Their processes stand still; they go on at the end, whatever happens."""
    import psutil

    processes = [p for c in contenders if c.state for p in state.family(c.state)]
    try:
        for process in processes:
            process.suspend()
        yield
    finally:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()


def bench(
    out: Path, *, against: Sequence[str] = (), rounds: int, on_progress: OnProgress = silent
) -> dict[str, Any]:
    """Measure the chat server (started if need be) and write `out`.

    Args:
        against: names in `AGAINST`; each is started, measured beside ours and stopped again.

    Raises:
        ModelUnavailable, WeightsError, DiskFull, ConfigError: a server cannot be had.
    """
    at = servers.ensure_up("chat", on_progress=on_progress)
    ours = Contender(at, state.load("chat", at.model_name) if at.local else None)
    result = _machine(at.model_name, rounds)
    compared: dict[str, Any] = {}
    for name in against:
        start, what = AGAINST[name]
        with start(find(at.model_name), on_progress) as other:
            medians = compare({"llmrec": ours, name: other}, rounds, on_progress)
        ratios = {
            k: round(v / max(1e-9, medians[name][k]), 2) for k, v in medians["llmrec"].items()
        }
        compared[name] = {"what": what, "medians": medians, "ratios": ratios}
        files.write_json(out, result | {"against": compared})
    if not against:
        compared["alone"] = {"medians": compare({"llmrec": ours}, rounds, on_progress)}
    result["against"] = compared
    files.write_json(out, result)
    return result


def _machine(model: str, rounds: int) -> dict[str, Any]:
    from llmrec.serving import machine

    here = machine.look()
    return {
        "model": model,
        "unit": "tokens per second, median",
        "rounds": rounds,
        "machine": {"cores": len(here.cores), "features": here.features},
    }


@contextlib.contextmanager
def default_server(spec: ModelSpec, on_progress: OnProgress = silent) -> Iterator[Contender]:
    """vLLM as it comes: bf16 weights, no setting of ours. Stopped at the end."""
    from llmrec.serving import convert, launch

    servers.prepare(spec, on_progress)
    folder = convert.convert(spec, "bf16", on_progress)
    convert.need_memory(spec.parameters * 2 + 5, "The server with vLLM's defaults")
    args = partial(launch.base_command, folder)
    environment = launch.environment(None, KEY) | {"VLLM_CPU_KVCACHE_SPACE": "2"}
    with _beside(spec, "default", args, environment, on_progress) as at:
        yield at


@contextlib.contextmanager
def kernel_server(spec: ModelSpec, on_progress: OnProgress = silent) -> Iterator[Contender]:
    """Our settings and int8 weights, but vLLM's own kernels and output layer."""
    from llmrec.serving import convert, launch, machine, tuning

    folder = servers.prepare(spec, on_progress)
    convert.need_memory(spec.memory_gib + 3, "A second server")
    plan = tuning.plan(spec, machine.look()).model_copy(update={"kernel": "vllm"})

    def args(name: str, port: int) -> list[str]:
        renamed = spec.model_copy(update={"name": name})
        return launch.command(renamed, folder, port, plan)

    with _beside(spec, "kernels", args, launch.environment(plan, KEY), on_progress) as at:
        yield at


@contextlib.contextmanager
def _beside(
    spec: ModelSpec,
    suffix: str,
    args: Callable[[str, int], list[str]],
    environment: dict[str, str],
    on_progress: OnProgress,
) -> Iterator[Contender]:
    """A server beside ours, not recorded, stopped at the end."""
    from llmrec.serving import launch
    from llmrec.settings import settings

    port, name = launch.free_port(), f"{spec.name}-{suffix}"
    log = settings().servers_dir / f"bench-{suffix}.log"
    running = launch.record(spec, launch.spawn(args(name, port), environment, log), port, KEY, log)
    running.model = name
    try:
        servers.wait_ready(running, on_progress, START_LIMIT)
        yield Contender(Address(running.base_url, KEY, name, local=True), running)
    finally:
        servers.end(running)


AGAINST: dict[str, tuple[Callable[..., contextlib.AbstractContextManager[Contender]], str]] = {
    "default": (
        default_server,
        "vLLM's defaults, the same weights in bf16, 2 GiB for keys and values so that both fit",
    ),
    "kernels": (
        kernel_server,
        "the same settings and int8 weights, with vLLM's own int8 kernel and output layer",
    ),
}
