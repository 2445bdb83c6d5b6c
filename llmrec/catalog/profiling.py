"""Profiles of items: the served model reads each item once, offline, and code checks what it says.

What a batch gave is appended to a file before the next one is asked for, so that a run that is
killed loses one batch at most; the next run goes on. At its end a run takes all profiles over into
the items and the lexical index, as one change.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from pydantic import BaseModel, ConfigDict

from llmrec.catalog import store
from llmrec.catalog.asking import Reading, read_items
from llmrec.catalog.building import OnProgress, Report, silent
from llmrec.catalog.database import ItemStore
from llmrec.catalog.indexing import adopt_profiles
from llmrec.catalog.lexical import Tokenizer, simple_tokens
from llmrec.catalog.profiles import (
    Lines,
    ProfileLine,
    dump,
    load_lines,
    load_made,
    newest,
    reading_sha,
    together,
)
from llmrec.catalog.profiling_state import Running, alone
from llmrec.catalog.schema import load_schema
from llmrec.catalog.store import Folder, Generation
from llmrec.errors import CatalogError, LLMRecError, ModelUnavailable, UsageError
from llmrec.llm import LLM
from llmrec.prompts import load
from llmrec.types import Item

BATCH = 12
"""Items asked about at once: the server is fastest with many, and no answer waits too long."""
WAIT = 600.0
"""Seconds to wait for another process's change of the catalogue before the profiles go in."""


