"""Chats over thirty products and thirty courses, with a sensible model that answers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from doubles import HashEmbedder, build, few, forget_indexes, script

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.chat import Chat
from llmrec.chat.events import Done, Event
from llmrec.chat.sessions import SQLSessions
from llmrec.context import Context
from llmrec.settings import settings


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("chat")
    build(folder, "smart-home", few("smart-home", 60))
    build(folder, "courses", few("courses"), schema_of="courses")
    yield folder
    forget_indexes(folder)


class Opener:
    """Opens contexts with stand-ins: change them within a test."""

    def __init__(self) -> None:
        self.llm: Any = script()

    def __call__(self, catalogue: str | None = None, *, fast: bool = False) -> Context:
        llm = None if fast else self.llm
        return Context(Catalogue.open(catalogue or "smart-home"), llm, HashEmbedder())


@pytest.fixture
def opener(data: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    monkeypatch.setenv("LLMREC_DATA_DIR", str(data))
    settings.cache_clear()
    return Opener()


@pytest.fixture
def store(tmp_path: Path) -> SQLSessions:
    return SQLSessions(f"sqlite:///{tmp_path / 'sessions.sqlite'}", wait=0.2)


@pytest.fixture
def chat(opener: Opener, store: SQLSessions) -> Chat:
    """Without the model."""
    return Chat.new("smart-home", opener, store, fast=True)


@pytest.fixture
def lessons(opener: Opener, store: SQLSessions) -> Chat:
    """The same over courses."""
    return Chat.new("courses", opener, store, fast=True)


Ask = Callable[[Chat, str], Done]


def said(chat: Chat, text: str) -> list[Event]:
    return list(chat.say(text))


def done(chat: Chat, text: str) -> Done:
    """The end of a turn's answer."""
    last = said(chat, text)[-1]
    assert isinstance(last, Done)
    return last
