"""Cleaning of what people and files bring, before anything else sees it.

Spans everywhere else refer to the cleaned text, so clean once, first.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

MAX_CHARS = 8000

Problem = Literal["empty", "emoji_only", "no_letters"]

# Folded by NFKC one character at a time. Other compatibility forms (superscripts, fractions,
# circled numbers, the trade mark sign) would change what the text says, and full-width Chinese
# punctuation is proper Chinese.
_FOLDED = ("<wide>", "<narrow>", "<font>", "<noBreak>")
_CHINESE_PUNCTUATION = frozenset("，：；！？（）")
_REMOVED = frozenset(("Cc", "Cf", "Cs", "Co"))
_NEWLINES = frozenset("\n\x0b\x0c\r\x85\u2028\u2029")


class Cleaned(NamedTuple):
    """A cleaned request and what is wrong with it, if anything."""

    text: str
    problem: Problem | None
    """`empty`: nothing is left. `emoji_only`: symbols, no word. `no_letters`: digits and signs."""
    cut: bool
    """True when the text was longer than the limit and the rest was left out."""
    chars: int
    """Length of the raw text in characters."""


class _Folding(dict[int, str | None]):
    """A table for `str.translate` that decides each character once."""

    def __missing__(self, code: int) -> str | None:
        self[code] = value = _fold(chr(code))
        return value


def _fold(char: str) -> str | None:
    if char in _NEWLINES:
        return "\n"
    if char == "\t" or unicodedata.category(char) == "Zs":
        return " "
    if unicodedata.category(char) in _REMOVED or _is_invisible(ord(char)):
        return None
    if char in _CHINESE_PUNCTUATION:
        return char
    decomposition = unicodedata.decomposition(char)
    radical_or_ligature = 0x2E80 <= ord(char) <= 0x2FD5 or 0xFB00 <= ord(char) <= 0xFB06
    if decomposition.startswith(_FOLDED) or (decomposition and radical_or_ligature):
        return unicodedata.normalize("NFKC", char)
    return char


def _is_invisible(code: int) -> bool:
    """Variation selectors, fillers and noncharacters: they draw nothing and can hide text."""
    return (
        0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
        or code in (0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0)
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


_FOLDING = _Folding()


def _clean_all(text: str) -> str:
    text = text.replace("\r\n", "\n").translate(_FOLDING)
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r" {2,}", " ", text)
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def _cut(text: str, max_chars: int) -> str:
    """The first `max_chars` characters, never parting a letter from its combining marks."""
    if len(text) <= max_chars:
        return text
    end = max_chars
    while end > 0 and _joins_left(text[end]):
        end -= 1
    return text[:end].rstrip()


def _joins_left(char: str) -> bool:
    return unicodedata.category(char).startswith("M") or 0x1F3FB <= ord(char) <= 0x1F3FF


def clean(text: str, max_chars: int = MAX_CHARS) -> str:
    """Normalise `text` and cut it at `max_chars` characters.

    Control, zero-width and bidirectional characters go, blanks become single spaces, line ends
    single newlines, full-width letters and digits plain ones. Cleaning twice changes nothing.
    """
    return _cut(_clean_all(text), max_chars)


def clean_request(text: str, max_chars: int = MAX_CHARS) -> Cleaned:
    """Clean a person's request and say whether it can be worked with. Never raises."""
    whole = _clean_all(text)
    kept = _cut(whole, max_chars)
    return Cleaned(kept, _problem(kept), len(kept) < len(whole), len(text))


def _problem(text: str) -> Problem | None:
    if not text:
        return "empty"
    if any(char.isalpha() for char in text):
        return None
    symbols = any(unicodedata.category(char) in ("So", "Sk") for char in text)
    return "emoji_only" if symbols and not any(char.isdigit() for char in text) else "no_letters"
