"""A single number and what it limits."""

from __future__ import annotations

import re
from dataclasses import replace

from llmrec.quantities import _cues as cues
from llmrec.quantities._around import ending, make
from llmrec.quantities._cue_words import Effect
from llmrec.quantities._kinds import by_clock, in_base, kind_of, looks_rated, unit_name
from llmrec.quantities._lasting import has_to_last
from llmrec.quantities._numbers import Number
from llmrec.quantities._quantity import Bound, Quantity
from llmrec.quantities._refusals import clause, turned
from llmrec.quantities._telling import has_done
from llmrec.quantities._units import Kind

_NO_LIMIT_UNITS = frozenset(("GHz", "MHz", "Hz", "kHz", "V"))
_WEAK_CUES = re.compile(r"(?:about|around|some|from|near|over|within|beyond|almost|past)\b", re.I)
_ABOUT = re.compile(
    r"\b(?:around|about|roughly|approximately)\s*$|(?:大约|大概|差不多|约)\s*$", re.I
)
_WEAK = re.compile(
    r"(?:spend|pay|afford|budget|from|预算|控制|限制|限|.花|[卡压控锁掐][在到住])", re.I
)
_HAS = re.compile(
    r"(?:\b(?:have|got|only\s+have)|['’]ve)\s+(?:about\s+|only\s+|just\s+)*$"
    r"|(?:[就只才仅剩]|[就只才仅]有)\s*$",
    re.I,
)
_ALLOWS = re.compile(
    r"\b(?:(?P<they>it|they|this|that)\s+)?(?P<modal>may|might|can|could)\s+(?:(?:now|also|even|well|easily)\s+)*"
    r"(?P<does>cost|be|go|run|take|last)\s+(?:(?:to|on|for|up)\s+)*$",
    re.I,
)
_RATED = re.compile(r"\b(?:rat(?:ed|ings?)|stars?|scores?|reviews?)\b", re.I)
_SOME = 0.2
"""How far `around` reaches to either side."""


def single(text: str, number: Number) -> Quantity | None:
    kind = kind_of(text, number)
    effect, start, end = _limit(text, number, kind)
    told = kind == "duration" and has_done(text, start, number.start)
    told = told or _is_allowed(text, start, effect, kind)
    if told or (effect is not None and not _may_limit(text, number, kind, start)):
        effect, start, end = None, number.start, number.end
    if effect is None and number.upper is None and number.value == 0 and kind == "money":
        effect = "le"
    if effect is None and number.upper is None:
        return _mention(text, number, kind)
    if number.scaled and number.unit is None and effect is None:
        return None
    bounds, opened, approximate = _bounds(number, effect)
    made = make(text, kind, bounds, (start, end), unit=unit_name(text, number, kind))
    return replace(
        made,
        low_open=opened[0],
        high_open=opened[1],
        approximate=approximate,
        by_clock=by_clock(number),
    )


def _is_allowed(text: str, start: int, effect: Effect | None, kind: Kind) -> bool:
    """`It may cost more than 500` allows it, as does `the stars may be lower than 4`; nothing is
    asked for."""
    said = ending(_ALLOWS, text, start)
    if said is None:
        return False
    if effect == "lt":
        own = said["they"] is not None and said["does"].lower() == "be"
        return own or kind == "rating" or _RATED.search(clause(text, start)) is not None
    freely = said["modal"].lower() in ("may", "might") or kind in ("money", "plain")
    takes = said["they"] is not None and said["does"].lower() not in ("run", "last")
    return effect in ("gt", "ge") and (freely or takes)


def _mention(text: str, number: Number, kind: Kind) -> Quantity | None:
    """A number that limits nothing: two cats, iPhone 15, a 15.6 inch laptop."""
    idiom = number.vague and text[number.start : number.end].endswith("分")
    lone = idiom or (number.unit is None and number.vague)
    if lone or number.article or (number.scaled and number.unit is None):
        return None
    value = in_base(number)
    made = make(
        text, kind, (value, value), (number.start, number.end), unit=unit_name(text, number, kind)
    )
    return replace(made, comparator=False)


def _limit(text: str, number: Number, kind: Kind) -> tuple[Effect | None, int, int]:
    """What the words around a number say, and the span of all of it."""
    start, end = number.start, number.end
    if compared := cues.compared_zh(text, start, end):
        return compared
    left, right, end = _cues_of(text, number, kind)
    if kind == "duration" and left is None and right is None and has_to_last(text, start, end):
        return "ge", start, end
    best = left
    if right is not None and (left is None or left.effect == "approx" or _weak(text, left)):
        best = right
    if left is not None and (best is left or left.effect == "approx"):
        start = left.at
    if right is not None and (best is right or right.effect in ("approx", best and best.effect)):
        end = right.at
    effect: Effect | None = best.effect if best is not None else None
    if number.plus or (effect is None and number.odd):
        effect = "ge" if number.plus else "approx"
    if best is left and _weak(text, left) and ending(_ABOUT, text, number.start):
        effect = "approx"
    if effect is None and kind == "money" and ending(_HAS, text, number.start):
        # What one has is what one can spend.
        return "le", start, end
    if best is left and left is not None and left.denied:
        return effect, start, end
    return turned(text, effect, start, end)


def _cues_of(text: str, number: Number, kind: Kind) -> tuple[cues.Cue | None, cues.Cue | None, int]:
    """The comparisons before and after a number, and where it ends with the noun it counts."""
    end = number.end
    likely: Kind = "rating" if kind == "plain" and looks_rated(text, number) else kind
    left, right = cues.before(text, number.start, likely), cues.after(text, end, likely)
    if kind == "count" and number.noun_end:
        end = number.noun_end
        right = right or cues.after(text, end, likely)
    if left is not None and right is not None and "," in text[left.at : number.start]:
        # 16 hours at most, four weeks at most: the first `at most` is not of the weeks.
        left = None
    return left, right, end


def _weak(text: str, left: cues.Cue | None) -> bool:
    """`spend 50 or more`: the word before only says what the number is about."""
    return left is not None and _WEAK.match(text, left.at) is not None


def _may_limit(text: str, number: Number, kind: Kind, start: int) -> bool:
    """Whether a comparison word really speaks of this number: not in `about two brothers`."""
    cue = text[start : number.start]
    if kind in ("plain", "count") and number.unit is None and re.match(r"from\b", cue, re.I):
        return False
    if number.unit is not None and number.unit.name in _NO_LIMIT_UNITS:
        return not _WEAK_CUES.match(cue)
    if kind == "count" and number.noun is not None and _WEAK_CUES.match(cue):
        return False
    single = re.fullmatch(r"[一二两三四五六七八九]", text[number.start : number.end])
    if single and number.unit is None and number.noun is None and kind != "rating":
        return False
    return not (number.glued and number.unit is None and start == number.start)


def _bounds(
    number: Number, effect: Effect | None
) -> tuple[tuple[Bound | None, Bound | None], tuple[bool, bool], bool]:
    value = in_base(number)
    upper = value if number.upper is None else in_base(replace(number, value=number.upper))
    match effect:
        case "lt" | "le":
            return (None, upper), (False, effect == "lt"), False
        case "gt" | "ge":
            return (value, None), (effect == "gt", False), False
        case "approx" if number.upper is None:
            low, high = round(value * (1 - _SOME), 6), round(value * (1 + _SOME), 6)
            return (low, high), (False, False), True
    return (value, upper), (False, False), True
