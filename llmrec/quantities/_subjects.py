"""A limit as the subject of a sentence: what is said of it tells whether it is wanted.

`Anything over 250 is taking the mickey`, 超过150刀的全是智商税: nobody who says more of such things
than that they are fine asks for them. Scorn is open-ended, approval is not; so an unknown verdict
on what is worse (dearer, longer, older, rated lower) turns the limit round, and one on what is
better limits nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from llmrec.quantities._quantity import Bound, Quantity
from llmrec.text._said_of import said_of_en, said_of_zh


def as_subject(text: str, q: Quantity) -> Quantity:
    """A limit that something is said of: turned round where it is scorned, none where it is not
    clear what is meant."""
    if not q.comparator or q.approximate or (q.low is None) == (q.high is None):
        return q
    worse = _is_worse(q)
    verdict = said_of_en(text, q.start, q.end) or said_of_zh(
        text, q.end, then=worse and q.kind != "date"
    )
    if verdict is None or verdict == "welcome":
        return q
    if verdict == "refused" or worse:
        return _turned(q)
    return replace(q, comparator=False)


def _is_worse(q: Quantity) -> bool:
    """Dearer, longer and more of what one spends; rated lower; older."""
    return (q.low is None) if q.kind in ("rating", "date") else (q.high is None)


def _turned(q: Quantity) -> Quantity:
    if q.kind == "date":
        return replace(q, low=_moved(q.high, 1), high=_moved(q.low, -1))
    return replace(
        q,
        low=q.high,
        high=q.low,
        low_open=q.high is not None and not q.high_open,
        high_open=q.low is not None and not q.low_open,
    )


def _moved(bound: Bound | None, days: int) -> Bound | None:
    if bound is None:
        return None
    return (date.fromisoformat(str(bound)) + timedelta(days=days)).isoformat()
