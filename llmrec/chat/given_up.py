"""Values that a turn names only to say that they are not sought any more, or not refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.catalog.limits import narrowed
from llmrec.catalog.schema import Schema, kind_field
from llmrec.chat.state import Limit, State
from llmrec.text import HAN
from llmrec.types import Constraint
from llmrec.understand import clauses

_DEMANDS = re.compile(
    r"\b(?:only|just|want|need|must|give|after|from|by|prefer|rather|instead|solely)\b|只|(?<!不)要|想|必须|[就光单净仅专][看买选认挑冲学找要]|除了",
    re.I,
)

_SWAPS = re.compile(
    r"(?:换|改|变更?|切换?|转)(?:成|为|到|作|用|$|(?=[\sA-Za-z一-鿿]))|不是[^，。]{1,12}(?:，|,)?\s*是"
)
_EITHER = re.compile(r"或|也[都可行]|都[可行要成]|也要|还要|加上|外加|另外")


def allowed_again(new: Sequence[Constraint], held: Sequence[Limit], text: str) -> list[Constraint]:
    """A value that was refused and is named without a denial is no longer refused; it is demanded
    only where the words demand it."""
    refused = {
        (c.field, str(v))
        for c in (x.constraint for x in held)
        if c.hard and c.op in ("ne", "not_in", "lacks")
        for v in c.values
    }
    named = [c for c in new if c.op in ("eq", "has") and (c.field, str(c.value)) in refused]
    return [c for c in named if not _DEMANDS.search(_around(c, text))]


def _around(c: Constraint, text: str) -> str:
    """The sentence that names a value: another may demand something else."""
    if c.span is None or HAN.search(text):
        return text
    return clauses.sentence(text, c.span.start, c.span.end)


def given_up(new: Sequence[Constraint], base: State) -> list[Constraint]:
    """`French, not Spanish` where Spanish was asked for: that is taken back, and not refused.

    Nor is a value that is asked for again beside another (`not A or B: A or C`)."""
    held = {
        (c.field, str(v)) for c in base.constraints if c.op in ("eq", "has", "in") for v in c.values
    }
    wanted = [c for c in new if c.op in ("eq", "has", "in")]
    named = {c.field for c in wanted}
    refused = [c for c in new if c.op in ("ne", "lacks") and c.field in named]
    return [c for c in refused if (c.field, str(c.value)) in held]


def less_swapped(
    new: Sequence[Constraint], base: State, schema: Schema, text: str
) -> list[Constraint]:
    """从电池改成太阳能 names what is given up beside what takes its place."""
    if not HAN.search(text) or not _SWAPS.search(text) or _EITHER.search(text):
        return list(new)
    held = {(c.field, str(v)) for c in base.hard if c.op in ("eq", "in") for v in c.values}
    out: list[Constraint] = []
    for c in new:
        left: list[str] = []
        if c.op == "in" and isinstance(c.value, list) and c.field != kind_field(schema):
            left = [str(v) for v in c.value if (c.field, str(v)) not in held]
        out.append(narrowed(c, left, schema) if left else c)
    return out
