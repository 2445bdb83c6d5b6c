"""Turns that look for nothing: greetings, a bare yes or no, words that point at nothing."""

from __future__ import annotations

import re

from llmrec.chat import cues, refer
from llmrec.chat.phrases import Phrases
from llmrec.chat.read import Reading
from llmrec.chat.state import LISTED, Limit, Session
from llmrec.types import Constraint

_I = re.I
_SAID = (
    (
        "who",
        r"\b(?:who|what)\s+are\s+you\b|\bwhat\s+can\s+you\b|你是谁|你(?:能|会)(?:干|做)?什么",
    ),
    ("bye", r"\b(?:bye|goodbye|see\s+you|cya|that['’]?s\s+(?:all|it))\b|再见|拜拜|回见|就这样"),
    ("thanks", r"\b(?:thanks?|thank\s+you|thx|ta|cheers)\b|谢|辛苦|费心"),
    (
        "wait",
        r"\b(?:wait|hang\s+on|hold\s+on|moment|sec|minute|think)\b|等|想想|考虑|商量|慢慢看",
    ),
    (
        "hello",
        r"\b(?:hello|hi|hiya|hey|good\s+(?:morning|evening|afternoon|day)|there)\b"
        r"|你好|您好|嗨|哈[喽啰罗]|[早晚下]上?午?好|在[不吗]",
    ),
)
_YES = re.compile(
    r"\W*(?:yes|yep|yeah|sure|please|of\s+course|definitely|ok(?:ay)?|是的?|要的?|需要|对|嗯|好的?|可以)"
    r"(?:[\s,]+(?:please|it\s+should|definitely))?\W*", _I)  # fmt: skip
_NO = re.compile(
    r"\W*(?:no|nope|nah|not?\s+need(?:ed)?|不要?|不用|不需要|没必要|否)(?:[\s,]+(?:thanks?|thank\s+you|please))?\W*",
    _I,
)
_OPEN = re.compile(
    r"\b(?:any|either|whatever|both|no\s+preference|no\s+idea|not\s+sure|don['’]?t\s+(?:know|care|mind)|all\s+the\s+same)\b"
    r"|无所谓|都(?:行|可以|成|好)|随便|不知道|不限",
    _I,
)
_STOPS = re.compile(r"[.!?;](?=\s|$)|[。！？；]")
_ANSWER = 6
"""Words of an answer that says that all is the same."""
_LOST = 14
"""Words of a turn that does nothing but point."""


def small(text: str, session: Session, say: Phrases) -> str:
    """The answer to a turn that looks for nothing."""
    if not text:
        return say("ask")
    key = next((key for key, said in _SAID if re.search(said, text, _I)), "")
    if key == "hello" and not session.state.empty:
        return say("fine")
    if key:
        return say(key)
    return say("ask") if session.state.empty else say("fine")


def answered(text: str, session: Session, say: Phrases) -> Reading | None:
    """What a bare yes, no or whatever says to the question that was asked."""
    field = session.turns[-1].asked if session.turns else None
    spec = say.schema.attributes.get(field) if field else None
    if field is None or spec is None:
        return None
    yes, no = _YES.fullmatch(text), _NO.fullmatch(text)
    if spec.type == "boolean" and (yes or no):
        limit = Constraint(field=field, op="eq", value=bool(yes))
        told = Limit(constraint=limit, words=text, turn=len(session.turns) + 1)
        return Reading("find", limits=(told,))
    return None


def left_open(text: str, session: Session) -> bool:
    """Whether the answer to a question is that all is the same, and nothing else is said."""
    if not (session.turns and session.turns[-1].asked):
        return False
    said = [s for s in _STOPS.split(text) if re.search(r"\w", s)]
    short = len(text.split()) <= _ANSWER and len(text) <= 40
    return short and bool(said) and all(_OPEN.search(s) for s in said)


def lost(text: str, reading: Reading, session: Session) -> bool:
    """Whether a turn speaks of an item, and points at none: the ninth of five, that one of
    none."""
    if reading.act in ("details", "explain", "compare"):
        return not reading.refers
    if reading.act not in LISTED or reading.act in ("undo", "restart"):
        return False
    if reading.refers or reading.edits or len(text.split()) > _LOST or len(text) > 80:
        return False
    asks = (cues.COMPARE, cues.EXPLAIN, cues.DETAILS, cues.WHY_NOT, cues.MORE, cues.LESS)
    speaks = any(cue.search(text) for cue in asks)
    beyond = any(not place.items for place in refer._ordinals(text, session.shown))
    that = not session.shown and bool(refer._THAT.search(text))
    return speaks and (beyond or that)
