"""The servers on this machine: start, find, watch, restart, stop.

`address` is what callers use on every request: it reads one small file. `ensure_up` does whatever
is needed until a model answers: fetch, convert, start, wait, warm up.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from llmrec.errors import ConfigError, ModelUnavailable
from llmrec.serving import probe, state
from llmrec.serving.kinds import Role
from llmrec.serving.progress import OnProgress, Progress, silent
from llmrec.serving.state import ServerState
from llmrec.settings import Endpoint, settings

if TYPE_CHECKING:
    from llmrec.serving.registry import ModelSpec

START_LIMIT = 900.0
"""Seconds after which a server that is not ready counts as failed."""
STEADY = 600.0
"""Seconds of service after which a crash is not counted with the one before."""
PHASES = (
    ("Starting to load model", "loading weights"),
    ("Loading weights took", "packing weights, trial run"),
    ("KV cache size", "starting the engine"),
    ("Starting vLLM server", "opening the port"),
)


class Address(NamedTuple):
    """Where a model answers."""

    base_url: str
    api_key: str
    model_name: str
    local: bool = False
    """On this machine, started by us."""
    restarted: bool = False
    """It was found dead and started again on the way here."""


class ServerStatus(NamedTuple):
    state: ServerState
    health: probe.Health


# --- finding --------------------------------------------------------------------------------


def endpoint(role: Role) -> Endpoint:
    return settings().llm if role == "chat" else settings().embeddings


def address(role: Role, model: str | None = None) -> Address | None:
    """Where the model of that role answers: the setting, else the server here, else None.

    Costs one small file; asks nobody. `model` None: the one in the settings.
    """
    at = endpoint(role)
    if at.base_url:
        key = at.api_key.get_secret_value() if at.api_key else "none"
        return Address(at.base_url, key, model or at.model or "")
    known = state.load(role, model or at.model or "")
    if known is None and role == "chat" and model is None:
        known = next((s for s in state.load_all("chat") if s.ready and state.alive(s)), None)
    return _address(known) if known and known.ready and state.alive(known) else None


def _address(s: ServerState, *, restarted: bool = False) -> Address:
    return Address(s.base_url, s.key, s.model, local=True, restarted=restarted)


def status() -> list[ServerStatus]:
    """Every server that was started here and not stopped."""
    return [ServerStatus(s, probe.health(s)) for s in state.load_all()]


# --- starting -------------------------------------------------------------------------------


def prepare(spec: ModelSpec, on_progress: OnProgress = silent) -> Path:
    """Fetch and convert what a model's server needs; returns the folder that it is given.

    Raises:
        WeightsError, DiskFull, ConfigError, Busy: see `weights.pull`, `convert.convert`.
    """
    from llmrec.serving import convert, machine, tuning, weights

    precision = tuning.plan(spec, machine.look()).precision
    if not convert.converted(spec, precision) or spec.form == "safetensors":
        weights.pull(spec, on_progress)
    return convert.convert(spec, precision, on_progress)


def ensure_up(
    role: Role,
    model: str | None = None,
    on_progress: OnProgress = silent,
    *,
    port: int | None = None,
    asked: bool = False,
) -> Address:
    """Do what is needed until the model answers, and return where.

    A server that died is started again; `restarted` says so.

    Args:
        asked: a person asked for it. Else one that keeps dying is started again only once.

    Raises:
        ModelUnavailable: it does not start, or died again soon after a restart.
        WeightsError, DiskFull, ConfigError, Busy: see `prepare`.
    """
    at = endpoint(role)
    if at.base_url:
        found = address(role, model)
        assert found is not None
        return found
    spec = _spec(role, model or at.model)
    known = state.load(role, spec.name)
    if known and known.ready and probe.health(known) in ("up", "busy"):
        return _address(known)
    return _bring_up(spec, on_progress, port, asked)


def ensure_all(
    wanted: Sequence[tuple[Role, str | None]] = (("chat", None), ("embedding", None)),
    on_progress: OnProgress = silent,
    *,
    asked: bool = False,
) -> list[Address]:
    """`ensure_up` for several, at the same time where memory allows; in their order.

    Raises: what `ensure_up` raises, of the first that fails.
    """
    from llmrec.serving import machine

    local = [_spec(r, m or endpoint(r).model) for r, m in wanted if not endpoint(r).base_url]
    missing = [s for s in local if not address(s.role, s.name)]
    for spec in missing:
        prepare(spec, on_progress)
    room = machine.look().free_gib >= sum(s.memory_gib for s in missing)
    with ThreadPoolExecutor(len(wanted) if room else 1) as pool:
        jobs = [pool.submit(ensure_up, r, m, on_progress, asked=asked) for r, m in wanted]
        return [job.result() for job in jobs]


def _spec(role: Role, name: str | None) -> ModelSpec:
    from llmrec.serving.registry import find

    spec = find(name or "")
    if spec.role != role:
        raise ConfigError(
            f"{spec.name} is an {spec.role} model, not a {role} model."
            if spec.role == "embedding"
            else f"{spec.name} is a {spec.role} model, not an {role} model.",
            remedy="See `llmrec model list`.",
        )
    if not spec.served:
        raise ConfigError(f"vLLM cannot serve {spec.name}.", remedy="See `llmrec model list`.")
    return spec


def _bring_up(spec: ModelSpec, on_progress: OnProgress, port: int | None, asked: bool) -> Address:
    from llmrec.serving import files

    folder = prepare(spec, on_progress)
    lock = settings().servers_dir / f"{spec.role}-{spec.name}.lock"
    with files.lock(lock, spec.name, on_progress):
        known = state.load(spec.role, spec.name)
        if known and probe.health(known) == "down":
            crashed = known.ready and not state.from_before_boot(known)
            crashes = 0 if asked or not crashed else _count_crash(known)
            if crashed:
                on_progress(Progress(spec.name, "the server was found dead"))
            end(known)
            running = _start(spec, folder, on_progress, port, crashes)
            return _address(running, restarted=crashed)
        running = known or _start(spec, folder, on_progress, port, 0)
        if not running.ready:
            wait_ready(running, on_progress)
        return _address(running)


def _count_crash(s: ServerState) -> int:
    """How many crashes to carry on with; refuses to go on when it keeps dying."""
    if s.crashes and time.time() - s.ready_at < STEADY:
        tail = log_tail(s.log)
        end(s)  # its engine may outlive it, and holds the memory that the next one needs
        raise ModelUnavailable(
            f"The server of {s.model} died again soon after it was restarted. Its log ends: {tail}",
            remedy=f"Read {s.log}, then `llmrec model up`; `llmrec doctor` shows the memory.",
        )
    return 1


def _start(
    spec: ModelSpec, folder: Path, on_progress: OnProgress, port: int | None, crashes: int
) -> ServerState:
    from llmrec.serving import convert, launch, machine, tuning

    if spec.role == "chat":
        _stop_other_chats(spec, on_progress)
    here = machine.look()
    plan = tuning.plan(spec, here)
    if plan.device == "cpu":
        convert.need_memory(spec.memory_gib, f"Serving {spec.name}")
    on_progress(Progress(spec.name, "restarting after a crash" if crashes else "starting"))
    running = launch.start(spec, folder, plan, port)
    running.crashes = crashes
    running.save()
    wait_ready(running, on_progress)
    return running


def _stop_other_chats(spec: ModelSpec, on_progress: OnProgress) -> None:
    for other in state.load_all("chat"):
        if other.model != spec.name:
            on_progress(Progress(spec.name, f"stopping {other.model}"))
            end(other)


def wait_ready(s: ServerState, on_progress: OnProgress, limit: float | None = None) -> None:
    """Wait until a server answers, then warm it up and mark it ready.

    Raises:
        ModelUnavailable: it ended while it started or at its first request, or was not ready
            within `limit` seconds (`START_LIMIT`).
    """
    begin, limit = time.time(), limit or START_LIMIT
    while not probe.serves(s):
        if not state.alive(s):
            raise _ended(s, "while starting")
        waited = time.time() - begin
        if waited > limit:
            end(s)
            raise ModelUnavailable(
                f"The server of {s.model} was not ready after {limit:.0f} s.",
                remedy=f"Read {s.log}.",
            )
        on_progress(Progress(s.model, _phase(s.log), waited, 0, "s"))
        time.sleep(0.5)
    on_progress(Progress(s.model, "warming up", time.time() - begin, 0, "s"))
    from llmrec.serving.warmup import warm_up

    warm_up(s)
    if not probe.serves(s):  # the first request reaches code that starting does not
        raise _ended(s, "at its first request")
    s.ready, s.ready_at = True, time.time()
    if s.path.exists():
        s.save()
    on_progress(Progress(s.model, "ready", time.time() - begin, 0, "s"))


def _ended(s: ServerState, when: str) -> ModelUnavailable:
    tail = log_tail(s.log)
    end(s)
    return ModelUnavailable(
        f"The server of {s.model} ended {when}. Its log ends: {tail}",
        remedy=f"Read {s.log}; `llmrec doctor` checks memory and packages.",
    )


def _phase(log: Path) -> str:
    """What a starting server is at, by its log."""
    try:
        text = log.read_text("utf-8", "replace")
    except OSError:
        return "starting"
    found = [name for mark, name in PHASES if mark in text]
    return found[-1] if found else "starting Python and vLLM"


def log_tail(log: Path) -> str:
    """The line of a log that says most: its last error, else its last line."""
    try:
        lines = [x for x in log.read_text("utf-8", "replace").splitlines() if x.strip()]
    except OSError:
        return "(no log)"
    errors = [i for i, x in enumerate(lines) if "Error" in x and "EngineDeadError" not in x]
    if not errors:
        return lines[-1].strip()[-300:] if lines else "(empty)"
    said = lines[errors[-1] : errors[-1] + 2]
    more = said[1:] if said[1:] and said[1].startswith("  ") else []
    return " ".join(x.strip() for x in [said[0], *more])[:300]


# --- watching and stopping ------------------------------------------------------------------


def watch(
    stop: threading.Event,
    on_event: Callable[[str, Address | Exception], Any],
    interval: float = 5.0,
) -> None:
    """Until `stop`: start again whatever dies, once, and tell. For long-running processes."""
    while not stop.wait(interval):
        for known in state.load_all():
            if known.ready and not state.alive(known):
                try:
                    on_event(known.model, ensure_up(known.role, known.model))
                except Exception as e:  # told, not hidden: the watch goes on for the others
                    on_event(known.model, e)


def down(role: Role | None = None, model: str | None = None) -> list[str]:
    """Stop the servers that were started here; returns their models' names."""
    stopped = []
    for s in state.load_all(role):
        if model is None or s.model == model:
            end(s)
            stopped.append(s.model)
    return stopped


def end(s: ServerState, patience: float = 20.0) -> None:
    """Stop a server's processes, gently first, and forget it."""
    import psutil

    left = state.family(s)
    if state.alive(s):
        with contextlib.suppress(psutil.Error):
            psutil.Process(s.pid).terminate()
        _, left = psutil.wait_procs(left, timeout=patience)
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=5)
    with contextlib.suppress(OSError):  # it may be our own child, waiting to be buried
        os.waitpid(s.pid, os.WNOHANG)
    s.forget()
