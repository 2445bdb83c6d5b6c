"""The command as a person runs it, over a small catalogue that is indexed once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from doubles import HashEmbedder, build, few, forget_indexes, script

import llmrec.context
import llmrec.llm
from llmrec.behaviour import store
from llmrec.catalog.catalogue import Catalogue
from llmrec.cli import app as command
from llmrec.errors import ModelUnavailable
from llmrec.settings import settings


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        """The error as `--json` writes it: all that stands on stderr."""
        found: dict[str, str] = json.loads(self.err)["error"]
        return found


Run = Callable[..., Result]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with thirty items under the names of the two shipped catalogues."""
    folder = tmp_path_factory.mktemp("data")
    build(folder, "smart-home", few("smart-home"))
    build(folder, "courses", few("courses"), schema_of="courses")
    yield folder
    forget_indexes(folder)


@pytest.fixture
def shop(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMREC_DATA_DIR", str(data))
    monkeypatch.setenv("NO_COLOR", "1")
    settings.cache_clear()


class Models:
    """What answers: change it within a test."""

    def __init__(self) -> None:
        self.llm: Any = None
        self.embedder: Any = HashEmbedder()

    def give_embedder(self, model: str | None = None) -> Any:
        if self.embedder is None:
            raise ModelUnavailable("No server for the embedding model runs here.")
        return self.embedder

    def give_llm(self, model: str | None = None, *, cache: bool = True) -> Any:
        return self.llm


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Models:
    """A sensible model that answers at once."""
    models = Models()
    models.llm = script()
    monkeypatch.setattr(llmrec.llm, "llm", models.give_llm)
    monkeypatch.setattr(llmrec.llm, "embedder", models.give_embedder)
    return models


@pytest.fixture
def run(
    shop: None,
    models: Models,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """`llmrec ARGS` in this process, up to and including the exit code."""

    def run(*args: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["llmrec", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", _Stdin(stdin))
        capfd.readouterr()
        with pytest.raises(SystemExit) as e:
            command.main()
        out, err = capfd.readouterr()
        return Result(int(e.value.code or 0), out, err)

    return run


class _Stdin:
    def __init__(self, content: bytes) -> None:
        import io

        self.buffer = io.BytesIO(content)

    def isatty(self) -> bool:
        return False


@pytest.fixture
def events(tmp_path: Path, shop: None) -> Iterator[Path]:
    """People who take the first half of the items, and people who take the rest."""
    catalogue = Catalogue.open("smart-home")
    of = np.array_split(np.arange(catalogue.size), 2)
    draw, rows = np.random.default_rng(0), ["user,item,time,rating"]
    for person in range(40):
        for time, item in enumerate(draw.choice(of[person % 2], 6, replace=False)):
            rows.append(f"p{person},{catalogue.ids[item]},{time},{4 + person % 2}")
    file = tmp_path / "events.csv"
    file.write_text("\n".join(rows), "utf-8")
    yield file
    shutil.rmtree(store.folder("smart-home"), ignore_errors=True)
    for path in settings().data_dir.glob("people.sqlite*"):
        path.unlink()


@pytest.fixture
def process(shop: None) -> Callable[..., subprocess.Popen[bytes]]:
    """`llmrec ARGS` as a process of its own, with no model."""

    def start(*args: object, **more: Any) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "llmrec.cli.app", *map(str, args)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
        return subprocess.Popen(line, env=dict(os.environ), **pipes)

    return start
