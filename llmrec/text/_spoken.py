"""English numbers and times as they are spoken, in the form in which they are written."""

from __future__ import annotations

import re

_DIGITS = {
    w: str(n)
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
} | {"oh": "0", "nought": "0"}
_DIGIT = "|".join(_DIGITS)
_POINT = re.compile(rf"\b(?P<whole>\d|{_DIGIT})\s+point\s+(?P<part>\d|{_DIGIT})\b", re.I)
"""Four point six."""
_HALF = re.compile(r"(?<=[a-z\d])\s+(?:an|&|n|'n')\s+(?=a\s+(?:half|quarter)\b)", re.I)
"""Four an a half."""
_INSIDE = re.compile(
    r"\b(?:inside|(?:fit(?:s|ted)?|squeezed?|packed|crammed|over\s+(?:and\s+done|with))\s+(?:in(?:to|side)?))\s+(?:of\s+)?"
    r"(?=(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|\d+)"
    r"\s+(?:hours?|days?|weeks?|months?|years?|dollars?|bucks)\b)",
    re.I,
)
"""Done inside two months."""
_THIS_SIDE = re.compile(
    r"\bthis\s+side\s+of\s+(?=(?:19|20)\d\d|christmas|january|february|march|april|may\s|june|july|august|september"
    r"|october|november|december)",
    re.I,
)

_MODELS = re.compile(
    r"\b(?P<year>20[0-3]\d)\s+(?P<what>models?|releases?|editions?|launches)\b(?!\s+(?:year|or|and|\+))",
    re.I,
)
"""2025 models."""
_TILL_AFTER = re.compile(
    r"(?:\b(?:cannot|not|never)|n['’]t)\s+(?:(?:be|to|able|going|gonna|really|actually)\s+)*(?:start|begin|commence|join|free|available|around|back|do\s+it|do\s+anything)"
    r"\s+(?:un)?till?\s+(?:some\s+time\s+)?after\s+",
    re.I,
)
"""I can't start till after May."""


_COMMA = re.compile(
    r"(?<![\w.,])(?P<whole>[0-5],\d)(?=\s*(?:\+|stars?\b|out\s+of\b))|(?<![\w.,])(?P<money>\d{1,4},\d\d)(?=\s?(?:\$|€|dollars?\b|bucks\b|euros?\b|usd\b))"
    r"|(?<=[$€£])(?P<sign>\d{1,4},\d\d)(?![\d,])"
    r"|(?<![\w.,])(?P<time>\d{1,2},\d)(?=\s*(?:hours?|hrs?|weeks?|months?|years?|h)\b)"
    r"|(?:(?<=least\s)|(?<=minimum\s)|(?<=above\s)|(?<=over\s)|(?<=rated\s)|(?<=rating\s)|(?<=than\s)|(?<=under\s)|(?<=below\s)|(?<=from\s))"
    r"(?P<rated>[1-4],\d)(?![\d,]|\s*(?:and|or)\s+\d)",
    re.I,
)
"""4,5 stars: the decimal comma of other languages. A list of places (2,3) has no unit."""


def written(text: str) -> str:
    """`Four point six` is 4.6, `an a half` is `and a half`, `inside two months` is within them."""
    text = _POINT.sub(lambda m: f"{_digit(m['whole'])}.{_digit(m['part'])}", text)
    text = _COMMA.sub(lambda m: m.group().replace(",", "."), text)
    text = _INSIDE.sub("within ", _HALF.sub(" and ", text))
    text = _TILL_AFTER.sub(" start after ", text)
    text = _MODELS.sub(lambda m: f"{m['what']} from {m['year']}", text)
    return _THIS_SIDE.sub("since ", text)


def _digit(word: str) -> str:
    return _DIGITS.get(word.lower(), word)
