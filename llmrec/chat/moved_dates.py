"""A date that a bound is moved to: the last day to begin is now 30 September, 最晚改到九月底."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat.spoken_of import ABOUT, speaks_of
from llmrec.chat.state import Limit
from llmrec.quantities import Bound, quantities

_MOVES = re.compile(
    r"\b(?:mov|push|shift|chang|extend|postpon|delay|slip|reschedul|stretch|relax|set|brought|put|bump|mak)(?:e[sd]?|ed|s|ing|ped|ing)?\b"
    r"|\b(?:is|are)\s+now\b|\bnow\s+(?:is|until|till|to)\b|\bbecomes?\b"
    r"|(?:改|推迟?|延[长后期]?|提前?|挪|移|换|变|调整?|放宽?|宽限|顺延|拖)(?:(?:到|至|为|成|了)|(?=\d|十?[一二三四五六七八九十]月))"
)
_END = re.compile(
    r"\b(?:latest|last|deadline|cut-?off|earliest|at\s+the\s+latest|no\s+later)\b|最[晚迟早后]|截止|截至|期限"
)
_WILL_DO = re.compile(
    r"\b(?:is|are|would\s+be|will\s+be|could\s+also\s+be|['’]s|['’]re|was)\s+(?:(?:also|still|just|all|totally|perfectly|fine|even)\s+)*(?:fine|ok(?:ay)?|good|great|cool|alright|all\s+right|welcome|acceptable|allowed|no\s+problem|in|grand)\b"
    r"|\b(?:will|would|['’]ll|['’]d)\s+(?:also\s+)?(?:do|work)\b|\b(?:works?|counts?)\s+(?:too|as\s+well|also|for\s+(?:me|us))\b"
    r"|\b(?:can|could|may|might)\s+(?:(?:also|now|even|well|just\s+as\s+well)\s+)*(?:be|start|begin|come|date)\b"
    r"|\b(?:add|include|show|allow|take|accept|let)\b[^.;!?]*\b(?:too|as\s+well|also|in)\b|\b(?:fine|ok(?:ay)?|happy|good)\s+with\b",
    re.I,
)
_YEAR = re.compile(r"(?<![\d$-])(?:19|20)\d\d(?![\d-])")
_REFUSES = re.compile(r"\b(?:not|no|never|only|must|unless)\b|n['’]t\b|\?\W*$", re.I)


def _widened(
    said: str, days: tuple[Bound, Bound], k: int, limit: Limit
) -> tuple[int, Limit] | None:
    """`2023 models are fine as well` where 2024 was the earliest: the bound reaches so far now."""
    if not _WILL_DO.search(said) or _REFUSES.search(said):
        return None
    late = limit.constraint.op in ("lt", "le")
    end = days[1] if late else days[0]
    held = str(limit.constraint.value)
    if not (str(end) > held if late else str(end) < held):
        return None
    bound = {"op": "le" if late else "ge", "value": str(end), "span": None}
    new = limit.constraint.model_copy(update=bound)
    return k, limit.model_copy(update={"constraint": new, "words": said.strip()})


def moved_date(
    said: str, limits: Sequence[Limit], catalogue: Catalogue
) -> tuple[int, Limit] | None:
    """The bound on a date that words move, and its place among the limits: it keeps its side."""
    schema = catalogue.schema
    held = [
        (k, x)
        for k, x in enumerate(limits)
        if schema.attributes[x.constraint.field].type == "date"
        and x.constraint.op in ("lt", "le", "gt", "ge")
    ]
    days = [q for q in quantities(said) if q.kind == "date" and re.search(r"\d", q.words)]
    if len(held) != 1:
        return None
    k, limit = held[0]
    if not (days and _MOVES.search(said)):
        ends = [(q.low, q.high) for q in days if q.low and q.high]
        ends = ends or [(f"{m[0]}-01-01", f"{m[0]}-12-31") for m in _YEAR.finditer(said)]
        return _widened(said, ends[-1], k, limit) if ends else None
    if not (_END.search(said) or speaks_of(said, limit, catalogue) >= ABOUT):
        return None
    late = limit.constraint.op in ("lt", "le")
    day = days[-1].high or days[-1].low if late else days[-1].low or days[-1].high
    if day is None or str(day) == str(limit.constraint.value):
        return None
    bound = {"op": "le" if late else "ge", "value": str(day), "span": None}
    new = limit.constraint.model_copy(update=bound)
    return k, limit.model_copy(update={"constraint": new, "words": said.strip()})