class ProfileReport(BaseModel):
    """What a run came to."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    name: str
    items: int
    profiles: int = 0
    """Items that have a profile now, by whatever model and prompt."""
    model: str | None = None
    """Who was asked; null when nobody was."""
    prompt: str
    prompt_sha: str
    read: int = 0
    """Items read by this run."""
    skipped: int = 0
    """Items that had a profile by this model and prompt, of the text that they still have."""
    tags: int = 0
    """Tags kept by this run."""
    dropped: int = 0
    """Tags left out because their quote does not stand in the item."""
    empty: int = 0
    """Items of which no tag was kept."""
    malformed: int = 0
    """Answers that do not fit; their items are left for another run."""
    failed: int = 0
    """Calls without an answer; their items are left for another run."""
    left: int | None = None
    """Items that another run would read; null when nobody was asked."""
    stale: dict[str, int] = {}
    """By embedding: items whose embedded text has changed since they were embedded."""
    seconds: float = 0.0


def profile(
    name: str,
    llm: LLM | None,
    *,
    limit: int | None = None,
    batch: int = BATCH,
    tokenize: Tokenizer = simple_tokens,
    on_progress: OnProgress = silent,
) -> ProfileReport:
    """Have the model read the items that have no profile by it and by the prompt as it is now.

    Args:
        limit: read at most so many; 0 asks nobody and takes over what a cut-short run has left.

    Raises:
        CatalogError: unknown, unfinished or damaged catalogue.
        ModelUnavailable: no model, or it stopped answering; what it had read is kept.
        Busy: another process profiles this catalogue, or changes it and does not end.
        DiskFull: no space; what was read is kept.
    """
    started = perf_counter()
    ready(name, llm, limit)
    with alone(name) as place:
        run = _Run(place, llm if limit != 0 else None, on_progress)
        try:
            run.read(limit, batch)
        finally:
            run.close()
        manifest = adopt_profiles(
            name, _all_profiles, tokenize=tokenize, on_progress=on_progress, wait=WAIT
        )
    if run.stopped is not None:
        raise _stopped(run.stopped, run.report)
    stale = {model: info.stale for model, info in manifest.embeddings.items() if info.stale}
    update = {
        "profiles": manifest.profiles,
        "stale": stale,
        "seconds": round(perf_counter() - started, 1),
    }
    return run.report.model_copy(update=update)


def ready(name: str, llm: LLM | None, limit: int | None = None) -> None:
    """Look whether `profile` could begin.

    Raises:
        CatalogError: unknown or unfinished catalogue.
        ModelUnavailable: nobody to ask.
        Busy: another process profiles this catalogue.
    """
    store.existing(name)
    if llm is None and limit != 0:
        raise ModelUnavailable(
            "No model server runs here to read the items",
            remedy="Start one: `llmrec model up`, or set LLMREC_LLM__BASE_URL.",
        )
    with alone(name):
        pass


def _all_profiles(place: Folder, state: Generation) -> bytes:
    """One line for each item that has a profile: of those made here and those given, the newest."""
    lines = together(load_lines(place.profiles), load_made(place.made))
    items = ItemStore(state.items)
    try:
        found = (newest(lines, row.item) for row in items.iterate())
        return dump(line for line in found if line is not None)
    finally:
        items.close()


def _stopped(error: LLMRecError, report: ProfileReport) -> LLMRecError:
    kept = f"What was read by then is kept ({report.read:,} items); run it again for the others."
    return type(error)(error.message, remedy=f"{error.remedy} {kept}".strip())


class _Run:
    """Asks batch by batch; what a batch gave is safe on disk before the next."""

    def __init__(self, place: Folder, llm: LLM | None, on_progress: OnProgress) -> None:
        _, manifest = store.existing(place.name)
        state = place.generation(manifest.generation)
        prompt = load("item_profile")
        self.place, self.llm, self.on_progress = place, llm, on_progress
        self.domain = load_schema(state.schema).domain or "items"
        self.items = ItemStore(state.items)
        self.report = ProfileReport(
            name=place.name,
            items=manifest.items,
            model=llm.model if llm else None,
            prompt=prompt.id,
            prompt_sha=prompt.sha,
        )
        self.stopped: LLMRecError | None = None
        self._mute = 0
        """Calls in a row without an answer."""

    def close(self) -> None:
        self.items.close()
        self.place.profiling.unlink(missing_ok=True)

    def read(self, limit: int | None, batch: int) -> None:
        """Read what is to be read, at most `limit` items; stops when the model is gone."""
        _cut_torn_line(self.place.made)
        if self.llm is None:
            return
        todo = self._todo()
        self.report.skipped = self.report.items - len(todo)
        self.report.left = len(todo)
        ids = todo[:limit]
        if ids:
            self._tell(0, len(ids))
        for start in range(0, len(ids), batch):
            self._batch(ids[start : start + batch], self.llm)
            self.report.left = len(todo) - self.report.read
            if self.stopped is not None and self._mute >= min(batch, len(ids)):
                return
            self._tell(min(start + batch, len(ids)), len(ids))
        if self.report.read or self.report.malformed:
            self.stopped = None  # single calls that failed; the model is there

    def _todo(self) -> list[str]:
        """Ids of the items without a profile by this model and prompt, in their order."""
        lines = together(load_lines(self.place.profiles), load_made(self.place.made))
        return [row.item.id for row in self.items.iterate() if not self._done(lines, row.item)]

    def _done(self, lines: Lines, item: Item) -> bool:
        line, wanted = newest(lines, item), self.report
        return line is not None and (line.model, line.prompt, line.prompt_sha, line.text_sha) == (
            wanted.model,
            wanted.prompt,
            wanted.prompt_sha,
            reading_sha(item),
        )

    def _batch(self, ids: Sequence[str], llm: LLM) -> None:
        found = self.items.get(ids)
        readings = read_items([found[id_] for id_ in ids], llm, self.domain)
        self._keep([r.line for r in readings if r.line is not None])
        for r in readings:
            self._count(r)

    def _keep(self, lines: Sequence[ProfileLine]) -> None:
        """Append, and wait until it is on disk."""
        try:
            with self.place.made.open("ab") as file:
                file.write(dump(lines))
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError as e:
            raise CatalogError(f"The catalogue {self.place.name!r} was removed meanwhile") from e

    def _count(self, r: Reading) -> None:
        report = self.report
        silent = r.error is not None and not r.malformed
        self._mute = self._mute + 1 if silent else 0
        self.stopped = r.error if silent else self.stopped
        report.malformed += r.malformed
        report.failed += silent
        report.dropped += r.dropped
        if r.line is not None:
            report.read += 1
            report.tags += len(r.line.tags)
            report.empty += not r.line.tags

    def _tell(self, done: int, total: int) -> None:
        model = self.report.model or ""
        known = Running(pid=os.getpid(), model=model, done=done, total=total)
        store.write_atomic(self.place.profiling, known.model_dump_json().encode())
        self.on_progress(Report("profiling", done, total))


def _cut_torn_line(path: Path) -> None:
    """Take away a last line that a kill cut off, so that the next one begins on a line."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole != len(data):
        os.truncate(path, whole)


def need_writable(path: Path) -> None:
    """Look before long work whether a file could be written.

    Raises:
        UsageError: not there.
    """
    if path.is_dir() or not os.access(path.absolute().parent, os.W_OK):
        raise UsageError(f"{path} cannot be written", remedy="Name a file in a folder that is.")


def export(name: str, path: Path) -> int:
    """Write the profiles in use, by id, in the form in which a shipped catalogue has them.

    Raises:
        CatalogError: unknown catalogue.
        UsageError: the file cannot be written.
        DiskFull
    """
    place, manifest = store.existing(name)
    data = _all_profiles(place, place.generation(manifest.generation))
    try:
        with store.disk_guard(path):
            store.write_atomic(path, data)
    except OSError as e:
        raise UsageError(f"{path} cannot be written: {e.strerror or e}") from e
    return data.count(b"\n")
