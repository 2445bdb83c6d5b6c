"""What a number measures, by its unit and by the words before it."""

from __future__ import annotations

import re

from llmrec.quantities._around import ending
from llmrec.quantities._numbers import Number
from llmrec.quantities._units import Kind, on_clock

_RATING = re.compile(
    r"(?:\b(?:rated|marked|marks?|graded|ratings?|scores?|scored|scoring|stars?|reviews?)|评分|评价|打分|得分|分数|评星|星级|评级|口碑)"
    r"[^,，;；。0-9]{0,16}$",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"(?:\b(?:price[ds]?|pricing|costs?|costing|budget|spend(?:ing)?|pay(?:ing)?|afford|cheaper)"
    r"|价格|价位|价钱|预算|售价|(?<!评)价|花费|总价|单价)[^,，;；。0-9]{0,16}$",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:ages?|aged|kids|children|toddlers|babies|boys|girls|adults|teens|people)\s*"
    r"(?:of|from|between|over|under|above|below)?\s*$",
    re.IGNORECASE,
)
_RATED_AFTER = re.compile(r"\+?\s*(?:or\s+\w+\s+)?(?:ratings?|stars?|average)\b", re.I)


def in_base(number: Number) -> float:
    """The value in the unit it will carry: hours for any duration, as written for the rest."""
    if number.kind != "duration" or number.unit is None:
        return number.value
    return round(number.value * number.unit.factor, 12)


def by_clock(number: Number) -> bool:
    return number.unit is not None and on_clock(number.unit.name)


def unit_name(text: str, number: Number, kind: Kind) -> str | None:
    if kind == "count" and ending(_AGE, text, number.start):
        return "age"
    if kind == "duration":
        return "h"
    if kind == "rating" and (number.unit is None or number.unit.name == "stars"):
        return _scale(number.value)
    if number.unit is None:
        return number.noun if kind == "count" else None
    return number.unit.name


def looks_rated(text: str, number: Number) -> bool:
    """4.4: one decimal and no more than five stars, with no unit."""
    digits = text[number.start : number.end]
    return number.unit is None and re.fullmatch(r"[1-4]\.\d|5\.0", digits) is not None


def _scale(rating: float) -> str:
    """What a rating is out of, when the text does not say: no more than it takes."""
    return "stars" if rating <= 5 else "/10" if rating <= 10 else "/100"


def kind_of(text: str, number: Number) -> Kind:
    if number.unit is not None:
        return number.unit.kind
    if ending(_AGE, text, number.start):
        return "count"
    rating = ending(_RATING, text, number.start)
    money = ending(MONEY, text, number.start)
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
