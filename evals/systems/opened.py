"""Catalogues and models opened once for a system, with fresh records for every request."""

from __future__ import annotations

import threading
from typing import Any

from llmrec.evals.systems.remembered import Remembered

from llmrec.behaviour import Behaviour
from llmrec.context import Context, open_context
from llmrec.errors import ModelUnavailable
from llmrec.settings import settings


class Opened:
    """Contexts by catalogue. A missing model is an error here: a system that was to be measured
    with it must not be measured without it.

    Every model call is kept with what was asked and what was said, so that a log can show it.

    Args:
        model: whether the language model is asked.
        cached: whether answers and vectors that an earlier run kept on disk will do.
        catalogue: for requests that name none.
    """

    def __init__(
        self, *, model: bool, dense: bool = True, cached: bool = True, catalogue: str | None = None
    ) -> None:
        self._model, self._dense, self._cached = model, dense, cached
        self.catalogue = catalogue or settings().catalogue
        self.behaviour: dict[str, Behaviour | None] = {}
        """By catalogue, what a system learned from the events that it was given; where it was given
        some, what `llmrec train` learned of the catalogue is out of reach: it may know labels."""
        self._opened: dict[str, Context] = {}
        self._lock = threading.Lock()

    def context(self, catalogue: str | None) -> Context:
        """A context of this request's own.

        Raises:
            CatalogError: no such catalogue.
            ModelUnavailable: a model that this system needs does not run.
        """
        name = catalogue or self.catalogue
        with self._lock:
            if name not in self._opened:
                self._opened[name] = self._open(name)
            held = self._opened[name]
        behaviour = self.behaviour.get(name, held.behaviour)
        return Context(
            held.catalogue, held.llm, held.embedder, trace=self._model, behaviour=behaviour
        )

    def warm(self, catalogue: str | None = None) -> None:
        """Load now what the first request would wait for."""
        self.context(catalogue).catalogue.warm()

    def _open(self, name: str) -> Context:
        context = open_context(name, fast=not self._model)
        if self._dense and context.embedder is None:
            raise ModelUnavailable("No embedding model runs.", remedy="llmrec model up")
        if self._model and context.llm is None:
            raise ModelUnavailable("No chat model runs.", remedy="llmrec model up")
        if self._model and not self._cached:
            from llmrec.llm import llm

            context.llm = llm(cache=False)
        if self._cached and context.embedder is not None:
            remembered: Any = Remembered(context.embedder)
            context.embedder = remembered
        return context
