"""Item profiles: what the model read in the items, once, offline; one JSON line each.

A line names what it was made with and the text that was read, so that a profile is used only while
the item still says what it was read in, and is made again when prompt, model or text change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.errors import CatalogError
from llmrec.prompts import one_line
from llmrec.types import Item, ItemId, ItemProfile, ItemTag

READ_CHARS = 1_500
"""How much of an item the model reads."""
_STOPS = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；")


class ProfileLine(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    id: ItemId
    tags: list[ItemTag] = []
    model: str
    prompt: str
    prompt_sha: str = ""
    text_sha: str = ""
    """Of the text that was read; empty: not known, and taken to be the item's."""

    def fits(self, item: Item) -> bool:
        """Whether the item still says what was read."""
        return not self.text_sha or self.text_sha == reading_sha(item)

    def profile(self) -> ItemProfile:
        return ItemProfile(
            tags=self.tags, model=self.model, prompt=self.prompt, prompt_sha=self.prompt_sha
        )


Lines = dict[str, list[ProfileLine]]
"""Lines by item id, in the order in which they were written."""


def reading(item: Item) -> str:
    """The item as the model reads it: title and text fields on one line, without control tokens."""
    parts = [item.title, *(t for t in item.fields.values() if t != item.title)]
    ended = (p if p.endswith(_STOPS) else f"{p}." for p in parts if p)
    text: str = one_line(" ".join(ended), READ_CHARS)
    return text


def reading_sha(item: Item) -> str:
    """Fingerprint of what the model reads of the item, 16 hex digits."""
    return hashlib.sha256(reading(item).encode()).hexdigest()[:16]


def newest(lines: Lines, item: Item) -> ProfileLine | None:
    """The last line of the item that still fits its text."""
    return next((line for line in reversed(lines.get(item.id, [])) if line.fits(item)), None)


def load_lines(path: Path) -> Lines:
    """The lines of a file of profiles. No file, no lines.

    Raises:
        CatalogError: a line that does not fit, by number.
    """
    found: Lines = {}
    for number, raw in _raw_lines(path):
        try:
            line = ProfileLine.model_validate_json(raw)
        except ValidationError as e:
            first = e.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise CatalogError(
                f"{path} line {number} is no item profile: {where}: {first['msg']}",
                remedy='Wanted: {"id", "tags": [{"tag", "quote"}], "model", "prompt"}.',
            ) from e
        found.setdefault(line.id, []).append(line)
    return found


def load_made(path: Path) -> Lines:
    """The lines that runs on this machine appended; one that a kill damaged is left out."""
    found: Lines = {}
    for _, raw in _raw_lines(path):
        try:
            line = ProfileLine.model_validate_json(raw)
        except ValidationError:
            continue  # its item counts as not read
        found.setdefault(line.id, []).append(line)
    return found


def _raw_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    if not path.is_file():
        return
    with path.open("rb") as file:
        yield from ((n, raw) for n, raw in enumerate(file, 1) if raw.strip())


def together(one: Lines, other: Lines) -> Lines:
    """The lines of both; those of `other` count as the later ones."""
    return {id_: one.get(id_, []) + other.get(id_, []) for id_ in one | other}


def dump(lines: Iterable[ProfileLine]) -> bytes:
    """The lines as a file has them, by id: the same profiles are always the same bytes."""
    rows = (
        json.dumps(line.model_dump(mode="json"), ensure_ascii=False)
        for line in sorted(lines, key=lambda line: line.id)
    )
    return "".join(f"{row}\n" for row in rows).encode("utf-8", "replace")


def with_made(given: Path, made: Path) -> bytes:
    """A file of profiles that comes with the items, and after it what was made here.

    Raises:
        CatalogError: a line of `given` is no profile.
    """
    load_lines(given)
    here = load_made(made)
    return given.read_bytes() + dump(line for lines in here.values() for line in lines)
