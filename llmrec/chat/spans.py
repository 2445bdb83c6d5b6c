"""Stretches of a text."""

from __future__ import annotations

from collections.abc import Sequence


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text less these stretches, a blank for each."""
    kept, at = "", 0
    for start, end in sorted(spans):
        kept += text[at : max(at, start)] + " "
        at = max(at, end)
    return kept + text[at:]
