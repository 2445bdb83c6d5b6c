"""Values that a turn names only to say that they are not sought any more, or not refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.chat.state import State
from llmrec.types import Constraint

_DEMANDS = re.compile(
    r"\b(?:only|just|want|need|must|give|after|from|by|prefer|rather|instead|solely)\b|只|(?<!不)要|想|必须|就[看买选]",
    re.I,
)


def allowed_again(new: Sequence[Constraint], base: State, text: str) -> list[Constraint]:
    """A value that was refused and is named without a denial is no longer refused; it is demanded
    only where the words demand it."""
    if _DEMANDS.search(text):
        return []
    refused = {
        (c.field, str(v))
        for c in base.hard
        if c.op in ("ne", "not_in", "lacks")
        for v in (c.value if isinstance(c.value, list) else [c.value])
    }
    return [c for c in new if c.op in ("eq", "has") and (c.field, str(c.value)) in refused]


def given_up(new: Sequence[Constraint], base: State) -> list[Constraint]:
    """`French, not Spanish` where Spanish was asked for: that is taken back, and not refused.

    Nor is a value that is asked for again beside another (`not A or B: A or C`)."""
    held = {
        (c.field, str(v))
        for c in base.constraints
        if c.op in ("eq", "has", "in")
        for v in (c.value if isinstance(c.value, list) else [c.value])
    }
    wanted = [c for c in new if c.op in ("eq", "has", "in")]
    named = {c.field for c in wanted}
    refused = [c for c in new if c.op in ("ne", "lacks") and c.field in named]
    return [c for c in refused if (c.field, str(c.value)) in held]
