"""From a file to all of a state but its vectors: items, columns, lexical index, quarantine."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple, TextIO

from pydantic import BaseModel

from llmrec.catalog.columns import Columns
from llmrec.catalog.database import ItemStore, Stored, write_items
from llmrec.catalog.guess import SAMPLE, guess_schema
from llmrec.catalog.items import (
    RECIPE,
    RowError,
    embedded_text,
    indexed_text,
    text_sha,
    to_item,
)
from llmrec.catalog.lexical import LexicalIndex, Tokenizer
from llmrec.catalog.profiles import Lines, newest
from llmrec.catalog.reader import Row, read_rows
from llmrec.catalog.schema import Schema, dump_schema
from llmrec.catalog.store import Generation, write_atomic
from llmrec.errors import CatalogError
from llmrec.types import Item

Indexing = Literal["reading", "profiling", "wording", "lexical", "embedding", "saving"]
Learning = Literal["reviews", "before", "head", "all", "asking", "judging"]
Step = Indexing | Learning


class Report(NamedTuple):
    """What is being done, how far; `total` is None while it is not known."""

    step: Step
    done: int
    total: int | None


OnProgress = Callable[[Report], None]
_PROBE = "The 2 quick LED-lamps don't need Wi-Fi; 智能音箱和智能灯。"


def silent(_: Report) -> None:
    """Progress that nobody watches."""


class Built(BaseModel):
    """What `build` made; lies in the folder as the mark that it is whole."""

    key: str
    items: int
    quarantined: int
    profiles: int
    language: str


class Recipe(NamedTuple):
    """What a state is made with."""

    key: str
    """Its `fingerprint`."""
    schema: Schema
    profiles: Lines
    tokenize: Tokenizer


def fingerprint(source_sha: str, schema: Schema, profiles: Path, tokenize: Tokenizer) -> str:
    """Changes when anything that a state is made from changes."""
    parts = [
        source_sha,
        dump_schema(schema),
        hashlib.sha256(profiles.read_bytes()).hexdigest() if profiles.is_file() else "",
        json.dumps(tokenize(_PROBE)),
        RECIPE,
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def file_sha(path: Path) -> str:
    """Hash of a file.

    Raises:
        CatalogError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as e:
        raise CatalogError(
            f"{path} cannot be read: {e.strerror or e}", remedy="Check its disk and its rights."
        ) from e


def guess_from(path: Path) -> Schema:
    """A schema from the first rows of a file.

    Raises:
        CatalogError: no row can be read, or none of the columns could be the id or the title.
    """
    rows = list(islice(read_rows(path), SAMPLE))
    good = [row.data for row in rows if row.data is not None]
    if not good:
        raise CatalogError(
            f"No row of {path} can be read; line {rows[0].line} {rows[0].error}",
            remedy="Give a file that has one row for each item.",
        )
    return guess_schema(good)


def build(target: Generation, source: Path, recipe: Recipe, on_progress: OnProgress) -> Built:
    """Make the state of a file in `target`; a whole one with the same key is kept as it is.

    Raises:
        CatalogError: the file is bad as a whole, has no good row, or lacks a column.
    """
    try:
        held = Built.model_validate_json(target.built.read_bytes())
        if held.key == recipe.key:
            return held
    except (OSError, ValueError):
        pass
    shutil.rmtree(target.root, ignore_errors=True)
    target.root.mkdir(parents=True)
    with target.quarantine.open("w", encoding="utf-8") as quarantine:
        reading = _Reading(source, recipe.schema, quarantine, on_progress)
        items = write_items(target.items, _stored(reading.items(), recipe))
    reading.check(items)
    return _finish(target, recipe, reading.bad, on_progress)


def rebuild(target: Generation, old: Generation, recipe: Recipe, on_progress: OnProgress) -> Built:
    """Make the state of the same items with other profiles."""
    shutil.rmtree(target.root, ignore_errors=True)
    target.root.mkdir(parents=True)
    shutil.copyfile(old.quarantine, target.quarantine)
    before = ItemStore(old.items)
    try:
        rows = ((row.line, row.item) for row in before.iterate())
        write_items(target.items, _stored(rows, recipe))
    finally:
        before.close()
    with target.quarantine.open("rb") as quarantine:
        bad = sum(1 for _ in quarantine)
    return _finish(target, recipe, bad, on_progress)


