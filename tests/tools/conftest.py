"""Toolboxes over thirty items, with a sensible model that answers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from doubles import HashEmbedder, build, few, forget_indexes, script
from llmrec.tools.registry import call
from llmrec.tools.results import Result
from llmrec.tools.toolbox import Toolbox

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.store import SQLitePeople

Call = Callable[..., Any]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with thirty items of the smart-home shop, under its name."""
    folder = tmp_path_factory.mktemp("tools")
    build(folder, "smart-home", few("smart-home"))
    yield folder
    forget_indexes(folder)


@pytest.fixture
def home(data: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    from llmrec.settings import settings

    monkeypatch.setenv("LLMREC_DATA_DIR", str(data))
    settings.cache_clear()
    return Catalogue.open("smart-home")


class Opener:
    """Opens contexts with stand-ins: change them within a test."""

    def __init__(self, catalogue: Catalogue, people: SQLitePeople) -> None:
        self.catalogue, self.people = catalogue, people
        self.llm: Any = script()
        self.embedder: Any = HashEmbedder()
        self.opened = 0

    def __call__(self, catalogue: str | None = None, *, fast: bool = False) -> Context:
        self.opened += 1
        llm = None if fast else self.llm
        return Context(self.catalogue, llm, self.embedder, people=self.people)


@pytest.fixture
def opener(home: Catalogue, tmp_path: Path) -> Opener:
    return Opener(home, SQLitePeople(tmp_path / "people.sqlite"))


@pytest.fixture
def toolbox(opener: Opener) -> Toolbox:
    """It acts for anna."""
    return Toolbox(user="anna", opener=opener)


@pytest.fixture
def use(toolbox: Toolbox) -> Call:
    """`use(tool, **arguments)`."""

    def use(name: str, /, **arguments: Any) -> Result:
        return call(name, arguments, toolbox)

    return use
