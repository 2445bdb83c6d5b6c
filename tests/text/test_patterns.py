"""No text that somebody writes keeps a pattern busy for ever.

A pattern that can read the same words in two ways, again and again, takes twice as long with each
word more: a turn of some forty words would never be read. Each pattern is tried here on its own
words, repeated; one that is so hangs, and the time limit of a test ends it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from itertools import product

import pytest

import llmrec.chat
import llmrec.quantities
import llmrec.text
import llmrec.understand

READING = (llmrec.text, llmrec.quantities, llmrec.understand, llmrec.chat)
LONG = 120
"""Characters."""


def patterns(of: object) -> Iterator[re.Pattern[str]]:
    if isinstance(of, re.Pattern):
        yield of
    elif isinstance(of, list | tuple):
        for one in of:
            yield from patterns(one)
    elif isinstance(of, dict):
        yield from patterns(list(of.values()))


def all_patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for package in READING:
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                for n, one in enumerate(patterns(value)):
                    if one not in found.values():
                        found[f"{module.name}.{name}-{n}"] = one
    return found


def repeated(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts of the pattern's own words that it nearly matches."""
    chinese = list(dict.fromkeys(re.findall(r"[\u4e00-\u9fff]{1,4}", pattern.pattern)))
    english = list(dict.fromkeys(re.findall(r"[a-z]{2,}", pattern.pattern)))
    units = [*chinese, *(f"{word} " for word in english), "a ", "一"]
    units += [a + b for a, b in product(chinese[:24], repeat=2)]
    units += [c for word in chinese for c in word]
    for unit in dict.fromkeys(units):
        text = unit * (LONG // len(unit))
        yield f"{text}#"
        yield f"别{text}#" if chinese else f"not {text}#"


ALL = all_patterns()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ALL)
def test_no_repeated_words_keep_a_pattern_busy(name: str) -> None:
    for text in repeated(ALL[name]):
        ALL[name].search(text)
