"""What is known of the servers that were started here: one JSON file each, private to the user."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from llmrec.serving import files
from llmrec.serving.kinds import Role
from llmrec.settings import settings


class ServerState(BaseModel):
    """A server as it was started."""

    role: Role
    model: str
    pid: int
    """The leader of a session of its own."""
    started: float
    """The process's own start time: a pid alone may be somebody else's by now."""
    port: int
    key: str
    log: Path
    plan: dict[str, Any]
    ready: bool = False
    ready_at: float = 0.0
    crashes: int = 0
    """How often it was found dead and started again, with nobody asking for it."""
    boot: str = ""
    """The machine's `boot_id` then."""

    @property
    def path(self) -> Path:
        return state_path(self.role, self.model)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def save(self) -> None:
        files.write_json(self.path, self.model_dump(mode="json"), mode=0o600)

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)


def state_path(role: Role, model: str) -> Path:
    return settings().servers_dir / f"{role}-{model}.json"


def load(role: Role, model: str) -> ServerState | None:
    return _read(state_path(role, model))


def load_all(role: Role | None = None) -> list[ServerState]:
    paths = sorted(settings().servers_dir.glob(f"{role or '*'}-*.json"))
    return [s for s in map(_read, paths) if s is not None]


def _read(path: Path) -> ServerState | None:
    data = files.read_json(path)
    try:
        return ServerState.model_validate(data) if data else None
    except ValidationError:
        return None


def alive(state: ServerState) -> bool:
    """Whether that very process still runs."""
    return _same_process(state.pid, state.started)


def _same_process(pid: int, started: float) -> bool:
    import psutil

    try:
        process = psutil.Process(pid)
        return (
            abs(process.create_time() - started) < 1.0 and process.status() != psutil.STATUS_ZOMBIE
        )
    except psutil.Error:
        return False


def from_before_boot(state: ServerState) -> bool:
    """Whether the machine, or the container, was started again since.

    Then a dead server did not crash, and its pid and session may belong to anybody by now.
    """
    if state.boot and state.boot != boot_id():
        return True
    return state.started < _first_start()


def boot_id() -> str:
    """Changes whenever the machine is started; empty where nothing tells it."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _first_start() -> float:
    """When the first process started: with the machine, or with the container."""
    import psutil

    try:
        return psutil.Process(1).create_time()
    except psutil.Error:
        return psutil.boot_time()


def family(state: ServerState) -> list[Any]:
    """Every process of the server's session, its leader among them, as psutil processes.

    Empty when the leader's pid belongs to somebody else by now: a pid is not given out again
    while its session has members.
    """
    import psutil

    if from_before_boot(state) or (psutil.pid_exists(state.pid) and not _same_or_zombie(state)):
        return []
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == state.pid:
                found.append(process)
        except (OSError, psutil.Error):
            continue
    return found


def _same_or_zombie(state: ServerState) -> bool:
    import psutil

    try:
        return abs(psutil.Process(state.pid).create_time() - state.started) < 1.0
    except psutil.Error:
        return False
