"""Nouns that a text refuses: those that stand right behind a denial."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmrec.text._negation import negated_spans
from llmrec.text._sets import word_set
from llmrec.text._words import Word, tokens, words

LEAST = 3
"""Letters of a noun at least."""
_BETWEEN = word_set(
    """no not don't doesn't never nothing anything without avoid skip with want need like use have
    buy get any a an the i we please more about involving of from steer stay keep clear away rule
    rules leave out forbid forbids ban bans bar bars prohibit prohibits spare me drop ditch
    forget isn't aren't ain't other than but except everything"""
)
"""Words that may stand between a denial and what it refuses."""
_JOINS = word_set("or nor and ,")
_ENDS = word_set("for in on at of to from by that which who whose as")

_THERE = re.compile(r"\bthere\s+$", re.I)
"""There isn't a bulb in my hall: what is missing is not refused."""


class Refused(NamedTuple):
    """A noun behind a denial, with the words before it that belong to it."""

    text: str
    start: int
    end: int


def refused_nouns(text: str, language: str) -> Iterator[Refused]:
    """Each of `A` and `B C` in `no A or B C`; nothing where a verb or more stands between."""
    for start, end in negated_spans(text, language):
        if _THERE.search(text, 0, start):
            continue
        run: list[int] = []
        said = words(text[start:end])
        for n, word in enumerate(said):
            plain = word.text.lower().replace("’", "'")
            if run and (plain in _ENDS or plain in _BETWEEN):
                run = run if plain in _ENDS else []  # nothing beats a camera: no noun yet
                break
            if plain in _BETWEEN or plain in _JOINS:
                yield from _noun(text, start, said, run)
                run = []
            elif n == 0:
                break
            else:
                run.append(n)
        yield from _noun(text, start, said, run)


def _noun(text: str, start: int, said: Sequence[Word], run: Sequence[int]) -> Iterator[Refused]:
    if run:
        first, last = said[run[0]], said[run[-1]]
        begin, end = start + first.start, start + last.end
        if end - begin >= LEAST and tokens(text[begin:end]):
            yield Refused(text[begin:end], begin, end)