def _finish(target: Generation, recipe: Recipe, quarantined: int, on_progress: OnProgress) -> Built:
    """Schema, columns and lexical index over the items that are written."""
    target.schema.write_text(dump_schema(recipe.schema), "utf-8")
    store = ItemStore(target.items)
    try:
        size = len(store.ids())
        Columns.of(recipe.schema, _items(store)).save(target.columns)
        seen = _Seen()
        documents = _documents(seen.watch(_items(store)), recipe.tokenize, size, on_progress)
        LexicalIndex.build(documents).save(target.lexical)
    finally:
        store.close()
    built = Built(
        key=recipe.key,
        items=size,
        quarantined=quarantined,
        profiles=seen.profiles,
        language="zh" if seen.chinese > 0.5 * size else "en",
    )
    write_atomic(target.built, built.model_dump_json().encode())
    return built


def _items(store: ItemStore) -> Iterator[Item]:
    return (row.item for row in store.iterate())


def _stored(rows: Iterable[tuple[int, Item]], recipe: Recipe) -> Iterator[Stored]:
    for line, item in rows:
        found = newest(recipe.profiles, item)
        item.profile = found.profile() if found else None
        yield Stored(text_sha(embedded_text(item, recipe.schema)), line, item)


def _documents(
    items: Iterable[Item], tokenize: Tokenizer, size: int, on_progress: OnProgress
) -> Iterator[list[str]]:
    for number, item in enumerate(items, 1):
        yield tokenize(indexed_text(item))
        if number % 500 == 0 or number == size:
            on_progress(Report("lexical", number, size))


class _Seen:
    """Counts over the items that pass."""

    def __init__(self) -> None:
        self.profiles = self.chinese = 0

    def watch(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            self.profiles += item.profile is not None
            self.chinese += any("\u4e00" <= ch <= "\u9fff" for ch in item.title)
            yield item


class _Reading:
    """Rows of a file, the good ones passed on as items, the bad ones put into quarantine."""

    def __init__(
        self, source: Path, schema: Schema, quarantine: TextIO, on_progress: OnProgress
    ) -> None:
        self.source, self.schema, self.on_progress = source, schema, on_progress
        self.quarantine = quarantine
        self.bad = 0
        self.reasons: Counter[str] = Counter()
        self.columns: set[str] = set()

    def items(self) -> Iterator[tuple[int, Item]]:
        first_line: dict[str, int] = {}
        done = 0
        for row in read_rows(self.source):
            done += 1
            if done % 500 == 0:
                self.on_progress(Report("reading", done, None))
            if row.data is None:
                self._refuse(row, row.error)
                continue
            self.columns.update(row.data)
            try:
                item = to_item(row.data, self.schema)
            except RowError as e:
                self._refuse(row, str(e))
                continue
            if item.id in first_line:
                self._refuse(row, f"the id {item.id!r} is that of line {first_line[item.id]}")
                continue
            first_line[item.id] = row.line
            yield row.line, item

    def _refuse(self, row: Row, reason: str) -> None:
        self.bad += 1
        self.reasons[reason] += len(self.reasons) < 1_000 or reason in self.reasons
        entry = {"line": row.line, "reason": reason, "row": row.data}
        self.quarantine.write(_json(entry) + "\n")

    def check(self, items: int) -> None:
        """Complain about columns that no row has, and about a file without a good row."""
        for column in self.schema.columns():
            if self.columns and not {column, column.split(".")[0]} & self.columns:
                raise self._unknown(column)
        if items == 0:
            reason = self.reasons.most_common(1)[0][0] if self.reasons else "no rows"
            raise CatalogError(
                f"No row of {self.source} can be used; the most common reason: {reason}",
                remedy="Look at the schema: `llmrec catalog add ... --schema FILE`.",
            )

    def _unknown(self, column: str) -> CatalogError:
        names = ", ".join(sorted(self.columns)[:30])
        return CatalogError(
            f"The schema names the column {column!r}, which {self.source} has not",
            remedy=f"Its columns are: {names}. Pass a schema that fits with --schema.",
        )


def _json(entry: dict[str, Any]) -> str:
    text = json.dumps(entry, ensure_ascii=False, default=str)
    return text.encode("utf-8", "replace").decode()
