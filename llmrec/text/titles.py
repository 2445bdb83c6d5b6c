"""Titles of a catalogue's items, found in what people say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

YEAR = re.compile(r"\s*\((?P<year>(?:18|19|20)\d\d)\)\s*$")
LEAST = 5
"""A single word of fewer letters ("It", "Her") is no title on its own."""
MANY = 16
"""No title has more words."""
_WORD = re.compile(r"\w+")


class Found(NamedTuple):
    title: str
    start: int
    end: int


class Titles:
    """Finds titles in a text, the longest first from left to right.

    With its year a title is found however it is written; without, one of several words too. A
    single word must be written as the title is, and be no short one.
    """

    def __init__(self, titles: Iterable[str]) -> None:
        self._folded: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        for title in titles:
            name = YEAR.sub("", title)
            if name != title:
                self._folded.setdefault(title.casefold(), title)
            if len(_WORD.findall(name)) > 1:
                self._folded.setdefault(name.casefold(), title)
            elif len(name) >= LEAST:
                self._exact.setdefault(name, title)

    def find(self, text: str) -> Iterator[Found]:
        words = list(_WORD.finditer(text))
        n = 0
        while n < len(words):
            found = self._at(text, words, n)
            if found is None:
                n += 1
                continue
            yield found
            while n < len(words) and words[n].start() < found.end:
                n += 1

    def _at(self, text: str, words: list[re.Match[str]], n: int) -> Found | None:
        start = words[n].start()
        for last in reversed(words[n : n + MANY]):
            # Titles end in a year in brackets, or in a mark: `Oh, God!`.
            for end in (last.end() + 1, last.end()):
                said = text[start:end]
                title = self._folded.get(said.casefold()) or self._exact.get(said)
                if title is not None and end <= len(text):
                    return Found(title, start, end)
        return None

    def replace(self, text: str, names: dict[str, str]) -> str:
        """The text with each title that is found as another name."""
        out, at = [], 0
        for found in self.find(text):
            out += [text[at : found.start], names[found.title]]
            at = found.end
        return "".join([*out, text[at:]])
