"""What the parts of the benchmark need: looked for, and made where it can be, before they start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import NamedTuple

import typer
from llmrec.evals import chorus
from llmrec.evals.bench_parts import SMALL, need_chat

from llmrec.errors import ConfigError
from llmrec.llm import embedder

SIZES: dict[str, int | None] = {SMALL: 1000, chorus.CATALOGUE: None}
"""How many of the products each catalogue holds; None: all."""


class Need(NamedTuple):
    """Every part needs the embedding server, too."""

    catalogues: tuple[str, ...] = ()
    data: bool = False
    """The labelled set itself, not only a catalogue made from it."""
    chat: bool = False
    packages: tuple[str, ...] = ()


CHAIN = ("langchain_chroma", "langchain_classic", "langchain_community", "langchain_openai", "lark")
NEEDS = {
    "fast": Need((SMALL, chorus.CATALOGUE)),
    "cold": Need((chorus.CATALOGUE,)),
    "full": Need((chorus.CATALOGUE,), chat=True),
    "index": Need(data=True),
    "langchain": Need((chorus.CATALOGUE,), data=True, chat=True, packages=CHAIN),
}


def prepare(parts: Sequence[str]) -> None:
    """Index the catalogues that are missing; minutes for the large one.

    Raises:
        ConfigError: a package or the labelled set is not there.
        ModelUnavailable: a server is not there.
    """
    needs = [NEEDS[part] for part in parts]
    need_packages(["matplotlib", *(name for need in needs for name in need.packages)])
    wanted = {name for need in needs for name in need.catalogues}
    missing = [name for name in SIZES if name in wanted and chorus.lacks(name)]
    if missing or any(need.data for need in needs):
        chorus.folder()
    embedder()
    if any(need.chat for need in needs):
        need_chat()
    for name in missing:
        typer.echo(f"Indexing {name}, once", err=True)
        chorus.index(name, SIZES[name])


def need_packages(names: Iterable[str]) -> None:
    if missing := [name for name in names if find_spec(name) is None]:
        raise ConfigError(
            f"Packages of the benchmark are missing: {', '.join(missing)}.",
            remedy="Install them: pip install 'llmrec[evals,agents]', or run `make bench`.",
        )
