"""Values that will do from now on: French is fine as well, solar or battery, either will do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.chat import cues_lift
from llmrec.chat.kinds_told import only_told
from llmrec.chat.state import Limit
from llmrec.text import HAN
from llmrec.understand.mentions import Mention, find_mentions

_EITHER = re.compile(
    r"\b(?:either|both|any|all|whichever|one)\b(?:\s+(?:of\s+)?(?:them|those|these|the\s+(?:two|three)|two|three|one|or\s+the\s+other|way))?"
    r"(?:\s+(?:is|are|['’]s|will|would|['’]ll|['’]d|can|could|is\s+just|are\s+just|would\s+be|will\s+be|['’]s))?\s+(?:just\s+|all\s+|totally\s+|perfectly\s+)?"
    r"(?:fine|ok(?:ay)?|good|great|grand|cool|alright|all\s+right|do|work|works|suits?|goes|welcome|acceptable|fit|serve)\b",
    re.I,
)
"""Said of values that stand before it, or in the clause before."""
_OR = re.compile(
    r"\bor\b[^.;!?]*\b(?:fine|ok(?:ay)?|good|great|grand|cool|alright|all\s+right|do|works?|suits?|goes|welcome|acceptable)\b",
    re.I,
)
"""Either solar or battery is fine; battery or mains would do."""
_LED_IN = re.compile(r"\W*(?:(?:and|so|well|oh|ok(?:ay)?|really|honestly|but)\W+)*$", re.I)
_REFUSES = re.compile(r"\b(?:not|no|never|neither|nor|except|without)\b|n['’]t\b", re.I)


def either(
    said: str, before: str, limits: Sequence[Limit], catalogue: Catalogue
) -> tuple[int, Limit, bool] | None:
    """The limit in whose place one of several values will do, that limit, and whether the clause
    before was needed for it.

    Args:
        before: the clause before, of which `either will do` is said.
    """
    cue = _EITHER.search(said)
    if HAN.search(said) or _REFUSES.search(said):
        return None
    if cue is None:
        return _any_of(said, limits, catalogue) if _OR.search(said) else None
    alone = bool(_LED_IN.fullmatch(said[: cue.start()]))
    words = before if alone else said[: cue.start()]
    if _REFUSES.search(words):
        return None
    return _any_of(words, limits, catalogue, alone=alone)


def _any_of(
    words: str, limits: Sequence[Limit], catalogue: Catalogue, *, alone: bool = False
) -> tuple[int, Limit, bool] | None:
    """The limit of the field of which words name more than one value."""
    first: dict[tuple[int, int], Mention] = {}
    for m in find_mentions(words, catalogue, "en"):  # French is a language before a skill
        first.setdefault((m.start, m.end), m)
    found = list(first.values())
    for k, limit in enumerate(limits):
        c = limit.constraint
        if not c.hard or c.op not in ("eq", "in", "has") or isinstance(c.value, bool):
            continue
        named = [m.value for m in found if m.field == c.field and not m.negated]
        values = list(dict.fromkeys(v for v in named if isinstance(v, str)))
        if len(values) > 1 and set(values) != set(c.values):
            wide = c.model_copy(update={"op": "in", "value": values, "span": None})
            return k, limit.model_copy(update={"constraint": wide}), alone
    return None


def widened(said: str, limits: Sequence[Limit], catalogue: Catalogue) -> tuple[int, Limit] | None:
    """`French is fine as well` beside English: either will do from now on."""
    joined = cues_lift.JOINED.search(said)
    if not (joined or cues_lift.AS_WELL.search(said)):
        return None
    found = find_mentions(said, catalogue, "zh" if HAN.search(said) else "en")
    kind = kind_field(catalogue.schema)
    for m in found:
        if HAN.search(said) and m.field == kind and only_told(said, m.start, m.end):
            continue
        for k, limit in enumerate(limits):
            c = limit.constraint
            held = [v for v in c.values if isinstance(v, str)]
            beside = any(o.field == c.field and o.value in held for o in found)
            if not (beside or joined or cues_lift.ALSO_WELL.search(said)):
                continue  # 支不支持都行: of one value alone, it is no other that will do
            if c.op == "has" and not cues_lift.AS_WELL.search(said):
                continue  # show Siri too: of many values one more is needed
            named = isinstance(m.value, str) and not m.negated
            if c.field == m.field and c.op in ("eq", "in", "has") and named and m.value not in held:
                both = c.model_copy(update={"op": "in", "value": [*held, m.value]})
                return k, limit.model_copy(update={"constraint": both})
    return None
