"""What every stage is given beside its input, and where it leaves its records."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from llmrec.behaviour import Behaviour
from llmrec.catalog import store
from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import ConfigError, LLMRecError, ModelUnavailable
from llmrec.llm import LLM, Answer, Ask, Embedder
from llmrec.settings import settings
from llmrec.store import People, joined, people
from llmrec.taught import Taught
from llmrec.text import tokens
from llmrec.types import Call, Fallback, Request

UNTAUGHT = "without what the model taught"
"""What the scorer falls back to where that cannot be used."""


@dataclass
class Context:
    """One request's surroundings. Records are shared by the stages, which may run at once."""

    catalogue: Catalogue
    llm: LLM | None = None
    """None: the path without a model."""
    embedder: Embedder | None = None
    """None: retrieval is lexical alone."""
    trace: bool = False
    behaviour: Behaviour | None = None
    """What the catalogue's events taught; None: nothing did."""
    taught: Taught | None = None
    """What the model would say of an item, where it was asked offline; None: it was not, or that
    does not serve."""
    people: People | None = None
    """Who remembers what each person did; None: nobody, and a request says all there is, as in
    evals."""
    calls: list[Call] = field(default_factory=list)
    fallbacks: list[Fallback] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ask_all(self, stage: str, asks: Sequence[Ask], to: str) -> list[Answer]:
        """Ask at once and record; each failure is a named fallback of the stage.

        Args:
            to: what the stage does instead.
        """
        if not asks or self.llm is None:
            return []
        answers = self.llm.ask_all(asks, trace=self.trace)
        with self._lock:
            self.calls.extend(a.call for a in answers)
        errors = [a.error for a in answers if a.error is not None]
        if errors:
            self.fall_back(stage, to, f"{len(errors)} of {len(asks)} calls failed: {errors[0]}")
        return answers

    def fall_back(self, stage: str, to: str, reason: str) -> None:
        """Note that a stage did something else than it should have, with the first reason."""
        with self._lock:
            if not any((f.stage, f.to) == (stage, to) for f in self.fallbacks):
                self.fallbacks.append(Fallback(stage=stage, to=to, reason=reason))

    def remembered(self, request: Request) -> Request:
        """The request, with what is stored of its user before its own history."""
        if self.people is None or request.user is None:
            return request
        try:
            stored = self.people.of(self.catalogue.name, request.user)
        except LLMRecError as e:
            self.fall_back("score", "the request alone, without what its user did", e.message)
            return request
        known = [deed.event for deed in stored if deed.item in self.catalogue]
        return request.model_copy(update={"history": joined(known, request.history)})

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            ms = (time.perf_counter() - started) * 1e3
            with self._lock:
                self.timings[stage] = self.timings.get(stage, 0.0) + ms


def open_context(
    catalogue: str | None = None, *, fast: bool = False, trace: bool = False
) -> Context:
    """A context from the settings: the catalogue, and the models that answer.

    Args:
        fast: leave the language model out.

    Raises:
        CatalogError: unknown or damaged; IndexMismatch: written by another embedding model.
    """
    from llmrec.llm import llm

    name = catalogue or settings().catalogue
    embed, why = _embedder()
    if embed is not None and name not in store.names():
        _index_shipped(name, embed)
    context = Context(Catalogue.open(name), embedder=embed, trace=trace)
    if embed is None:
        context.fall_back("retrieve", "lexical search alone", why)
    learned(context)
    if not fast:
        context.llm = llm()
        if context.llm is None:
            reason = "no model server runs here; start it with `llmrec model up`"
            context.fall_back("understand", "patterns and the catalogue's words", reason)
            context.fall_back("judge", "the scorer without the model's judgement", reason)
            context.fall_back("explain", "a sentence made from the evidence", reason)
    return context


def _embedder() -> tuple[Embedder | None, str]:
    """The embedding model that answers, or why none does."""
    from llmrec.llm import embedder

    try:
        return embedder(), ""
    except ModelUnavailable as e:
        return None, e.message


def learned(context: Context) -> Context:
    """With what the catalogue's events taught, and who remembers each person's own; what cannot
    be used is a fallback."""
    from llmrec import taught
    from llmrec.behaviour import opened

    context.people = people()
    try:
        context.behaviour = opened(context.catalogue)
    except ConfigError as e:
        context.fall_back("score", "what the text says, without what people did", e.message)
    try:
        context.taught = taught.opened(context.catalogue)
    except ConfigError as e:
        context.fall_back("score", UNTAUGHT, e.message)
    return context


def _index_shipped(name: str, embed: Embedder) -> None:
    """A catalogue that ships is indexed when it is first asked for: seconds, once."""
    from llmrec.catalog import shipped

    if name in shipped.NAMES:
        shipped.ensure(name, embed, embed.model, tokens)
