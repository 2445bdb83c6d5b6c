"""Places in a text: sentences, clauses, and where a quote stands."""

from __future__ import annotations

import re
import unicodedata

_ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|no|approx|min|max|inc|ltd|jr|sr|incl|fig)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？；]+[”’）」』]*|\n")


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, its closing mark included, blanks around it not."""
    out: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group() == "." and _ABBREVIATIONS.search(text[start : match.end()]):
            continue
        _append(out, text, start, match.end())
        start = match.end()
    _append(out, text, start, len(text))
    return out


def _append(out: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        out.append((start, end))


def find_words(needle: str, haystack: str) -> tuple[int, int] | None:
    """Where the words of `needle` stand in `haystack`: exact first, else letters and digits alone.

    The second look ignores case, blanks, punctuation and width, and nothing more: every letter
    and digit must be there, in order, and in spaced scripts whole words only. Returns offsets
    into the haystack as given, or None.
    """
    needle = needle.strip()
    if not needle:
        return None
    exact = _exact(needle, haystack)
    if exact is not None:
        return exact
    wanted, _ = _squeeze(needle)
    squeezed, places = _squeeze(haystack)
    if not wanted:
        return None
    at = squeezed.find(wanted)
    while at >= 0:
        start, end = places[at], places[at + len(wanted) - 1] + 1
        if _whole_words(haystack, start, end):
            return start, end
        at = squeezed.find(wanted, at + 1)
    return None


def _exact(needle: str, haystack: str) -> tuple[int, int] | None:
    at = haystack.find(needle)
    while at >= 0:
        if _whole_words(haystack, at, at + len(needle)):
            return at, at + len(needle)
        at = haystack.find(needle, at + 1)
    return None


def _whole_words(text: str, start: int, end: int) -> bool:
    left = start > 0 and _same_word(text[start - 1], text[start])
    right = end < len(text) and _same_word(text[end - 1], text[end])
    return not (left or right)


def _same_word(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word of a spaced script, or to one number."""
    if left.isdigit() and right.isdigit():
        return True
    spaced = _is_spaced(left) and _is_spaced(right)
    return spaced and left.isalpha() == right.isalpha()


def _is_spaced(char: str) -> bool:
    return char.isalnum() and not ("\u3040" <= char <= "\u9fff" or "\u0e00" <= char <= "\u0e7f")


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Letters and digits of `text` folded to one case and width, with the place of each."""
    out: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for folded in unicodedata.normalize("NFKC", char).casefold():
            if folded.isalnum():
                out.append(folded)
                places.append(place)
    return "".join(out), places
