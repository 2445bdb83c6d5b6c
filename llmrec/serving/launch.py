"""Starting a vLLM server: its command, its environment, its port, its process."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from importlib import resources
from pathlib import Path

from llmrec.errors import ConfigError
from llmrec.serving.machine import look
from llmrec.serving.registry import ModelSpec
from llmrec.serving.state import ServerState, boot_id
from llmrec.serving.tuning import ServePlan
from llmrec.serving.vllm_plugin import TOOL_PARSER
from llmrec.settings import clean_environment, settings

STRUCTURED = '{"backend":"guidance","disable_any_whitespace":true}'
"""llguidance, for xgrammar's bit masks over 152,000 tokens doubled a step of four requests here.
Small models fill the space that JSON allows between its parts until they hit their limit."""


def free_port(wanted: int | None = None) -> int:
    """A port on loopback that nothing listens on.

    Raises:
        ConfigError: the wanted one is taken.
    """
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", wanted or 0))
        except OSError as e:
            raise ConfigError(
                f"Port {wanted} cannot be used: {e.strerror or e}.",
                remedy="Give another with --port, or none: a free one is found.",
            ) from e
        return int(s.getsockname()[1])


def base_command(folder: Path, name: str, port: int) -> list[str]:
    """vLLM as it comes, on loopback. The key is not here: everybody can read command lines."""
    out = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", str(folder)]
    return [*out, "--served-model-name", name, "--host", "127.0.0.1", "--port", str(port)]


def command(spec: ModelSpec, folder: Path, port: int, plan: ServePlan) -> list[str]:
    """The server's command line."""
    out = base_command(folder, spec.name, port)
    out += ["--load-format", "safetensors", "--generation-config", "vllm"]
    out += ["--disable-uvicorn-access-log", "--disable-fastapi-docs", *plan.arguments]
    if spec.role == "chat":
        out += ["--enable-prefix-caching", "--structured-outputs-config", STRUCTURED]
        out += ["--enable-auto-tool-choice", "--tool-call-parser", TOOL_PARSER]
    else:
        out += ["--runner", "pooling"]
    return out


def environment(plan: ServePlan | None, key: str, report: Path | None = None) -> dict[str, str]:
    """The server's environment: ours, plus what keeps it quiet, local and, by a plan, tuned."""
    inherited = clean_environment()
    shim = str(resources.files("llmrec.serving").joinpath("shim"))
    path = [shim] if plan is None or plan.device == "cpu" else []
    if inherited.get("PYTHONPATH"):
        path.append(inherited["PYTHONPATH"])
    ours = {
        "PYTHONPATH": os.pathsep.join(path),
        "VLLM_API_KEY": key,
        "VLLM_HOST_IP": "127.0.0.1",
        "VLLM_PLUGINS": "llmrec",
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    if report:
        ours["LLMREC_SERVER_REPORT"] = str(report)
    return inherited | ours | (plan.environment if plan else {})


def spawn(args: list[str], env: dict[str, str], log: Path) -> int:
    """Start a process that outlives us, its output in `log`; returns its pid."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    with log.open("wb") as out:
        process = subprocess.Popen(
            args,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=log.parent,
        )
    # Its end is noticed by its pid and start time; nobody waits for it here.
    process.returncode = 0
    return process.pid


def report_path(spec: ModelSpec) -> Path:
    """Where the server writes which kernel it chose, and the figures."""
    return settings().servers_dir / f"{spec.role}-{spec.name}.kernels"


def start(spec: ModelSpec, folder: Path, plan: ServePlan, port: int | None = None) -> ServerState:
    """Start a server and record it; it is not ready yet.

    Raises:
        ConfigError: the port is taken, or vLLM is not installed.
    """
    if look().engine == "none":
        raise ConfigError(
            "vLLM is not installed here.",
            remedy="pip install 'llmrec[cpu]' (or [gpu]), or point LLMREC_LLM__BASE_URL at a "
            "server elsewhere.",
        )
    folder_of_servers = settings().servers_dir
    folder_of_servers.mkdir(parents=True, exist_ok=True)
    folder_of_servers.chmod(0o700)
    chosen, key = free_port(port), secrets.token_urlsafe(24)
    log = folder_of_servers / f"{spec.role}-{spec.name}.log"
    report = report_path(spec)
    report.unlink(missing_ok=True)
    pid = spawn(command(spec, folder, chosen, plan), environment(plan, key, report), log)
    state = record(spec, pid, chosen, key, log)
    state.plan = plan.model_dump()
    state.save()
    return state


def record(spec: ModelSpec, pid: int, port: int, key: str, log: Path) -> ServerState:
    """The state of a server that was just started."""
    import psutil

    return ServerState(
        role=spec.role,
        model=spec.name,
        pid=pid,
        started=psutil.Process(pid).create_time(),
        port=port,
        key=key,
        log=log,
        plan={},
        boot=boot_id(),
    )
