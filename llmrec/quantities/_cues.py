"""Words around a number that make it a limit: under, or more, 不超过, 以上."""

from __future__ import annotations

import re
from typing import NamedTuple

from llmrec.quantities._cue_words import DATE_LEFT, DATE_RIGHT, LEFT, RIGHT, Effect, Table
from llmrec.quantities._refusals import negated
from llmrec.quantities._units import Kind
from llmrec.quantities._verdicts import bound_of, ends


class Cue(NamedTuple):
    """What a comparison says, and where its words end away from the number."""

    effect: Effect
    at: int
    """Start of a cue before the number, end of one after it."""
    denied: bool = False
    """A denial is part of it already: `nothing below 4`."""


_THAN_ZH = re.compile(r"比\s*$")
_LESS_ZH = re.compile(r"\s*(?:还|要|更)?(?:便宜|低|少|短|轻|小|早|旧|老)")
_MORE_ZH = re.compile(r"\s*(?:还|要|更)?(?:贵|高|多|长|重|大|晚|新)")
_REACHES = re.compile(r"(?:得|必?须|应该?)[有够到]")
"""评分得有4.3; but 得有两百块 says what a thing will cost."""
_WINDOW = 80


def before(text: str, start: int, kind: Kind) -> Cue | None:
    """The comparison right before a number, negations applied: `not over 50` is at most 50.

    When several fit, the one that reaches back furthest is the whole of it (`no more than`).
    """
    floor = max(0, start - _WINDOW)
    left = text[floor:start]
    best: Cue | None = None
    for effect, pattern in LEFT:
        match = pattern.search(left)
        if match and kind == "money" and _REACHES.fullmatch(match["cue"]):
            continue
        if match and (best is None or _closer(match, best.at - floor, left, best.effect, effect)):
            best = Cue(effect, floor + match.start("cue"))
    return _with_denial(text, best, kind) if best is not None else None


def _with_denial(text: str, cue: Cue, kind: Kind) -> Cue:
    effect = bound_of(cue.effect, kind)
    turned, at = negated(text, effect, cue.at, kind)
    return Cue(turned, at, denied=turned != effect)


def _closer(match: re.Match[str], at: int, left: str, had: Effect, effect: Effect) -> bool:
    """A bound beats `about`; of two bounds the one nearer to the number holds, unless it is a
    part of the other (`up to` holds `to`, `at most about` holds `about`)."""
    if had == "approx" and effect != "approx":
        return True
    if effect == "approx" and had != "approx":
        return False
    inside = match.start("cue") < at < match.end("cue")
    return inside or match.start("cue") > at


def after(text: str, end: int, kind: Kind) -> Cue | None:
    """The comparison right after a number and its unit."""
    if called := ends(text, end, kind):
        return Cue(*called)
    return _first(RIGHT, text, end)


def date_before(text: str, start: int) -> Cue | None:
    """The comparison right before a date, negations applied: `not before 2020` is since 2020."""
    floor = max(0, start - _WINDOW)
    for effect, pattern in DATE_LEFT:
        if match := pattern.search(text[floor:start]):
            return _with_denial(text, Cue(effect, floor + match.start("cue")), "date")
    return None


def date_after(text: str, end: int) -> Cue | None:
    """The comparison right after a date: `or later`, 以后."""
    return _first(DATE_RIGHT, text, end)


def _first(table: Table, text: str, end: int) -> Cue | None:
    for effect, pattern in table:
        if match := pattern.match(text, end):
            return Cue(effect, match.end())
    return None


def compared_zh(text: str, start: int, end: int) -> tuple[Effect, int, int] | None:
    """比50美元便宜, 比四星高."""
    left = _THAN_ZH.search(text, max(0, start - _WINDOW), start)
    if left is None:
        return None
    for effect, pattern in (("lt", _LESS_ZH), ("gt", _MORE_ZH)):
        if match := pattern.match(text, end):
            return ("lt" if effect == "lt" else "gt"), left.start(), match.end()
    return None
