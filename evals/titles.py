"""Titles of films, compared."""

from __future__ import annotations

import re

from llmrec.text.titles import YEAR

_NOT_WORD = re.compile(r"\W+")


def spaced(title: str) -> str:
    """`The Shining  (1980)` -> `The Shining (1980)`."""
    return " ".join(title.split())


def year(title: str) -> str | None:
    found = YEAR.search(title)
    return found["year"] if found else None


def bare(title: str) -> str:
    """A title as it is compared: no year, no case, no punctuation, `and` for `&`, no article."""
    words = _plain(YEAR.sub("", title)).split()
    if len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    return " ".join(words)


def _plain(text: str) -> str:
    words = text.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return " ".join(_NOT_WORD.sub(" ", words).split())


def said(title: str, text: str) -> bool:
    """Whether a text holds the words of a title, in whatever case and with or without its year.

    A short one ("It", "Here") is found in words that mean no film: ask this where missing one is
    worse than finding too many.
    """
    return f" {bare(title)} " in f" {_plain(text)} "
