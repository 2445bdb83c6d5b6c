"""Numbers, dates and the words around them put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from llmrec.quantities import _cues as cues
from llmrec.quantities._cues import Effect
from llmrec.quantities._dates import Day, dates
from llmrec.quantities._free import free_of_charge
from llmrec.quantities._numbers import Number, numbers
from llmrec.quantities._quantity import Bound, Quantity
from llmrec.quantities._units import Kind

_RATING = re.compile(
    r"(?:\b(?:rated|ratings?|scores?|scored|scoring|stars?|reviews?)|评分|评价|打分|得分|评星|星级)"
    r"[^,，;；。0-9]{0,16}$",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?:\b(?:price[ds]?|pricing|costs?|costing|budget|spend(?:ing)?|pay(?:ing)?|afford|cheaper)"
    r"|价格|价位|价钱|预算|售价|价|花费|总价|单价)[^,，;；。0-9]{0,16}$",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:ages?|aged|kids|children|toddlers|babies|boys|girls|adults|teens|people)\s*"
    r"(?:of|from|between|over|under|above|below)?\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:released?|releases|published|publication|came\s+out|come\s+out|coming\s+out|launched|made"
    r"|built|issued|written|filmed|recorded|models?|years?|dated|aired|premiered|updated)\b"
    r"|上映|上市|发布|出版|发行|年份|推出|更新|开课|拍摄|首播|新?出的",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"(?:\b(?:rated|ratings?|priced|prices?|costs?|costing|released|published|launched)"
    r"(?:\s+(?:is|at|be|of|in|on|should|must))*|(?:评分|价格|价位|预算|单价|总价|单个|总时长)"
    r"(?:[在为要是]|不能|必须|得)*)\s*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:\b(?:anywhere\s+|somewhere\s+)?(?:between|from)\s+(?:an?\s+)?|从|在|介于)\s*$", re.I
)
_TO = re.compile(r"\s*(?:-|–|—|~|～|〜|\bto\b|\bthrough\b|\buntil\b|\btill\b|至|到)\s*", re.I)
_AND = re.compile(r"\s*(?:and|&|to|-|–|和|与|跟|到|至|~)\s*", re.I)
_WITHIN_ZH = re.compile(r"\s*(?:的?(?:价格|价位))?(?:之间|中间|区间|以内|之内)")
_NO_LIMIT_UNITS = frozenset(("GHz", "MHz", "Hz", "kHz", "V"))
_WEAK_CUES = re.compile(r"(?:about|around|some|from|near|over|within|beyond|almost|past)\b", re.I)
_ABOUT = re.compile(
    r"\b(?:around|about|roughly|approximately)\s*$|(?:大约|大概|差不多|约)\s*$", re.I
)
_WEAK = re.compile(r"(?:spend|pay|afford|budget|from|预算|控制|限制|限|.花)", re.I)
_HAS = re.compile(r"\b(?:have|got|only\s+have)\s+(?:about\s+|only\s+|just\s+)*$", re.I)
_RATED_AFTER = re.compile(r"\+?\s*(?:or\s+\w+\s+)?(?:ratings?|stars?|average)\b", re.I)
_YEAR_AFTER = re.compile(r"later|newer|earlier|older|recent|onward|after|before", re.I)
_NO_YEAR_BEFORE = re.compile(r"up\s+to|[<>≤≥]|of\b|within|about|around|past", re.I)
_RELEASE_BEFORE = re.compile(
    r"\b(?:released|published|launched|came\s+out|made|built|new|starts?|starting)\s+$", re.I
)
_RELEASE_AFTER = re.compile(
    r"\s*(?:的|款|版|新)|\s*\S{0,3}(?:上市|发布|上映|出版|发行|推出|拍|开课|开班|开始)"
)
_SOME = 0.2
"""How far `around` reaches to either side."""


def quantities(text: str, today: date | None = None) -> list[Quantity]:
    """Numbers, ranges and dates of `text` with what the words around them make of them.

    `today` anchors `the last two years`; the day of the call when not given. Quantities do not
    overlap and come in order. Those that limit nothing have `comparator` False.
    """
    days = dates(text, today or date.today())
    firm = [day for day in days if not day.bare]
    bare = {day.start: day for day in days if day.bare}
    points: list[Number | Day] = [*firm]
    points += [n for n in numbers(text) if not any(_overlap(n, day) for day in firm)]
    points.sort(key=lambda point: point.start)
    found = [*_pairs_and_singles(text, points, bare), *free_of_charge(text)]
    return _apart(found)


def _overlap(a: Number | Day | Quantity, b: Number | Day | Quantity) -> bool:
    return a.start < b.end and b.start < a.end


def _apart(found: list[Quantity]) -> list[Quantity]:
    """Limits before mentions, longer before shorter, none over another."""
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: (not q.comparator, q.start - q.end)):
        if not any(_overlap(quantity, other) for other in kept):
            kept.append(quantity)
    return sorted(kept, key=lambda quantity: quantity.start)


def _pairs_and_singles(
    text: str, points: list[Number | Day], bare: dict[int, Day]
) -> Iterator[Quantity]:
    i = 0
    while i < len(points):
        pair = _range(text, points[i], points[i + 1], bare) if i + 1 < len(points) else None
        single = None if pair else _single(text, points[i], bare)
        found = pair or single
        if found is not None:
            yield found
        i += 2 if pair else 1


def _before(pattern: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    """A pattern that ends in `$`, right before `start`."""
    return pattern.search(text, max(0, start - 60), start)


# --- ranges ---------------------------------------------------------------------------------------


def _range(text: str, a: Number | Day, b: Number | Day, bare: dict[int, Day]) -> Quantity | None:
    opening = _before(_BETWEEN, text, a.start)
    gap = text[a.end : b.start]
    connected = _TO.fullmatch(gap) or (
        _AND.fullmatch(gap) and (opening or _WITHIN_ZH.match(text, b.end))
    )
    if not connected:
        return None
    start = opening.start() if opening else a.start
    closing = _WITHIN_ZH.match(text, b.end)
    end = closing.end() if closing else b.end
    years = _years(text, a, b, bare)
    if years is not None:
        return _dated_range(text, years, start, end)
    if isinstance(a, Day) or isinstance(b, Day):
        return None
    return _number_range(text, (a, b), (start, end), spoken=bool(opening or closing))


def _years(
    text: str, a: Number | Day, b: Number | Day, bare: dict[int, Day]
) -> tuple[Day, Day] | None:
    first = a if isinstance(a, Day) else bare.get(a.start)
    second = b if isinstance(b, Day) else bare.get(b.start)
    if first is None or second is None or second.high < first.low:
        return None
    if isinstance(a, Number) and isinstance(b, Number):
        if a.unit or b.unit or _before(_MONEY, text, a.start):
            return None
        if b.noun is not None and not _DATED.search(_clause_around(text, a.start, b.end)):
            return (first, second) if b.noun.endswith("s") and b.noun != "dollars" else None
    return first, second


def _dated_range(text: str, years: tuple[Day, Day], start: int, end: int) -> Quantity:
    low, high = years[0].low.isoformat(), years[1].high.isoformat()
    return _make(text, "date", (low, high), (start, end))


def _number_range(
    text: str, pair: tuple[Number, Number], span: tuple[int, int], *, spoken: bool
) -> Quantity | None:
    a, b = pair
    a = _share_unit(a, b)
    b = _share_unit(b, a)
    if not _same_size(a, b) or (a.glued and a.unit is None) or a.article or b.article:
        return None
    kind = _kind(text, b if b.unit or b.noun else a)
    if kind != "count" and (aged := _kind(text, a)) in ("money", "rating") and not b.unit:
        kind = aged
    tiny = a.vague and b.vague and a.unit is None and max(a.value, b.value) < 10
    if tiny and kind in ("plain", "count"):
        return None
    low, high = _in_base(a), _in_base(b)
    if low > high:
        if b.unit is None or not re.match(r"\d", text[b.start :]) or b.value >= a.value:
            return None
        low, high = high, low
    limits = spoken or kind != "count"
    unit = _unit_name(text, b, kind) or _unit_name(text, a, kind)
    made = _make(text, kind, (low, high), span, unit=unit)
    made = replace(made, comparator=limits and cues.refused(text, span[0]) is None)
    return _with_right_approx(text, made)


def _with_right_approx(text: str, made: Quantity) -> Quantity:
    cue = cues.after(text, made.end)
    if cue is None or cue.effect == "ge":
        return made
    return _span(text, replace(made, approximate=cue.effect == "approx"), made.start, cue.at)


def _share_unit(number: Number, other: Number) -> Number:
    if number.unit is not None or other.unit is None:
        return number
    scale = 1000.0 if other.scaled and number.value < other.value / 1000 else 1.0
    return replace(number, unit=other.unit, value=number.value * scale, noun=None)


def _same_size(a: Number, b: Number) -> bool:
    if a.unit is None or b.unit is None:
        return a.unit is b.unit
    return a.unit.size == b.unit.size


# --- single numbers -------------------------------------------------------------------------------


def _single(text: str, point: Number | Day, bare: dict[int, Day]) -> Quantity | None:
    if isinstance(point, Day):
        return _dated(text, point, firm=True)
    if point.start in bare and point.unit is None and _is_year(text, point):
        return _dated(text, bare[point.start], firm=False)
    return _number(text, point)


def _number(text: str, number: Number) -> Quantity | None:
    kind = _kind(text, number)
    effect, start, end = _limit(text, number, kind)
    if effect is not None and not _may_limit(text, number, kind, start):
        effect, start, end = None, number.start, number.end
    if effect is None and number.upper is None and number.value == 0 and kind == "money":
        effect = "le"
    if effect is None and number.upper is None:
        return _mention(text, number, kind)
    if number.scaled and number.unit is None and effect is None:
        return None
    bounds, opened, approximate = _bounds(number, effect)
    made = _make(text, kind, bounds, (start, end), unit=_unit_name(text, number, kind))
    return replace(made, low_open=opened[0], high_open=opened[1], approximate=approximate)


def _mention(text: str, number: Number, kind: Kind) -> Quantity | None:
    """A number that limits nothing: two cats, iPhone 15, a 15.6 inch laptop."""
    idiom = number.vague and text[number.start : number.end].endswith("分")
    lone = idiom or (number.unit is None and number.vague)
    if lone or number.article or (number.scaled and number.unit is None):
        return None
    value = _in_base(number)
    made = _make(
        text, kind, (value, value), (number.start, number.end), unit=_unit_name(text, number, kind)
    )
    return replace(made, comparator=False)


def _limit(text: str, number: Number, kind: Kind) -> tuple[Effect | None, int, int]:
    """What the words around a number say, and the span of all of it."""
    start, end = number.start, number.end
    if compared := cues.compared_zh(text, start, end):
        return compared
    left, right = cues.before(text, start, kind), cues.after(text, end)
    if kind == "count" and number.noun_end:
        end = number.noun_end
        right = right or cues.after(text, end)
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
    if best is left and _weak(text, left) and _before(_ABOUT, text, number.start):
        effect = "approx"
    if effect is None and kind == "money" and _before(_HAS, text, number.start):
        # What one has is what one can spend.
        return "le", start, end
    return _refusal(text, effect, start, end)


def _weak(text: str, left: cues.Cue | None) -> bool:
    """`spend 50 or more`: the word before only says what the number is about."""
    return left is not None and _WEAK.match(text, left.at) is not None


def _refusal(
    text: str, effect: Effect | None, start: int, end: int
) -> tuple[Effect | None, int, int]:
    """Turn a limit round where what lies within it is refused: 50美元以上的不要."""
    if effect not in cues.FLIPPED:
        return effect, start, end
    if (rejected := cues.rejected(text, end)) is not None:
        return cues.FLIPPED[effect], start, rejected
    if (refused := cues.refused(text, start)) is not None:
        return cues.FLIPPED[effect], refused, end
    return effect, start, end


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
    if single and number.unit is None and number.noun is None:
        return False
    return not (number.glued and number.unit is None and start == number.start)


def _bounds(
    number: Number, effect: Effect | None
) -> tuple[tuple[Bound | None, Bound | None], tuple[bool, bool], bool]:
    value = _in_base(number)
    upper = value if number.upper is None else _in_base(replace(number, value=number.upper))
    match effect:
        case "lt" | "le":
            return (None, upper), (False, effect == "lt"), False
        case "gt" | "ge":
            return (value, None), (effect == "gt", False), False
        case "approx" if number.upper is None:
            low, high = round(value * (1 - _SOME), 6), round(value * (1 + _SOME), 6)
            return (low, high), (False, False), True
    return (value, upper), (False, False), True


def _in_base(number: Number) -> float:
    """The value in the unit it will carry: hours for any duration, as written for the rest."""
    if number.kind != "duration" or number.unit is None:
        return number.value
    return round(number.value * number.unit.factor, 12)


def _unit_name(text: str, number: Number, kind: Kind) -> str | None:
    if kind == "count" and _before(_AGE, text, number.start):
        return "age"
    if kind == "duration":
        return "h"
    if kind == "rating" and (number.unit is None or number.unit.name == "stars"):
        return _scale(number.value)
    if number.unit is None:
        return number.noun if kind == "count" else None
    return number.unit.name


def _scale(rating: float) -> str:
    """What a rating is out of, when the text does not say: no more than it takes."""
    return "stars" if rating <= 5 else "/10" if rating <= 10 else "/100"


def _kind(text: str, number: Number) -> Kind:
    if number.unit is not None:
        return number.unit.kind
    if _before(_AGE, text, number.start):
        return "count"
    rating = _before(_RATING, text, number.start)
    money = _before(_MONEY, text, number.start)
    if rating and number.value <= 10 and (not money or rating.start() > money.start()):
        return "rating"
    if _RATED_AFTER.match(text, number.end) and number.value <= 10:
        return "rating"
    if money:
        return "money"
    if number.kind == "count":
        assert number.noun is not None
        counted = not number.noun.isascii() or number.noun.endswith("s") or number.value < 13
        return "count" if counted else "plain"
    small_word = number.value < 13 and not re.match(r"[\d.]", text[number.start :])
    return "count" if small_word else "plain"


# --- dates ----------------------------------------------------------------------------------------


def _clause_around(text: str, start: int, end: int) -> str:
    left = re.split(r"[.,;!?。，；！？、]\s*", text[max(0, start - 60) : start])[-1]
    right = re.split(r"[.,;!?。，；！？、]", text[end : end + 40])[0]
    return f"{left} {text[start:end]} {right}"


def _is_year(text: str, number: Number) -> bool:
    """Whether four digits are a year: a word of time stands beside them."""
    if _before(_MONEY, text, number.start):
        return False
    if _DATED.search(_clause_around(text, number.start, number.end)) and not number.glued:
        return True
    right = cues.date_after(text, number.end)
    if right and _YEAR_AFTER.search(text, number.end, right.at):
        return True
    left = cues.date_before(text, number.start)
    if left is None or (number.noun is not None and left.effect in ("eq", "le", "approx")):
        return False
    return not _NO_YEAR_BEFORE.match(text, left.at)


def _dated(text: str, day: Day, *, firm: bool) -> Quantity | None:
    left, right = cues.date_before(text, day.start), cues.date_after(text, day.end)
    best = left
    if right is not None and (left is None or left.effect in ("eq", "approx", "ge", right.effect)):
        best = right
    if best is None and not day.decade and (number_cue := _number_cue(text, day)):
        best = number_cue
        left = number_cue if number_cue.at < day.start else None
        right = number_cue if number_cue.at > day.end else None
    start = left.at if left is not None else day.start
    end = right.at if right is not None and best is right else day.end
    effect: Effect | None = best.effect if best is not None else None
    effect, start, end = _refusal(text, effect, start, end)
    if day.until_today:
        return _until_today(text, day, start)
    limits = effect is not None or day.decade or (firm and _names_release(text, day))
    made = _make(text, "date", _date_bounds(day, effect), (start, end))
    return replace(made, comparator=limits, approximate=effect == "approx")


def _number_cue(text: str, day: Day) -> cues.Cue | None:
    return cues.before(text, day.start, "date") or cues.after(text, day.end)


def _names_release(text: str, day: Day) -> bool:
    """2024年的, 2024年上市: the year is asked for and not only mentioned."""
    return bool(_RELEASE_AFTER.match(text, day.end) or _before(_RELEASE_BEFORE, text, day.start))


def _until_today(text: str, day: Day, start: int) -> Quantity:
    made = _make(text, "date", (day.low.isoformat(), None), (start, day.end))
    named = text[day.start : day.end].lower()
    around = _clause_around(text, day.start, day.end).replace(text[day.start : day.end], " ")
    context = bool(_DATED.search(around))
    return replace(made, comparator=context or named.startswith(("in ", "within ", "from ", "近")))


def _date_bounds(day: Day, effect: Effect | None) -> tuple[Bound | None, Bound | None]:
    """ISO bounds; a period counts as a whole: `after 2020` starts with 2021-01-01."""
    match effect:
        case "lt":
            return None, (day.low - timedelta(days=1)).isoformat()
        case "le":
            return None, day.high.isoformat()
        case "gt":
            return (day.high + timedelta(days=1)).isoformat(), None
        case "ge":
            return day.low.isoformat(), None
        case "approx":
            around = timedelta(days=731 if (day.high - day.low).days > 31 else 31)
            return (day.low - around).isoformat(), (day.high + around).isoformat()
    return day.low.isoformat(), day.high.isoformat()


# --- making ---------------------------------------------------------------------------------------


def _make(
    text: str,
    kind: Kind,
    bounds: tuple[Bound | None, Bound | None],
    span: tuple[int, int],
    unit: str | None = None,
) -> Quantity:
    start, end = span
    if context := _before(_CONTEXT, text, start):
        start = context.start()
    soft = cues.is_soft(text, start, end)
    return Quantity(
        bounds[0],
        bounds[1],
        unit=unit,
        kind=kind,
        start=start,
        end=end,
        words=text[start:end],
        soft=soft,
    )


def _span(text: str, made: Quantity, start: int, end: int) -> Quantity:
    return replace(made, start=start, end=end, words=text[start:end])
